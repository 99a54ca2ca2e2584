"""Seeds: given, or derived from the task's id, so that every attempt of a task has the same one."""

from __future__ import annotations

import hashlib

from parallel_execution_manager.roles.base import TaskInputError
from parallel_execution_manager.scheduling.model.task import TaskSpec

LARGEST_SEED = 2**63 - 1
_HASH_SEEDS = 2**32


def task_seed(task: TaskSpec) -> int:
    """The seed that the task gives, else the first 32 bits of SHA-256 of its id.

    32 bits, because the seeds of widespread random generators are no larger.

    Raises:
        TaskInputError: the given seed is no whole number or out of range.
    """
    seed = task.options.get("seed")
    if seed is None:
        return int.from_bytes(hashlib.sha256(task.id.encode("utf-8", "surrogatepass")).digest()[:4], "big")
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= LARGEST_SEED:
        raise TaskInputError(f"seed is {seed!r}; it must be a whole number from 0 to {LARGEST_SEED}")
    return seed


def hash_seed(seed: int) -> int:
    """The seed for Python's own hashing (``PYTHONHASHSEED``), which takes 32 bits."""
    return seed % _HASH_SEEDS
