"""Qt models over frozen snapshots: the queue, its filter, the roles, the locks, a task's checks."""
