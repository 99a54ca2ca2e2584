"""Where the program keeps its data, and a folder of its own for each attempt of a task."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from parallel_execution_manager.system.files.private_folders import (
    PRIVATE_FOLDER,
    UnsafePlaceError,
    claim_for_user,
    make_private,
)
from parallel_execution_manager.system.runs.run_files import ReplacedFolderError, see_folder

logger = logging.getLogger("ParallelExecutionManager")

DATA_DIR_VARIABLE = "PEM_DATA_DIR"

WAY_OUT = f"choose another folder with --data-dir or {DATA_DIR_VARIABLE}"
_NOT_WRITABLE = f"is not writable for this user; correct its permissions or {WAY_OUT}"
_REASONS = {
    errno.EACCES: f"it {_NOT_WRITABLE}",
    errno.EPERM: f"it {_NOT_WRITABLE}",
    errno.EROFS: f"its file system is mounted read-only; mount it writable or {WAY_OUT}",
    errno.ENOSPC: f"its disk is full; make room or {WAY_OUT}",
    errno.EDQUOT: f"this user's disk quota is used up; make room or {WAY_OUT}",
    errno.ENAMETOOLONG: f"its path is longer than the file system allows; {WAY_OUT}",
}

_LONGEST_NAME = 60
RUNS = "runs"
_ATTEMPT_NAME = re.compile(r"(\d+)(?:-(\d+))?")
_PLAIN_ID = re.compile(r"[a-z0-9_][a-z0-9._-]{0,58}[a-z0-9_]|[a-z0-9_]")
_ENDS_LIKE_A_HASH = re.compile(r"-[0-9a-f]{10}")
# Names that Windows gives to devices, with whatever ending.
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


class DataDirError(Exception):
    """The data folder cannot be used; the message names it, the reason and the way out."""


def default_data_dir(env: Mapping[str, str]) -> Path:
    """The folder named by ``PEM_DATA_DIR`` in ``env``, else the user's data folder of this system."""
    chosen = env.get(DATA_DIR_VARIABLE, "")
    if chosen:
        return Path(chosen).expanduser().absolute()
    import platformdirs

    return platformdirs.user_data_path("parallel-execution-manager", appauthor=False)


def prepare_data_dir(path: Path) -> None:
    """Make the data folder if need be, for this user alone, and prove by a probe file that it can be written.

    Raises:
        DataDirError: a parent is a file, the folder is not writable, read-only or full, or others have a
            hand in it.
    """
    try:
        make_private(path)
        if told := claim_for_user(path, WAY_OUT):
            logger.warning("%s", told)
        _probe(path)
    except UnsafePlaceError as error:
        raise DataDirError(f"data folder {path} cannot be used: {error}") from error
    except OSError as error:
        reason = reason_for(error)
        if error.errno in (errno.EACCES, errno.EPERM) and _is_missing(path):
            reason = f"{_nearest_there(path)} {_NOT_WRITABLE}"
        blocking = _file_in_the_way(path)
        if blocking is not None:
            reason = f"{blocking} is a file and no folder; {WAY_OUT}"
        raise DataDirError(f"data folder {path} cannot be used: {reason}") from error


def reason_for(error: OSError) -> str:
    """Why something in the data folder failed, and the way out."""
    return _REASONS.get(error.errno or 0, f"{error.strerror or error}; {WAY_OUT}")


def _nearest_there(path: Path) -> Path:
    """The innermost of the folders above that exists, in which the others would have to be made."""
    return next((place for place in path.parents if not _is_missing(place)), path)


def _is_missing(path: Path) -> bool:
    """Whether it is known not to be there; of what may not be looked at that is not known."""
    try:
        path.stat()
    except OSError as error:
        return isinstance(error, FileNotFoundError)
    return False


def _file_in_the_way(path: Path) -> Path | None:
    for place in (path, *path.parents):
        with contextlib.suppress(OSError):
            if place.exists() and not place.is_dir():
                return place
    return None


def _probe(folder: Path) -> None:
    probe = folder / f".probe-{os.urandom(6).hex()}"
    try:
        # A full disk still makes empty files: only a block that is written and synced tells.
        with probe.open("xb") as file:
            file.write(b"\0" * 4096)
            file.flush()
            os.fsync(file.fileno())
    finally:
        with contextlib.suppress(OSError):
            probe.unlink()


def is_attempt_name(name: str) -> bool:
    """Whether ``name`` is one that an attempt's run folder has."""
    return _ATTEMPT_NAME.fullmatch(name) is not None


