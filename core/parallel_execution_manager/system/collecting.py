"""Puts garbage collection off while many objects are made that are all kept."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from typing import Final

MANY: Final = 10_000
"""From so many new objects on it pays to count them as old ones."""


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Within the block no garbage is collected: there is none, and each search for it takes longer.

    Afterwards the new objects are among the old ones; otherwise the next search would visit them all.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            # Both calls only join lists: all objects become permanent, then all permanent ones become old.
            # To count the permanent ones takes longer than to search a few new objects: that is asked last.
            if gc.get_count()[0] > MANY and not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()
