"""Bytes in and out: configuration, credentials, HTTP, list and watch."""
