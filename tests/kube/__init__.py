"""How ktui speaks to an API server, each way it can fail in a file of its own."""
