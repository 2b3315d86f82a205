"""What became of a pod's probes: lanes over time, and what follows for the next minutes."""
