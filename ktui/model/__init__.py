"""Slim typed values and the rules on them. No I/O, no clock, nothing of the screen."""
