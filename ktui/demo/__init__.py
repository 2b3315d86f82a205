"""A cluster in a box: an API server on the loopback, and what is needed behind it."""
