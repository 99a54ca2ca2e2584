"""The tasks and leases that a program runs in: told by the tree of processes, not by what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from parallel_execution_manager.runtime.lease_answers import LeaseRow
from parallel_execution_manager.runtime.lease_desk import LeaseDesk
from parallel_execution_manager.runtime.own_files import own_fence
from parallel_execution_manager.system.processes.identity import (
    ProcessIdentity,
    line_of_descent,
    own_number,
    session_of,
)
from parallel_execution_manager.system.storage.lease_file import SUPERVISOR
from parallel_execution_manager.system.storage.lease_record import PREFIX


def own_holders(desk: LeaseDesk, rows: Sequence[LeaseRow], env: Mapping[str, str]) -> frozenset[str]:
    """The ids of the tasks and leases whose number ``env`` gives and which this process truly runs in."""
    fence = own_fence(env)
    named = {party.id for row in rows for party in row.holders if fence and party.fence == fence}
    if not named:
        return frozenset()
    line = frozenset(line_of_descent(own_number()))
    leases = {record.id for record in desk.records() if not line.isdisjoint(record.processes)}
    return frozenset(
        name
        for name in named
        if (name in leases if name.startswith(PREFIX) else _is_in_task(name, desk.data_dir, line))
    )


def _is_in_task(task_id: str, data_dir: Path, line: frozenset[ProcessIdentity]) -> bool:
    """Whether this process descends from the task's first process, or is of its session.

    Where it is not written down which process that is, there is nothing against the number that was given.
    """
    roots = _roots_of(task_id, data_dir)
    session = session_of(own_number())
    elders = {(elder.pid, elder.start_ticks) for elder in line}
    return not roots or any(root in elders or root[0] == session for root in roots)


def _roots_of(task_id: str, data_dir: Path) -> list[tuple[int, int]]:
    """Number and start of the first process of each attempt of a task that has not ended."""
    if not (data_dir / SUPERVISOR).is_dir():
        return []
    from parallel_execution_manager.supervisor.paths import Place
    from parallel_execution_manager.supervisor.records import read_rows

    try:
        rows = read_rows(Place(data_dir).attempts).values()
    except OSError:
        return []
    return [
        (row["pid"], row["ticks"])
        for row in rows
        if row["key"][0] == task_id and row.get("state") != "ended" and "pid" in row
    ]
