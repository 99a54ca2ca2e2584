"""Which trees have a lowered share, and how each of their members stood before."""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from parallel_execution_manager.system.processes.process_table import ProcessInfo

_PAUSE_S = 0.05
# A tree that forks without pause has new members at every look.
_MOST_PASSES = 8
# Who is not lowered by then is when the tree is next looked at; who is not restored stays low for ever.
_PATIENCE_TO_LOWER_S = 0.5
_PATIENCE_TO_RESTORE_S = 10.0

Look = Callable[[], Sequence[ProcessInfo]]


class Shares(NamedTuple):
    """A process's ordinary standing; ``None`` where it cannot be changed or was as low already."""

    session_nice: int | None = None
    nice: int | None = None
    disk: int | None = None

    def or_else(self, other: Shares) -> Shares:
        """This standing with the other's in place of what is not known."""
        return Shares(*(mine if mine is not None else its for mine, its in zip(self, other, strict=True)))


_NOTHING_KNOWN = Shares()


class ShareSetter(Protocol):
    """Lowers and restores one process; both raise ``BlockingIOError`` where a pause is needed."""

    def lower(self, pid: int) -> Shares:
        """Lower it; returns how it was."""

    def restore(self, pid: int, shares: Shares) -> None:
        """Give it back what it had."""


class LoweredTrees:
    """Lowers trees and keeps them lowered while members come. Any thread may call."""

    def __init__(self, setter: ShareSetter) -> None:
        self._setter = setter
        self._lock = threading.Lock()
        self._before: dict[int, dict[tuple[int, int], Shares]] = {}

    def lower(self, root: int, look: Look) -> None:
        """Lower all members that ``look`` finds; what is refused for the moment is tried again."""
        with self._lock:
            self._before.setdefault(root, {})
        _until_done(lambda: self.follow(root, look()), _PATIENCE_TO_LOWER_S)

    def restore(self, root: int, look: Look) -> None:
        """Give all members back what they had.

        One that was low when it was first seen, as by inheritance, gets what the first of its tree had.
        """
        with self._lock:
            before = self._before.pop(root, None)
        if before is None:
            return
        common = functools.reduce(Shares.or_else, before.values(), _NOTHING_KNOWN)
        restored: set[tuple[int, int]] = set()
        _until_done(lambda: self._restore_members(look, before, common, restored), _PATIENCE_TO_RESTORE_S)

    def forget(self, root: int) -> None:
        """The tree is over."""
        with self._lock:
            self._before.pop(root, None)

    def follow(self, root: int, members: Sequence[ProcessInfo]) -> bool:
        """Lower those that are new, if the tree is lowered; ``False`` if any has to be tried again.

        Children inherit the low share, but one that begins a session of its own has an ordinary one.
        """
        with self._lock:
            before = self._before.get(root)
            if before is None:
                return True
            for member in [member for member in members if member.identity not in before]:
                try:
                    before[member.identity] = self._setter.lower(member.pid)
                except BlockingIOError:
                    return False
            return True

    def _restore_members(
        self,
        look: Look,
        before: dict[tuple[int, int], Shares],
        common: Shares,
        restored: set[tuple[int, int]],
    ) -> bool:
        # A child may have inherited the low share while its parent was being restored.
        for _ in range(_MOST_PASSES):
            new = [member for member in look() if member.identity not in restored]
            if not new:
                return True
            for member in new:
                try:
                    self._setter.restore(member.pid, before.get(member.identity, common).or_else(common))
                except BlockingIOError:
                    return False
                restored.add(member.identity)
        return True


def _until_done(attempt: Callable[[], bool], patience_s: float) -> None:
    """Attempt again after pauses, but not for ever: a low share is no reason to fail a task."""
    deadline = time.monotonic() + patience_s
    while not attempt() and time.monotonic() < deadline:
        time.sleep(_PAUSE_S)
