"""The small process that is the parent of all tasks, and the manager's way to it."""
