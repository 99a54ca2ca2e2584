"""Who has a file that a ready task wants: the scheduler asks for room first, and for files only then. No Qt.

From the files in use that each snapshot lists, compared by the scheduler's own rule. Another name of a file
by a hard link is not known here; then nothing is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from parallel_execution_manager.scheduling.leases.claims import (
    collide,
    folder_paths,
    keys_above,
    name_of,
    own_keys,
)
from parallel_execution_manager.scheduling.model.checks import Check, CheckKind
from parallel_execution_manager.scheduling.model.task import ClaimMode, ClaimScope, FileClaim, TaskState
from parallel_execution_manager.scheduling.snapshot import HolderView, LeaseView, TaskView


class HeldFiles:
    """The files in use at one moment. Nothing is done with them until somebody asks."""

    def __init__(self, leases: Sequence[LeaseView] = ()) -> None:
        self._leases = leases

    def check(self, task: TaskView) -> Check | None:
        """The first of its files that a queued task cannot have now, as a check that fails."""
        if task.state is not TaskState.QUEUED:
            return None
        for claim in task.spec.claims:
            for lease in self._near(claim):
                for hold in lease.holds:
                    other = FileClaim(lease.path, hold.mode, scope=lease.scope, pattern=lease.pattern)
                    if collide(claim, other):
                        return _refusal(task, claim, other, hold)
        return None

    @cached_property
    def _files(self) -> dict[str, list[LeaseView]]:
        found: dict[str, list[LeaseView]] = {}
        for lease in self._leases:
            if lease.scope is ClaimScope.FILE:
                found.setdefault(lease.path, []).append(lease)
        return found

    @cached_property
    def _trees(self) -> list[LeaseView]:
        return [lease for lease in self._leases if lease.scope is not ClaimScope.FILE]

    def _near(self, claim: FileClaim) -> Iterator[LeaseView]:
        """What may collide with a claim."""
        if claim.scope is not ClaimScope.FILE:
            yield from self._leases
            return
        for key in (*own_keys(claim), *keys_above(claim)):
            if isinstance(key, str):
                yield from self._files.get(key, ())
        yield from self._trees


def _refusal(task: TaskView, claim: FileClaim, other: FileClaim, hold: HolderView) -> Check:
    is_around = other.scope is not ClaimScope.FILE or other.path in folder_paths(claim.path)
    is_part = is_around and name_of(other) != name_of(claim)
    return Check(
        CheckKind.FILE,
        ok=False,
        blocker=hold.id,
        path=name_of(claim),
        since=max(hold.since, task.queued_at),
        who=hold.who,
        part_of=name_of(other) if is_part else "",
        reads=hold.mode is ClaimMode.READ,
    )
