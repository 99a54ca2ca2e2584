"""The roles: what the tasks of each role run, and what they report."""
