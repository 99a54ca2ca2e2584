"""The shell around the pure machine: the engine's thread, the pool of attempts, the manager's signals."""
