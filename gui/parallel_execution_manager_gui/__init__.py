"""The window of Parallel Execution Manager: snapshots in, wishes out."""
