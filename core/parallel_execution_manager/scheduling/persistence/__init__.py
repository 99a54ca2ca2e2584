"""Persistence: which rows an event changes, and how a machine is restored from rows."""
