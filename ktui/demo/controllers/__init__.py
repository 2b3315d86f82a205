"""The parts of a cluster that make and change objects because others have changed.

Each hears what changes, notes the key of what is to be looked at, and looks at it a moment later: what it then does
depends on what there is, never on what was heard. All of them run on the demo's agenda.
"""
