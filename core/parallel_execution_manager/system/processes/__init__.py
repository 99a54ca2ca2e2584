"""Processes: starting them, whole trees of them, which one is meant, their priority and end."""

from __future__ import annotations
