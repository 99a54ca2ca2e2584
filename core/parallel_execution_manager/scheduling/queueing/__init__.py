"""Queueing: placement of tasks, choice of what starts next, task lifecycle."""
