"""Which process is meant: its number alone is given out again, not so with its start and the boot."""

from __future__ import annotations

import functools
import os
import sys
import time
from collections.abc import Collection, Iterator
from enum import Enum, auto, unique
from pathlib import Path
from typing import Final, NamedTuple

from parallel_execution_manager.system.processes.environment import RUN_DIR_VARIABLE
from parallel_execution_manager.system.processes.linux_proc import (
    PROC,
    read_file,
    read_marks,
    read_stat,
    read_variable,
)
from parallel_execution_manager.system.processes.psutil_module import load_psutil
from parallel_execution_manager.system.processes.table import MARK_SEPARATOR, MARK_VARIABLE

_LINUX: Final = Path("/proc/sys/kernel/random/boot_id")


@functools.cache
def boot_id() -> str:
    """A text that is another one after each start of the computer; empty where the system has none."""
    try:
        return _LINUX.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


_READS_PROC = sys.platform.startswith("linux")
_TICKS_A_SECOND = 100
_MOST_ANCESTORS = 1000


class ProcessIdentity(NamedTuple):
    """One process. ``start_ticks`` are clock ticks since the boot that ``boot_id`` names."""

    pid: int
    start_ticks: int
    boot_id: str


def identity_of(pid: int) -> ProcessIdentity | None:
    """The process that has the number ``pid`` now; ``None`` if there is none, or it has ended already."""
    if _READS_PROC:
        stat = read_stat(pid)
        if stat is None or not stat.alive:
            return None
        return ProcessIdentity(pid, stat.started, boot_id())
    return _told_by_psutil(pid)


def lives(identity: ProcessIdentity) -> bool:
    """Whether this very process is still alive; one that nobody has waited for yet (a zombie) is not."""
    return identity_of(identity.pid) == identity


def own_identity() -> ProcessIdentity:
    """The process that calls.

    Raises:
        RuntimeError: this system shows a process nothing about itself.
    """
    found = identity_of(os.getpid())
    if found is None:
        raise RuntimeError("this process cannot see itself: /proc is not mounted, and psutil is missing")
    return found


def line_of_descent(pid: int) -> Iterator[ProcessIdentity]:
    """The process ``pid``, its parent, and so on up, as far as they can be seen."""
    for _ in range(_MOST_ANCESTORS):
        identity = identity_of(pid)
        if identity is None:
            return
        yield identity
        pid = _parent_of(pid)


def _parent_of(pid: int) -> int:
    if _READS_PROC:
        stat = read_stat(pid)
        return 0 if stat is None else stat.parent
    psutil = load_psutil()
    if psutil is None:
        return 0
    try:
        return int(psutil.Process(pid).ppid())
    except psutil.Error:
        return 0


def _told_by_psutil(pid: int) -> ProcessIdentity | None:
    """Where there is no ``/proc``: the time of the start, which an adjustment of the clock may move."""
    psutil = load_psutil()
    if psutil is None:
        return None
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return ProcessIdentity(pid, round(process.create_time() * _TICKS_A_SECOND), boot_id())
    except psutil.Error:
        return None


_FIRST = 1
_SUPERVISOR = b"parallel_execution_manager.supervisor.main import main"
"""What the command line of each supervisor holds: see ``supervisor_command``."""
_USER_LINE = b"\nUid:"


@unique
class KinRule(Enum):
    """What must hold of a process for which another one has files held."""

    USER = auto()
    """It is of the same user."""
    KIN = auto()
    """The other speaks for it."""
    TASK = auto()
    """It is of the task that the other runs in."""


def broken_rule(speaker: int, user: int | None, other: ProcessIdentity) -> KinRule | None:
    """By which rule ``speaker``, a process of ``user``, has no files held for ``other``, if by any."""
    if user_of(other.pid) not in (None, user):
        return KinRule.USER
    if not speaks_for(speaker, other):
        return KinRule.KIN
    return None if is_of_its_task(speaker, other.pid) else KinRule.TASK


def speaks_for(speaker: int, other: ProcessIdentity) -> bool:
    """Whether ``other`` lives and is ``speaker``, what that runs in, or was started by it or its caller.

    The first process of all ends only with the computer or container: nobody speaks for it but itself. A
    caller of another session counts for nothing: it may have adopted the speaker, as it adopts everybody's.
    """
    line = list(line_of_descent(speaker))
    if not line:
        return False
    me, *elders = line
    if other == me or (other in elders and other.pid > _FIRST):
        return True
    callers = {me}
    if elders and elders[0].pid > _FIRST and session_of(elders[0].pid) == session_of(me.pid):
        callers.add(elders[0])
    others = list(line_of_descent(other.pid))
    return other in others[:1] and not callers.isdisjoint(others)


