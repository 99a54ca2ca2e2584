"""Garbage collection put off while many objects are made that all stay."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from typing import Final

_MANY: Final = 10_000
"""So many new objects are worth it."""


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Look for no garbage meanwhile: there is none, and each look would take longer than the one before.

    Afterwards the new objects count as old ones: else the very next look would go through all of them.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            # Both only join lists: what is tracked becomes permanent, and that then the oldest generation.
            # To look for what is permanent already takes longer than a look at a few new objects.
            if gc.get_count()[0] > _MANY and not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()
