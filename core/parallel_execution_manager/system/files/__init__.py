"""Files: which one is meant, writing them so that nothing is lost, locks, and telling of changes."""

from __future__ import annotations
