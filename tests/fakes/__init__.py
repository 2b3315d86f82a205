"""Stand-ins for what tests cannot have: an API server whose faults are switches, and a clock that is told the time."""
