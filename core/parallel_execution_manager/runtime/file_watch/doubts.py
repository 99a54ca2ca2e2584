"""Changes that seem not to be the holder's own, until one more look has shown that it went on without a deed.

The kernel tells of a write before it counts it, and of a file that is opened to be written anew (and so
emptied) before anything is written: at the very moment of the news the holder looks as if it had done
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from parallel_execution_manager.runtime.file_watch.accesses import Access
from parallel_execution_manager.runtime.file_watch.holdings import Holder
from parallel_execution_manager.runtime.file_watch.sightings import Look, can_have_done

SETTLED_AFTER_S: Final = 0.05
"""Longer than any of that takes, and shorter than the time between two looks."""


class Doubt(NamedTuple):
    """A change by an unknown writer, the look that it came after, and when that was (monotonic seconds)."""

    access: Access
    before: Look
    at: float


class Doubts:
    """Keeps what is not certain yet. Used by one thread at a time."""

    def __init__(self) -> None:
        self._open: list[Doubt] = []

    def add(self, access: Access, before: Look, now: float) -> None:
        """Keep a change that the holder cannot have made by what was seen so far."""
        self._open.append(Doubt(access, before, now))

    def settle(self, newest: Look, now: float) -> Iterator[Access]:
        """What is certain with one more look; a change that may be the holder's own is its own business."""
        still, self._open = self._open, []
        for doubt in still:
            access = doubt.access
            if now - doubt.at < SETTLED_AFTER_S:
                self._open.append(doubt)
            elif not can_have_done(
                access.hold.holder, doubt.before, newest, only_writing=access.is_counted_writing
            ):
                yield access
            else:
                yield from _may_be_own(access)

    def end(self, holder: Holder) -> Iterator[Access]:
        """The holder is over: its last deeds cannot be seen any more."""
        ended = [doubt.access for doubt in self._open if doubt.access.hold.holder == holder]
        self._open = [doubt for doubt in self._open if doubt.access.hold.holder != holder]
        for access in ended:
            yield from _may_be_own(access)


def _may_be_own(access: Access) -> Iterator[Access]:
    if not access.hold.is_alone:
        yield replace(access, may_be_own=True)
