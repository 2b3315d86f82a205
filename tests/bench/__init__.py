"""Benchmarks of ktui on a filled lab; no tests."""
