"""Stand-ins for what tests cannot have: a clock that is told the time, objects as they are sent, streams of logs."""
