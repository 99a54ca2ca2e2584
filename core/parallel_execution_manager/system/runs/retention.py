"""Removing run folders, a little at a time: what there is, what is to go, and taking it away.

A folder that goes is first moved out of sight in one step, so that a program which is ended meanwhile
leaves no half of one; what it had moved is taken away by the next.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.system.files.atomic_write import lacks_room
from parallel_execution_manager.system.runs.folders import (
    OUTPUT_FILE,
    RESULT_FILE,
    RUNS,
    TASK_FILE,
    is_attempt_name,
)
from parallel_execution_manager.system.runs.run_files import append_text, read_regular

REMOVING: Final = ".removing"
"""Where folders are moved that are being removed. No task's folder has a name that begins with a dot."""

_SHUT: Final = frozenset({errno.EACCES, errno.EPERM, errno.ENOTEMPTY, errno.EEXIST})
"""What keeps from removing a folder that cannot be listed or written."""
_STEP_ENTRIES: Final = 200
_BLOCK: Final = 512  # the unit of st_blocks (inode(7))
_MARKS: Final = (RESULT_FILE, OUTPUT_FILE, TASK_FILE)

Steps = Iterator[None]


@dataclass(frozen=True, slots=True)
class Run:
    """A run folder, when something was last written into it (seconds since 1970), and its room in bytes."""

    folder: Path
    changed_at: float
    size: int = 0


@dataclass(frozen=True, slots=True)
class Removal:
    """A run folder that is to go, because it is too old or else because all of them take too much room."""

    run: Run
    is_old: bool


def runs_in(data_dir: Path) -> Iterator[Run]:
    """Every run folder, one after the other; their room is not measured."""
    for task in _folders_in(data_dir / RUNS):
        for folder in _folders_in(task) if task.name != REMOVING else ():
            changed_at = _changed_at(folder) if is_attempt_name(folder.name) else None
            if changed_at is not None:
                yield Run(folder, changed_at)


