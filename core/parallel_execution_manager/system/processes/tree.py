"""Suspending, resuming and ending a whole tree of processes, also one that forks meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager

from parallel_execution_manager.system.processes.cgroups import TaskGroup
from parallel_execution_manager.system.processes.table import ProcessInfo, ProcessTable, TreeSignal

# How long a member may be on its way out by itself after the root's end: helpers that wait for
# the end of a pipe need a moment.
SETTLE_S = 0.5
LEFT_BEHIND_GRACE_S = 2.0
# After this long a member that does not react is stuck in the kernel.
PATIENCE_S = 10.0
# A stop is carried out by the process itself when it gets a processor. One that gets it after everybody
# else would stop seconds later where others want all of it (seen: 1.5 to 8 s), so it is hurried then.
HURRY_AFTER_S = 0.05

_LOOK_AGAIN_S = 0.05
_BETWEEN_PASSES_S = 0.002
_QUIET_PASSES = 2


class TreeError(Exception):
    """Members of a tree do not react; the message names them, the reason and the way out."""


class ProcessTree:
    """One task's processes. Operations may come from any thread; stopping beats all others.

    With a control group the tree is frozen as a whole, and who is in the group is a member; without
    one, or where the group fails, each member is stopped by a signal. Members that this user may not
    signal are let be: they are out of reach for all operations.
    """

    def __init__(self, table: ProcessTable, root: int, group: TaskGroup | None = None) -> None:
        self._table = table
        self._root = root
        self._group = group
        self._signalled = False
        self._lowered = False
        self._changed = threading.Condition(threading.Lock())
        self._turn = threading.Lock()
        self._under_way = 0
        self._stops = 0
        self._over = False
        self._refused: set[tuple[int, int]] = set()

    def suspend(self) -> None:
        """Stop every member; return when all are stopped or gone.

        Raises:
            TreeError: a member did not stop in ten seconds.
        """
        with self._operation() as allowed, self._turn:
            if allowed and not self._freeze():
                self._stop_by_signals()

    def resume(self) -> None:
        """Let every member run on; return when none is stopped.

        Raises:
            TreeError: a member did not run on in ten seconds.
        """
        with self._operation() as allowed, self._turn:
            if allowed and (not self._thaw() or self._signalled):
                self._let_run_on()
                self._signalled = False

    def lower(self) -> None:
        """Let all members, also those to come, have processor and disk only after everybody else."""
        with self._operation() as allowed:
            if allowed:
                self._lowered = True
                self._table.lower(self._root)

    def restore(self) -> None:
        """Give all members their ordinary share again."""
        with self._operation() as allowed:
            if allowed:
                self._lowered = False
                self._table.restore(self._root)

    def stop(self, grace_s: float) -> None:
        """Ask all members to end, force after ``grace_s`` seconds; return when none is left.

        Raises:
            TreeError: a member is still there ten seconds after it was killed.
        """
        with self._operation(stopping=True) as allowed:
            if allowed:
                if grace_s > 0:
                    # Whoever has to end in order in a given time must not wait for everybody else.
                    self._table.restore(self._root)
                self._ask_to_end(grace_s)
                self._force_end(PATIENCE_S)

    def end_left_overs(self) -> int:
        """After the root's end: end what it left behind, and say how many processes that were.

        Waits for operations that are under way. What ends by itself in a moment was not left behind.
        When this returns the tree is over: all later operations find nothing to do.
        """
        left: set[tuple[int, int]] = set()
        while not self._close_if_empty():
            with self._operation(stopping=True):
                self._settle()
                left |= self._ask_to_end(LEFT_BEHIND_GRACE_S) | self._force_end(patience_s=None)
        return len(left)

    def close(self) -> None:
        """Somebody else has seen that the tree is empty: wait for what is under way, do nothing later."""
        with self._changed:
            self._changed.wait_for(lambda: self._under_way == 0)
            self._over = True

    def _freeze(self) -> bool:
        return self._group is not None and self._group.freeze(
            lambda: [member.pid for member in self._members()], lambda: not self._stops
        )

    def _thaw(self) -> bool:
        return self._group is not None and self._group.thaw()

    def _stop_by_signals(self) -> None:
        """A stopped process cannot fork, so passes over the tree find less and less that is new.

        It is done when nothing new was found and all held still in two passes, one after the other.
        A lowered tree that is slow to stop has its ordinary share until it does.
        """
        self._signalled = True
        sent: set[tuple[int, int]] = set()
        began = time.monotonic()
        deadline = began + PATIENCE_S
        quiet, hurried = 0, False
        try:
            while not self._stops and quiet < _QUIET_PASSES:
                moving = [member for member in self._members() if not _holds_still(member, sent)]
                self._send(moving, TreeSignal.SUSPEND)
                sent |= {member.identity for member in moving}
                quiet = 0 if moving else quiet + 1
                _check(deadline, moving, "suspended")
                if moving and self._lowered and not hurried and time.monotonic() >= began + HURRY_AFTER_S:
                    hurried = True
                    self._table.restore(self._root)
                time.sleep(_BETWEEN_PASSES_S)
        finally:
            if hurried and self._lowered:
                self._table.lower(self._root)

    def _let_run_on(self) -> None:
        deadline = time.monotonic() + PATIENCE_S
        # To all, also to those that do not look stopped: one that sits in the kernel stops when it
        # comes out, unless this takes the stop back. Children first: a parent that watches them
        # never sees them stopped.
        self._send(self._members()[::-1], TreeSignal.RESUME)
        while stopped := [member for member in self._members() if member.stopped]:
            self._send(stopped[::-1], TreeSignal.RESUME)
            _check(deadline, stopped, "resumed")
            time.sleep(_BETWEEN_PASSES_S)

    @contextmanager
    def _operation(self, *, stopping: bool = False) -> Iterator[bool]:
        with self._changed:
            self._under_way += 1
            self._stops += stopping
            allowed = not self._over
        try:
            yield allowed
        finally:
            with self._changed:
                self._under_way -= 1
                self._stops -= stopping
                self._changed.notify_all()

    def _close_if_empty(self) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._under_way == 0)
        if self._members():
            return False
        with self._changed:
            self._over = self._under_way == 0
            return self._over

    def _settle(self) -> None:
        deadline = time.monotonic() + SETTLE_S
        while (members := self._members()) and (remaining := deadline - time.monotonic()) > 0:
            self._table.wait_for_end(members[0], remaining)

    def _ask_to_end(self, grace_s: float) -> set[tuple[int, int]]:
        asked: set[tuple[int, int]] = set()
        deadline = time.monotonic() + grace_s
        while members := self._members():
            # Elders first, so that a shell does not go on with its next command.
            self._send([member for member in members if member.identity not in asked], TreeSignal.TERMINATE)
            self._thaw()
            self._send([member for member in members if member.stopped], TreeSignal.RESUME)
            asked |= {member.identity for member in members}
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                break
            self._table.wait_for_end(members[0], min(remaining, _LOOK_AGAIN_S))
        return asked

    def _force_end(self, patience_s: float | None) -> set[tuple[int, int]]:
        killed: set[tuple[int, int]] = set()
        deadline = None if patience_s is None else time.monotonic() + patience_s
        while members := self._members():
            self._send(members, TreeSignal.KILL)
            killed |= {member.identity for member in members}
            if deadline is not None:
                _check(deadline, members, "ended")
            self._table.wait_for_end(members[-1], _LOOK_AGAIN_S)
        return killed

    def _members(self) -> Sequence[ProcessInfo]:
        if self._group is not None and (grouped := self._group.pids()):
            self._table.claim(self._root, grouped)
        found = self._table.trees((self._root,))[self._root]
        return [member for member in found if member.identity not in self._refused]

    def _send(self, members: Sequence[ProcessInfo], wanted: TreeSignal) -> None:
        for member in members:
            if not self._table.send(member, wanted):
                self._refused.add(member.identity)


def _holds_still(member: ProcessInfo, sent: Container[tuple[int, int]]) -> bool:
    """Whether it runs no code of its own: stopped, or in the kernel with the signal waiting for it.

    A parent in vfork(2) is such a one: it sits in the kernel until its child goes on.
    """
    return member.stopped or (member.blocked and member.identity in sent)


def _check(deadline: float, members: Sequence[ProcessInfo], wanted: str) -> None:
    if members and time.monotonic() > deadline:
        pids = ", ".join(str(member.pid) for member in members)
        raise TreeError(
            f"processes {pids} could not be {wanted} in {PATIENCE_S:g} s: they do not react to signals, "
            "mostly because a disk or network drive does not answer; look after the drive, then try again"
        )
