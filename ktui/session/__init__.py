"""One cluster: a feed for each kind, the tasks that fill them, and what else is asked of it."""
