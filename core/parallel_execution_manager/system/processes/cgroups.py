"""Control groups of Linux (version 2): a group for each task that is suspended, to freeze it as a whole.

A group is made at the first suspension, so that no other task pays for it. Freezing beats stopping by
signals: no parent hears of it, a member cannot get away by clearing its environment, and from the
second time on it takes less than a tenth of a millisecond for a tree of five processes.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import threading
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from parallel_execution_manager.system.files.atomic_write import PRIVATE, replace_text
from parallel_execution_manager.system.files.private_folders import NO_LINK, read_own
from parallel_execution_manager.system.processes.linux_proc import PROC, read_stat
from parallel_execution_manager.system.processes.table import MARK_VARIABLE

logger = logging.getLogger("ParallelExecutionManager")

# Longer than this no group takes to freeze or thaw unless a member sits in the kernel.
_PATIENCE_S = 1.0
_LOOK_AGAIN_S = 0.0005
_OURS = re.compile(r"pem-(\d+)-(\d+)")


class ControlGroups:
    """The groups of one manager, below the group that the manager itself is in.

    ``note`` is a file in the manager's data folder that names the folder of the groups, so that the
    next manager finds and thaws what one left behind that was killed.
    """

    def __init__(self, parent: Path, note: Path) -> None:
        stat = read_stat(os.getpid())
        self._folder = parent / f"pem-{os.getpid()}-{stat.started if stat else 0}"
        self._note = note
        self._lock = threading.Lock()
        self._numbers = 0

    def group(self) -> TaskGroup:
        """A group for one task; nothing is made before its first freeze."""
        return TaskGroup(self._make)

    def close(self) -> None:
        """Remove what is there, as far as no process is in it."""
        with self._lock:
            if self._numbers and _remove_tree(self._folder):
                self._note.unlink(missing_ok=True)

    def _make(self) -> Path:
        with self._lock:
            if not self._numbers:
                self._folder.mkdir(exist_ok=True)
                replace_text(self._note, str(self._folder), durable=False, mode=PRIVATE, follow=False)
            self._numbers += 1
            folder = self._folder / str(self._numbers)
            folder.mkdir()
            return folder


class TaskGroup:
    """One task's group. Freezing and thawing take turns; the caller sees to that."""

    def __init__(self, make: Callable[[], Path]) -> None:
        self._make = make
        self._folder: Path | None = None
        self._usable = True

    def freeze(self, look: Callable[[], Collection[int]], go_on: Callable[[], bool]) -> bool:
        """Bring in all that ``look`` finds until it finds nobody new, and freeze them.

        Who comes into a frozen group freezes at once and cannot fork any more, so this ends. ``False``
        with everybody thawed if ``go_on`` says so, if the system refuses or a member does not react.
        """
        if not self._usable:
            return False
        try:
            folder = self._folder = self._folder or self._make()
            _write(folder / "cgroup.freeze", "1")
            tried: set[int] = set()
            while (outside := set(look()) - self.pids()) - tried and go_on():
                _move(folder, outside)
                tried |= outside
            done = not outside and go_on() and self._wait_for("frozen 1", go_on)
        except OSError as error:
            logger.info("Tasks are suspended by signals, not by control groups: %s", error)
            self._usable = done = False
        if not done:
            self.thaw()
        return done

    def thaw(self) -> bool:
        """Let all members run on; ``False`` if they were not frozen."""
        if self._folder is None:
            return False
        with contextlib.suppress(OSError):
            if (self._folder / "cgroup.freeze").read_bytes().strip() == b"0":
                return False
            _write(self._folder / "cgroup.freeze", "0")
            return self._wait_for("frozen 0", lambda: True)
        return False

    def pids(self) -> set[int]:
        """Who is in the group."""
        if self._folder is None:
            return set()
        with contextlib.suppress(OSError):
            return set(map(int, (self._folder / "cgroup.procs").read_bytes().split()))
        return set()

    def remove(self) -> None:
        """Remove the group of a task that is over; one that is not empty stays until the manager closes."""
        if self._folder is not None:
            with contextlib.suppress(OSError):
                self._folder.rmdir()

    def _wait_for(self, line: str, go_on: Callable[[], bool]) -> bool:
        events, deadline = (self._folder or Path()) / "cgroup.events", time.monotonic() + _PATIENCE_S
        while line not in events.read_text(encoding="ascii").splitlines():
            if not go_on() or time.monotonic() > deadline:
                return False
            time.sleep(_LOOK_AGAIN_S)
        return True


