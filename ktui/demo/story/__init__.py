"""What the demo's cluster is like, and what happens in it."""
