"""Up to when each rule of a schedule was decided: a file beside it, used by one process at a time."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from parallel_execution_manager.roles.input_files import InputProblems, read_json_object
from parallel_execution_manager.roles.reports import document
from parallel_execution_manager.roles.results import write_json

WAY_OUT = "correct it, or remove it to count from now on"


def read_state(path: Path) -> dict[str, datetime]:
    """The moment up to which each rule was decided; nothing if there is no file yet.

    Raises:
        InputProblems: the file is there and cannot be used.
    """
    if not path.exists():
        return {}
    rules = read_json_object(path).get("decided_until")
    if not isinstance(rules, dict):
        raise InputProblems(path, (f"{path} has no object decided_until; {WAY_OUT}",))
    try:
        return {name: _moment(text) for name, text in rules.items()}
    except (TypeError, ValueError) as error:
        raise InputProblems(path, (f"{path} holds a time that is none ({error}); {WAY_OUT}",)) from error


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def write_state(path: Path, decided_until: Mapping[str, datetime]) -> None:
    """Replace the file as a whole.

    Raises:
        InputProblems: its folder cannot be written to.
    """
    rules = {name: moment.isoformat() for name, moment in decided_until.items()}
    try:
        write_json(path, document("schedule_state", {"decided_until": rules}), durable=True, follow=True)
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> InputProblems:
    reason = error.strerror or str(error)
    return InputProblems(path, (f"{path} cannot be written: {reason}; give the task another state_file",))


@contextmanager
def sole_use(path: Path) -> Iterator[None]:
    """Wait until no other process decides on the same state, and keep others out meanwhile.

    Raises:
        InputProblems: the lock file beside it cannot be made or locked.
    """
    handle = None
    try:
        try:
            handle = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o666)
            _lock(handle)
        except OSError as error:
            raise _unwritable(path, error) from error
        yield
    finally:
        if handle is not None:
            os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)
