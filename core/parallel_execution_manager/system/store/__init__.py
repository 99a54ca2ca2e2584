"""The queue on disk: one SQLite file, one connection, commits in groups, verified backups."""
