"""Measuring the machine and the process trees of tasks."""

from __future__ import annotations
