"""Recordings: what watches delivered, as lines in a file; reading them, and writing them without secrets."""
