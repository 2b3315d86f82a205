"""Pure functions from objects to answers: cells, trouble. No I/O, no clock: the time is an argument."""
