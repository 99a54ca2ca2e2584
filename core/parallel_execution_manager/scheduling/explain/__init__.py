"""Explanations: why a task waits, what would start it, and when it is expected to start."""