def room_of(folder: Path) -> Iterator[int]:
    """Room that a folder takes, in parts of at most some hundred entries each. Links are not followed."""
    found = 0
    for number, path in enumerate(_entries_below(folder), 1):
        with contextlib.suppress(OSError):
            status = os.lstat(path)
            found += getattr(status, "st_blocks", -(-status.st_size // _BLOCK)) * _BLOCK
        if number % _STEP_ENTRIES == 0:
            yield found
            found = 0
    yield found


def chosen(
    runs: Sequence[Run], oldest_at: float | None, most_bytes: int | None, is_kept: Callable[[Run], bool]
) -> Iterator[Removal]:
    """What is to go, the oldest first: what changed before ``oldest_at``, and what is too much.

    ``is_kept`` is asked of few: it says that a run is not to be removed whatever the limits say.
    """
    room = sum(run.size for run in runs)
    for run in sorted(runs, key=lambda run: (run.changed_at, run.folder)):
        is_old = oldest_at is not None and run.changed_at < oldest_at
        is_too_much = most_bytes is not None and room > most_bytes
        if not (is_old or is_too_much):
            return
        if not is_kept(run):
            room -= run.size
            yield Removal(run, is_old)


def take_away(data_dir: Path, folder: Path) -> Steps:
    """Remove a run folder, and its task's if it was the last.

    On a disk that has no room left even for another name it is removed where it is.

    Raises:
        OSError: it cannot be moved or removed.
    """
    aside = data_dir / RUNS / REMOVING / os.urandom(8).hex()
    try:
        aside.parent.mkdir(0o700, exist_ok=True)
        _move(folder, aside)
    except OSError as error:
        if not lacks_room(error):
            raise
        aside = folder
    else:
        _remove_if_empty(folder.parent)
    yield from _remove(aside)
    _remove_if_empty(folder.parent)


def finish_removals(data_dir: Path, failed: Callable[[Path, OSError], None] | None = None) -> Steps:
    """Remove what an earlier pass has moved out of sight and not removed; ``failed`` hears what stays.

    Raises:
        OSError: something cannot be removed, and nobody is to hear of it.
    """
    for folder in _folders_in(data_dir / RUNS / REMOVING):
        try:
            yield from _remove(folder)
        except OSError as error:
            if failed is None:
                raise
            failed(folder, error)


def _remove(folder: Path) -> Steps:
    try:
        yield from _remove_all(folder)
    except OSError as error:
        if error.errno not in _SHUT:
            raise
        # A task may have taken its own folders' permissions away; they are still ours to change.
        _open_up(folder)
        yield from _remove_all(folder)


def _move(folder: Path, aside: Path) -> None:
    try:
        folder.rename(aside)
    except PermissionError:
        folder.chmod(0o700)
        folder.rename(aside)


def _open_up(folder: Path) -> None:
    folder.chmod(0o700)
    for parent, folders, _ in os.walk(folder):
        for name in folders:
            path = Path(parent, name)
            if not path.is_symlink():
                path.chmod(0o700)


def _remove_all(folder: Path) -> Steps:
    for number, path in enumerate(_entries_below(folder), 1):
        if os.path.isdir(path) and not os.path.islink(path):  # noqa: PTH112, PTH114 - of names, in large numbers
            os.rmdir(path)  # noqa: PTH106
        else:
            os.unlink(path)  # noqa: PTH108
        if number % _STEP_ENTRIES == 0:
            yield
    folder.rmdir()
    yield


def _remove_if_empty(folder: Path) -> None:
    with contextlib.suppress(OSError):
        folder.rmdir()


def _entries_below(folder: Path) -> Iterator[str]:
    """The paths of everything in a folder, what is in a folder before the folder."""
    for parent, folders, files in os.walk(folder, topdown=False):
        for name in (*files, *folders):
            yield os.path.join(parent, name)  # noqa: PTH118


def _folders_in(folder: Path) -> Iterator[Path]:
    try:
        entries = os.scandir(folder)
    except OSError:
        return
    with entries:
        yield from (Path(entry) for entry in entries if entry.is_dir(follow_symlinks=False))


def _changed_at(folder: Path) -> float | None:
    """When one of the manager's files in a run folder changed last; ``None`` if the folder is gone."""
    times = []
    for path in (folder, *(folder / name for name in _MARKS)):
        with contextlib.suppress(OSError):
            times.append(path.lstat().st_mtime)
    return max(times, default=None)


NEWEST: Final = ".removed.jsonl"
BEFORE: Final = ".removed.1.jsonl"
_MOST_BYTES: Final = 2 << 20


def missing_told(folder: Path) -> str | None:
    """Why a run folder is not there, as a sentence; ``None`` if it is there."""
    if folder.is_dir():
        return None
    removed = RemovedRuns(folder.parent.parent.parent).told(folder)
    return removed or f"The run folder is gone, and not by this program: {folder}"


class RemovedRuns:
    """A journal of two files in ``runs/``, of which the older one is dropped when the newer one is full."""

    def __init__(self, data_dir: Path) -> None:
        self._runs = data_dir / RUNS

    def note(self, removal: Removal, at: float) -> None:
        """Write down that a run folder goes, at ``at`` (seconds since 1970).

        Raises:
            OSError: the data folder is full or not writable.
        """
        row = {"run": self._name(removal.run.folder), "at": at, "old": removal.is_old}
        newest = self._led_to() / NEWEST
        append_text(newest, json.dumps(row) + "\n")
        if newest.stat().st_size > _MOST_BYTES:
            newest.replace(newest.with_name(BEFORE))

    def told(self, folder: Path) -> str | None:
        """What became of a run folder, as a sentence; ``None`` if it was not removed, as far as is known."""
        wanted = self._name(folder)
        for row in self._rows():
            at = row.get("at")
            if row.get("run") == wanted and isinstance(at, float | int):
                when = datetime.fromtimestamp(at, UTC).astimezone().strftime("%Y-%m-%d %H:%M")
                setting = "output.keep_days" if row.get("old") else "output.keep_gb"
                return f"The run folder was removed at {when} ({setting})."
        return None

    def _led_to(self) -> Path:
        """The folder itself: its user may have made a link of it, to a larger disk."""
        return Path(os.path.realpath(self._runs))

    def _name(self, folder: Path) -> str:
        return os.path.relpath(folder, self._runs)

    def _rows(self) -> Iterator[dict[str, object]]:
        """The newest first; a line that was cut by a full disk is passed over."""
        for name in (NEWEST, BEFORE):
            try:
                lines = read_regular(self._led_to() / name).decode("utf-8", "replace").splitlines()
            except OSError:
                continue
            for line in reversed(lines):
                try:
                    row = json.loads(line)
                except ValueError:
                    continue
                if isinstance(row, dict):
                    yield row
