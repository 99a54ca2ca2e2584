"""Whom a program may speak for about leases: told by the kernel's tree of processes, not by what it says."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from parallel_execution_manager.runtime.lease_answers import LeaseRow
from parallel_execution_manager.runtime.lease_desk import LeaseDesk
from parallel_execution_manager.runtime.own_files import own_fence
from parallel_execution_manager.runtime.surviving_tasks import SUPERVISOR
from parallel_execution_manager.system.lease_record import PREFIX
from parallel_execution_manager.system.linux_proc import read_stat
from parallel_execution_manager.system.process_identity import ProcessIdentity, line_of_descent

_FIRST = 1


def may_let_go_for(pid: int) -> bool:
    """Whether this process is ``pid`` or what it started, or was called by a process that started ``pid``.

    A caller of another session is none: it may have adopted this process, as it adopts everybody's.
    """
    me, *elders = (elder.pid for elder in line_of_descent(_own_number()))
    if pid == me or pid in elders:
        return True
    callers = {me}
    if elders and elders[0] > _FIRST and _session_of(elders[0]) == _session_of(me):
        callers.add(elders[0])
    return any(elder.pid in callers for elder in line_of_descent(pid))


def own_holders(desk: LeaseDesk, rows: Sequence[LeaseRow], env: Mapping[str, str]) -> frozenset[str]:
    """The ids of the tasks and leases whose number ``env`` gives and which this process truly runs in."""
    fence = own_fence(env)
    named = {party.id for row in rows for party in row.holders if fence and party.fence == fence}
    if not named:
        return frozenset()
    line = frozenset(line_of_descent(_own_number()))
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
    session = _session_of(_own_number())
    elders = {(elder.pid, elder.start_ticks) for elder in line}
    return not roots or any(root in elders or root[0] == session for root in roots)


def _roots_of(task_id: str, data_dir: Path) -> list[tuple[int, int]]:
    """Number and start of the first process of each attempt of a task that has not ended."""
    if not (data_dir / SUPERVISOR).is_dir():
        return []
    from parallel_execution_manager.supervisor.place import Place
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


def _own_number() -> int:
    """This process as ``/proc`` numbers it, which may be that of an outer namespace of processes."""
    try:
        return int(Path("/proc/self").readlink().name)
    except (OSError, ValueError):
        return os.getpid()


def _session_of(pid: int) -> int:
    """The session of a process, in the same numbers."""
    stat = read_stat(pid)
    return os.getsid(pid) if stat is None else stat.session
