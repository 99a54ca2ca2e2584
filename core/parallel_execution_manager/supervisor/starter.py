"""Starts roots at a manager's word."""

from __future__ import annotations

import os
import time
from typing import Any

from parallel_execution_manager.supervisor.attempt import Attempt
from parallel_execution_manager.supervisor.attempt_book import AttemptBook
from parallel_execution_manager.supervisor.checks import check_start
from parallel_execution_manager.supervisor.records import Row
from parallel_execution_manager.system.boot import boot_id
from parallel_execution_manager.system.crash_points import reach
from parallel_execution_manager.system.environment_block import EnvironmentBlock
from parallel_execution_manager.system.linux_proc import PROC, read_stat
from parallel_execution_manager.system.posix_spawn import PosixSpawn
from parallel_execution_manager.system.private_places import NO_LINK, PRIVATE_FILE
from parallel_execution_manager.system.start_ticks import StartTicks

APPENDING = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | NO_LINK


class StartRefusedError(Exception):
    """A root was not started. ``answer`` is what the manager is told."""

    def __init__(self, what: str, error: OSError | ValueError) -> None:
        super().__init__(what)
        number = error.errno if isinstance(error, OSError) else None
        text = (error.strerror if isinstance(error, OSError) else None) or str(error)
        self.answer = {"refused": what, "errno": number, "text": text}


class Starter:
    """Starts roots in sessions of their own, output going straight to a file, each recorded before."""

    def __init__(self, book: AttemptBook, library: PosixSpawn) -> None:
        self._book = book
        self._library = library
        self._boot = boot_id()

    def start(self, wanted: dict[str, Any], env: EnvironmentBlock) -> Attempt:
        """Start what a manager wants; ``env`` is that of its start before, and is changed to that of this.

        Raises:
            StartRefusedError: the output cannot be opened, the start cannot be recorded, or the system
                refuses the program.
            MessageError: something in ``wanted`` is missing or of the wrong kind.
        """
        check_start(wanted)
        key, mark, argv, cwd = wanted["key"], wanted["mark"], wanted["argv"], wanted["cwd"]
        env.change(wanted["env"], wanted.get("without", ()))
        try:
            output = os.open(wanted["output"], APPENDING, PRIVATE_FILE)
        except (OSError, ValueError) as error:
            raise StartRefusedError("output", error) from error
        try:
            name = os.readlink(f"{PROC}/self/fd/{output}")  # noqa: PTH115 - done often: no Path is made of it
            status = os.fstat(output)
            # The name may be given to another file by the task, the file itself stays what it is.
            file = [status.st_dev, status.st_ino]
            row = {
                "mark": mark,
                "state": "starting",
                "key": key,
                "output": name,
                "at": time.time(),
                "file": file,
            }
            self._expect(row)
            clock = StartTicks()
            pid = self._spawn(row, argv, cwd, env, output)
            ticks = clock.between()
        finally:
            os.close(output)
        if ticks is None:
            stat = read_stat(pid)
            ticks = stat.started if stat else 0
        attempt = Attempt(pid, _pidfd(pid), row)
        facts = {"pid": pid, "ticks": ticks, "boot": self._boot}
        self._book.begin(attempt, facts)
        return attempt

    def _expect(self, row: Row) -> None:
        try:
            reach("supervisor.before-starting-record")
            self._book.expect(row)
        except OSError as error:
            raise StartRefusedError("record", error) from error

    def _spawn(self, row: Row, argv: list[str], cwd: str, env: EnvironmentBlock, output: int) -> int:
        try:
            reach("supervisor.before-spawn")
            return self._library.start(argv, cwd, env, output)
        except (OSError, ValueError) as error:
            self._book.refuse(row)
            raise StartRefusedError("program", error) from error
        except BaseException:
            # Whatever it is, nothing was started, and nobody must wait for its end.
            self._book.refuse(row)
            raise


def _pidfd(pid: int) -> int | None:
    """A descriptor that can be read once the root has ended; ``None`` if there is none left to have."""
    try:
        return os.pidfd_open(pid)
    except OSError:
        return None
