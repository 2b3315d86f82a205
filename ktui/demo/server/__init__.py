"""The embedded API server: real HTTP, a store with revisions, the faults of real servers by switch."""
