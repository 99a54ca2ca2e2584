"""What is persisted: the queue and the history in SQLite, the leases of other programs in JSON."""

from __future__ import annotations