def safe_name(task_id: str) -> str:
    """A folder name for any text; different texts give different names, also where case is folded.

    Short plain lower-case ids stay as they are; all others are made readable and get a hash.
    """
    if (
        _PLAIN_ID.fullmatch(task_id)
        and not _DEVICE.fullmatch(task_id)
        and not _ENDS_LIKE_A_HASH.search(task_id[-11:])
    ):
        return task_id
    import hashlib

    digest = hashlib.sha256(task_id.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    readable = re.sub(r"[^\w.-]+", "_", task_id)[: _LONGEST_NAME - 11].strip("._-") or "task"
    return f"{readable}-{digest}"


class RunFolders:
    """The run folders below a data folder: ``runs/<task>/<attempt>``, never reused or overwritten.

    All of them are made for this user alone.

    When an id comes back in a later run, or another manager works in the same data folder, the
    names go on as ``<attempt>-2``, ``<attempt>-3`` and so on, so that the order of the names
    (suffix first, then attempt) is the order in which the folders were made.

    ``runs`` may be a link that its user has made, to a larger disk; one that comes into its place later, or
    into that of a folder in it, is a task's, and is not followed.
    """

    def __init__(self, data_dir: Path) -> None:
        self._runs = data_dir / RUNS
        self._place = str(self._runs)
        self._prefix = f"{self._place}{os.sep}"
        self._link = self._link_now()

    def create(self, task_id: str, attempt: int) -> Path:
        """A new folder for this attempt.

        Raises:
            ReplacedFolderError: there is a link in the place of a folder in which it would be.
            OSError: the data folder vanished, is full or not writable.
        """
        name = safe_name(task_id)
        parent = self._prefix + name
        self._refuse_new_link()
        is_new, is_made_again = self._make(parent), False
        while True:
            round_, last = (1, -1) if is_new else max(self._made(parent), default=(1, -1))
            if attempt <= last:
                round_ += 1
            own = _attempt_name(round_, attempt)
            try:
                # For each attempt: one Path is made, of the last.
                os.mkdir(f"{parent}{os.sep}{own}", PRIVATE_FOLDER)  # noqa: PTH102
            except FileExistsError:
                is_new = False
                continue
            except FileNotFoundError:
                # The task's last folder was removed at this moment, and its own folder with it.
                if is_made_again:
                    raise
                is_new, is_made_again = self._make(parent), True
                continue
            return self._runs.joinpath(name, own)

    def see(self, folder: Path) -> None:
        """See that a run folder is where it was made: what is written there is not written elsewhere.

        Raises:
            ReplacedFolderError: it is gone, or a link or a file is in its place or in that of its parents.
        """
        self._refuse_new_link()
        see_folder(folder)

    def newest(self, task_id: str) -> Path | None:
        """The folder made last for this task, or ``None`` if there is none."""
        parent = self._prefix + safe_name(task_id)
        last = max(self._made(parent), default=None)
        return None if last is None else Path(parent, _attempt_name(*last))

    def newest_attempt(self, task_id: str) -> int:
        """The attempt whose folder was made last for this task; 0 if there is none."""
        return max(self._made(self._prefix + safe_name(task_id)), default=(0, 0))[1]

    def of_attempt(self, task_id: str, attempt: int) -> Path | None:
        """The folder made last for this attempt, or ``None`` if there is none."""
        parent = self._prefix + safe_name(task_id)
        last = max((made for made in self._made(parent) if made[1] == attempt), default=None)
        return None if last is None else Path(parent, _attempt_name(*last))

    def _link_now(self) -> str | None:
        """Where ``runs`` leads, if it is a link; ``None`` if it is a folder, or not there."""
        try:
            # Not read at once: that raises an error for each attempt, which takes longer than to look.
            status = os.lstat(self._place)
            # Windows has junctions, too, which lead elsewhere and are no symbolic links.
            if stat.S_ISLNK(status.st_mode) or getattr(status, "st_reparse_tag", 0) != 0:
                return os.readlink(self._place)  # noqa: PTH115 - see `create`
        except OSError:
            pass
        return None

    def _refuse_new_link(self) -> None:
        """Refuse a new link in the place of the folder of all.

        Raises:
            ReplacedFolderError: there is one.
        """
        link = self._link_now()
        if link is not None and link != self._link:
            raise ReplacedFolderError(
                f"{self._runs} has been replaced by a link, which is not followed; put the folder back, or "
                "start the manager anew if the link is yours"
            )

    def _made(self, parent: str) -> Iterator[tuple[int, int]]:
        if os.path.islink(parent):  # noqa: PTH114 - see `create`
            return
        with contextlib.suppress(FileNotFoundError):
            for name in os.listdir(parent):  # noqa: PTH208 - names are wanted, no paths
                match = _ATTEMPT_NAME.fullmatch(name)
                if match:
                    yield int(match[2] or 1), int(match[1])

    def _make(self, parent: str) -> bool:
        """Make a task's folder if need be; whether it is new, and so is known to be empty and no link.

        Raises:
            ReplacedFolderError: there is a link in its place.
        """
        try:
            os.mkdir(parent, PRIVATE_FOLDER)  # noqa: PTH102 - see `create`
        except FileExistsError:
            _refuse_link(parent)
            return False
        except FileNotFoundError:
            # The mode counts for the last folder only, never for the parents that are made with it.
            for folder in (self._runs.parent, self._runs, Path(parent)):
                folder.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
            _refuse_link(parent)
            return False
        return True


def _refuse_link(parent: str) -> None:
    if os.path.islink(parent):  # noqa: PTH114 - see `create`
        raise ReplacedFolderError(
            f"{parent} has been replaced by a link, which is not followed; remove the link"
        )


def _attempt_name(round_: int, attempt: int) -> str:
    return str(attempt) if round_ == 1 else f"{attempt}-{round_}"


TASK_FILE: Final = "task.json"
"""What was started."""

OUTPUT_FILE: Final = "output.log"
"""What it prints."""

RESULT_FILE: Final = "result.json"
"""What came of it: written by the task itself, by its role, or else by the manager."""

STATE_FILE: Final = "manager_state.json"
"""What the manager was doing when it was started, for a role that asks for it."""

OBSERVED_FILE: Final = "observed_files.json"
"""What files it was seen to work with."""
