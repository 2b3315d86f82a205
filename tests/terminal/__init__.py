"""What only a terminal shows: how ktui takes it, and how it leaves it."""
