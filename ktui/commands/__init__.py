"""The commands without a screen: an answer on stdout, errors on stderr, an exit code a script can use."""
