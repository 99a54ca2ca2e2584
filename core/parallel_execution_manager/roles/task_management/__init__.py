"""The role that queues the due tasks of a schedule, or says why queued tasks wait."""