def is_of_its_task(speaker: int, other: int) -> bool:
    """Whether ``other`` is of the task that ``speaker`` runs in, if that runs in one at all.

    What tasks are started by is above each of them, is of none, and ends long after them. A process may
    have thrown its environment away, and with it the mark of its task: then what it runs in tells.
    """
    if not _READS_PROC:
        return True
    if starts_tasks(other):
        return False
    own = _task_of(speaker)
    return not own or own <= _task_of(other)


def starts_tasks(pid: int) -> bool:
    """Whether it is the parent of tasks of some manager: a supervisor, by its command line."""
    return _SUPERVISOR in (read_file(f"{PROC}/{pid}/cmdline") or b"")


def _task_of(pid: int) -> frozenset[str]:
    """The task that a process runs in, by all marks that show it; empty if it runs in none.

    ``own <= other`` tells whether another process is of the same task, or of one inside it.
    """
    below: ProcessIdentity | None = None
    for process in line_of_descent(pid):
        if starts_tasks(process.pid):
            return frozenset() if below is None else frozenset({f"under {below}"})
        if marks := read_marks(process.pid):
            return frozenset(marks)
        below = process
    return frozenset()


def own_number() -> int:
    """This process as ``/proc`` numbers it, which may be that of an outer namespace of processes."""
    try:
        return int(Path("/proc/self").readlink().name)
    except (OSError, ValueError):
        return os.getpid()


def session_of(pid: int) -> int:
    """The session of a process, in the same numbers; one that is gone is in none that another is in."""
    stat = read_stat(pid)
    if stat is not None:
        return stat.session
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return -pid


def user_of(pid: int) -> int | None:
    """The user who has started a process; ``None`` if it is gone, or the system does not tell."""
    try:
        status = read_file(f"{PROC}/{pid}/status")
    except OSError:
        return None
    _, found, rest = (status or b"").partition(_USER_LINE)
    # The first number is the real one, of who started it; it may run with the rights of another, as su does.
    return int(rest.split(None, 1)[0]) if found else None


_DATA_DIR = 2
"""Of the parents of a run folder the data folder: `runs/<task>/<attempt>` is below it."""
_EXEC_S = 0.01


class _Marked(NamedTuple):
    marks: tuple[str, ...]
    run_dir: str


def marked_run_folders(data_dir: Path, known: Collection[str]) -> list[Path]:
    """The run folders, below a data folder, of attempts that have living processes.

    Attempts with a mark in ``known`` are left out. A folder may be gone or be something else by now; a
    task of another manager's task is found by the folder of the inner one only.
    """
    found: dict[Path, None] = {}
    own = os.path.realpath(data_dir)
    for process in _marked_processes():
        folder = Path(process.run_dir)
        if len(folder.parents) <= _DATA_DIR or not set(process.marks).isdisjoint(known):
            continue
        # Not the folder itself: the task may have put a link in its place.
        if os.path.realpath(folder.parents[_DATA_DIR]) == own:
            found[folder] = None
    return list(found)


def _marked_processes() -> Iterator[_Marked]:
    if not _READS_PROC:
        yield from _marked_by_psutil()
        return
    for name in filter(str.isdecimal, os.listdir(PROC)):  # noqa: PTH208 - names are wanted, no paths
        pid = int(name)
        marks = read_marks(pid)
        if marks is None and _has_environment(pid):
            # In the middle of an exec it shows none for a moment.
            time.sleep(_EXEC_S)
            marks = read_marks(pid)
        if marks:
            yield _Marked(marks, read_variable(pid, RUN_DIR_VARIABLE) or "")


def _has_environment(pid: int) -> bool:
    stat = read_stat(pid)
    return stat is not None and stat.alive and not stat.is_kernel_thread


def _marked_by_psutil() -> Iterator[_Marked]:
    psutil = load_psutil()
    if psutil is None:
        return
    for process in psutil.process_iter(["environ"]):
        env = process.info["environ"] or {}
        if MARK_VARIABLE in env:
            marks = tuple(env[MARK_VARIABLE].split(MARK_SEPARATOR))
            yield _Marked(marks, env.get(RUN_DIR_VARIABLE, ""))
