"""Who may hold files where no manager decides: the same table of leases that a manager has."""

from __future__ import annotations

from collections.abc import Iterable

from parallel_execution_manager.scheduling.leases.table import LeaseTable
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.task import FileClaim
from parallel_execution_manager.system.storage.lease_record import LeaseRecord


@dataclass(frozen=True, slots=True)
class InTheWay:
    """A lease that keeps another from being granted, and the wanted file on which they meet."""

    claim: FileClaim
    record: LeaseRecord


def in_the_way(wanted: LeaseRecord, records: Iterable[LeaseRecord]) -> InTheWay | None:
    """What keeps ``wanted`` from being granted: a holder, or who waits before it for one of its files.

    A reader that comes later does not pass a writer that waits, or the writer would never have its turn.
    """
    others = [record for record in records if record.id != wanted.id]
    held = LeaseTable()
    for other in others:
        if other.is_granted:
            held.grant(other.id, other.claims, other.granted_at)
    conflict = held.conflict(wanted.claims)
    if conflict is not None:
        return InTheWay(conflict.claim, next(other for other in others if other.id == conflict.holder))
    before = (other for other in others if not other.is_granted and _rank(other) < _rank(wanted))
    for other in sorted(before, key=_rank):
        line = LeaseTable()
        line.grant(other.id, other.claims, other.asked_at)
        conflict = line.conflict(wanted.claims)
        if conflict is not None:
            return InTheWay(conflict.claim, other)
    return None


def _rank(record: LeaseRecord) -> tuple[int, float, str]:
    """The place in line: the more important first, then who asked first."""
    return -record.priority, record.asked_at, record.id
