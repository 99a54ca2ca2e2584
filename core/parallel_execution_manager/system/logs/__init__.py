"""Logs of tasks: read while they grow, paged and searched, kept within a limit."""

from __future__ import annotations
