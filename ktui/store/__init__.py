"""Objects in memory, by key, and the order they are shown in."""