def find_control_groups(note: Path, proc: str = PROC) -> ControlGroups | None:
    """Groups below this process's own one, if the system has them and this user may make some.

    A manager that is itself a task of another makes none: its tasks belong into the other's group.
    What a manager left behind that was killed is thawed, and removed where it is empty.
    """
    parent = _own_group(proc)
    with contextlib.suppress(OSError, ValueError):
        # A task may have written the note: it is believed only where it names a group.
        noted = Path(os.path.realpath(read_own(note).decode("utf-8")))
        if any(noted.is_relative_to(point) for _, point in _mounts(proc)):
            _remove_left_behind(noted)
    if parent is None or MARK_VARIABLE in os.environ:
        return None
    for folder in _groups_in(parent):
        _remove_left_behind(folder)
    usable = os.access(parent, os.W_OK) and os.access(parent / "cgroup.procs", os.W_OK)
    return ControlGroups(parent, note) if usable else None


def thaw_group_of(pid: int, proc: str = PROC) -> None:
    """Let the group of the task that ``pid`` belongs to run on, whichever manager has made it."""
    with contextlib.suppress(OSError, ValueError):
        folder = _group_of(str(pid), proc)
        if folder is not None and _OURS.fullmatch(folder.parent.name):
            _write(folder / "cgroup.freeze", "0")


def _own_group(proc: str) -> Path | None:
    """The folder of the version 2 group that this process is in."""
    return _group_of("self", proc)


def _group_of(process: str, proc: str) -> Path | None:
    with contextlib.suppress(OSError):
        if (found := next(_mounts(proc), None)) is not None:
            root, point = found
            return _below(point, root, _path_of(process, proc))
    return None


def _mounts(proc: str) -> Iterator[tuple[str, Path]]:
    """Where groups of version 2 are to be seen, and from which of them on."""
    for line in Path(proc, "self", "mountinfo").read_text(encoding="utf-8").splitlines():
        # 36 35 98:0 /root-of-mount /mount/point options - type source more: proc(5)
        mount, _, kind = line.partition(" - ")
        if kind.startswith("cgroup2 "):
            root, point = mount.split()[3:5]
            yield root, Path(point)


def _path_of(process: str, proc: str) -> str | None:
    for line in Path(proc, process, "cgroup").read_text(encoding="utf-8").splitlines():
        if line.startswith("0::"):
            return line[3:]
    return None


def _below(point: Path, root: str, own: str | None) -> Path | None:
    if own is None or ".." in own or not (own == root or own.startswith(root.rstrip("/") + "/")):
        return None
    return point / own.removeprefix(root).lstrip("/")


def _move(folder: Path, pids: Collection[int]) -> None:
    descriptor = os.open(folder / "cgroup.procs", os.O_WRONLY | os.O_CLOEXEC)
    try:
        for pid in sorted(pids):
            with contextlib.suppress(ProcessLookupError):
                os.write(descriptor, str(pid).encode())
    finally:
        os.close(descriptor)


def _write(path: Path, text: str) -> None:
    """Write into what the kernel has made; nothing is made here."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC | NO_LINK)
    try:
        os.write(descriptor, text.encode("ascii"))
    finally:
        os.close(descriptor)


def _remove_left_behind(folder: Path) -> None:
    """Thaw and remove the groups of a manager that is gone."""
    owner = _OURS.fullmatch(folder.name)
    stat = read_stat(int(owner[1])) if owner else None
    if owner is None or (stat is not None and stat.started == int(owner[2])):
        return
    for group in _groups_in(folder):
        with contextlib.suppress(OSError):
            _write(group / "cgroup.freeze", "0")
    _remove_tree(folder)


def _groups_in(folder: Path) -> Iterator[Path]:
    with contextlib.suppress(OSError):
        yield from [path for path in folder.iterdir() if path.is_dir()]


def _remove_tree(folder: Path) -> bool:
    for group in _groups_in(folder):
        with contextlib.suppress(OSError):
            group.rmdir()
    try:
        folder.rmdir()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True
