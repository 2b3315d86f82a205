"""A node's kubelet that runs pretend containers: what it writes, and when, is what a real one would."""
