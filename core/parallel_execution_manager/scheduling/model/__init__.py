"""The terms of the scheduler: tasks, resources, samples, policy, checks, persisted rows."""
