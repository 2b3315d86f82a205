"""ktui: Kubernetes workloads in a terminal, live."""

__version__ = "0.1.0"
