"""Clocks that tell what a task's waiting time was spent on, without looking at each task."""

from __future__ import annotations

from collections.abc import Mapping

from parallel_execution_manager.scheduling.model.checks import CheckKind

ROLE_HOLDS = (
    CheckKind.ROLE_STOPPED,
    CheckKind.ROLE_PAUSED,
    CheckKind.ROLE_THROTTLED,
    CheckKind.CPU,
    CheckKind.MEMORY,
    CheckKind.DISK,
    CheckKind.SLOTS,
    CheckKind.MEASURING,
    CheckKind.ROLE_TASKS,
    CheckKind.DISK_SPACE,
)


NO_TIME_S = 1e-9
"""Less than this is rounding."""


class HoldClock:
    """How long a role as a whole has been held, by kind of check.

    A task in the role's ready queue takes a reading when it enters and one when it leaves; the
    difference is what it waited for, so that no task is touched while it waits.
    """

    __slots__ = ("_kind", "_reading", "_reading_at", "_since", "_totals")

    def __init__(self, kind: CheckKind | None, at: float) -> None:
        self._kind = kind
        self._since = at
        self._totals = dict.fromkeys(ROLE_HOLDS, 0.0)
        self._reading: tuple[float, ...] | None = None
        self._reading_at = at

    def since(self, kind: CheckKind) -> float | None:
        """Since when the role is held by ``kind`` without a break; ``None`` if it is not."""
        return self._since if self._kind is kind else None

    def switch(self, kind: CheckKind | None, at: float) -> None:
        """From ``at`` on the role is held by ``kind`` (``None``: not held)."""
        if kind is self._kind:
            return
        if self._kind is not None:
            self._totals[self._kind] += at - self._since
        self._kind = kind
        self._since = at
        self._reading = None

    def reach_back(self, since: float) -> None:
        """The role was already held like this ``since`` then, before it was known here."""
        self._since = min(self._since, since)
        self._reading = None

    def read(self, at: float) -> tuple[float, ...]:
        """Seconds held until ``at`` for each of ``ROLE_HOLDS``; equal readings are one object."""
        if self._reading is None or self._reading_at != at:
            totals = dict(self._totals)
            if self._kind is not None:
                totals[self._kind] += max(0.0, at - self._since)
            self._reading = tuple(totals.values())
            self._reading_at = at
        return self._reading


class WaitClock:
    """What one task has waited for so far.

    ``kind`` is what it waits for, ``TURN`` being its role's ready queue; ``None`` if it does not wait.
    ``totals`` are the seconds of what it waited for before.
    """

    __slots__ = ("_entered", "_since", "kind", "totals")

    def __init__(self) -> None:
        self.totals: Mapping[CheckKind, float] | None = None
        self.kind: CheckKind | None = None
        self._since = 0.0
        self._entered: tuple[float, ...] = ()

    def since(self, kind: CheckKind) -> float | None:
        """Since when the task waits for ``kind`` without a break; ``None`` if it does not."""
        return self._since if self.kind is kind else None

    def wait(self, kind: CheckKind, at: float, holds: HoldClock) -> None:
        """The task waits for ``kind`` from ``at`` on; ``TURN`` means its role's ready queue."""
        self.stop(at, holds)
        self.kind = kind
        self._since = at
        if kind is CheckKind.TURN:
            self._entered = holds.read(at)

    def reach_back(self, kind: CheckKind, since: float, at: float, holds: HoldClock) -> None:
        """Count that the task waited for ``kind`` from ``since`` to ``at``, before it was known here."""
        if kind is not self.kind:
            before = self.totals or {}
            self.totals = {**before, kind: before.get(kind, 0.0) + (at - since)}
            return
        self._since = since
        if kind is CheckKind.TURN:
            self._entered = holds.read(since)

    def stop(self, at: float, holds: HoldClock) -> None:
        """The task waits no more."""
        if self.kind is not None:
            self.totals = self.read(at, holds) or None
            self.kind = None

    def read(self, at: float, holds: HoldClock) -> Mapping[CheckKind, float]:
        """Seconds waited until ``at`` by kind of check; only kinds that cost time."""
        if self.kind is None or at == self._since:
            return self.totals or {}
        totals, rest = dict(self.totals or ()), at - self._since
        if self.kind is CheckKind.TURN:
            now = holds.read(at)
            for kind, before, after in zip(ROLE_HOLDS, self._entered, now, strict=True):
                if after > before:
                    rest -= after - before
                    totals[kind] = totals.get(kind, 0.0) + (after - before)
        if rest > NO_TIME_S:
            totals[self.kind] = totals.get(self.kind, 0.0) + rest
        return totals
