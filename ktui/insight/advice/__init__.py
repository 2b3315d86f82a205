"""What a pod's probes and grace could be better at, before they do harm."""
