"""How long a line of tasks may be each of which has the next one queued by its result."""

from __future__ import annotations

import re

MOST_GENERATIONS = 10
"""A task that has itself queued twice has made a thousand by then; without an end it would fill any disk."""
_QUEUED_BY = re.compile(r"(?:#\d+\.\d+(?:-\d+)?)*$")
"""What the ids of such tasks end in: for each generation the attempt of the parent, and its place there."""


def generation_of(task_id: str) -> int:
    """How many tasks above this one have queued each other, by its id; 0 for one that people queued."""
    match = _QUEUED_BY.search(task_id)
    return match.group().count("#") if match else 0


def too_late(parent: str) -> str:
    """Why ``parent`` may have no further task queued; empty if it may."""
    if generation_of(parent) < MOST_GENERATIONS:
        return ""
    return (
        f"{parent!r} is the last of {MOST_GENERATIONS} tasks that have queued each other, which could go on "
        "without end; let a schedule repeat the work (role task_management), or give each an id of its own"
    )
