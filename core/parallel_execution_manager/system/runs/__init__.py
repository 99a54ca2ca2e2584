"""Run folders: one for each attempt of a task, the files in it, and how long it stays."""

from __future__ import annotations
