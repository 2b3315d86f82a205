"""Screens over the panes: each in a file of its own, imported when it is opened."""
