"""The worker's side of the grading process: asks it, watches its time, replaces it when it ended."""

from __future__ import annotations

import contextlib
import json
import pickle
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Self, cast

from parallel_execution_manager.roles.base import worker_command
from parallel_execution_manager.roles.results import describe_exit
from parallel_execution_manager.roles.running_clock import RunningClock
from parallel_execution_manager.roles.script_assessment.grading import FileGrade, GradeState
from parallel_execution_manager.roles.waiting_for_room import once_there_is_room
from parallel_execution_manager.system.processes.executor import Exit
from parallel_execution_manager.system.processes.limits import NO_ROOM

LOOK_S = 0.1
END_S = 1.0
STOPPING_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class GradingProcess:
    """Grades one file after the other; a file may take ``timeout_s``, suspensions not counted."""

    def __init__(self, max_mb: float, timeout_s: float) -> None:
        self._max_mb = max_mb
        self._timeout_s = timeout_s
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Nothing is started before the first file."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self._end()

    def grade(self, path: Path, shown: str) -> FileGrade:
        """The grade of the file at ``path``, which reports call ``shown``.

        A file that takes too long, or that ends the process, is refused, as is one for which there was no
        process to be had for a minute.
        """
        late = threading.Event()
        try:
            return self._asked((str(path), shown, self._max_mb), late)
        except BlockingIOError:
            return FileGrade(shown, GradeState.REFUSED, NO_ROOM)
        except (EOFError, OSError, pickle.UnpicklingError):
            code = self._end()
        took = f"it took longer than file_timeout_s allows ({self._timeout_s:g} s)"
        ended = f"it ended the process that was to grade it ({describe_exit(Exit(code))})"
        return FileGrade(shown, GradeState.REFUSED, took if late.is_set() else ended)

    def _asked(self, request: tuple[str, str, float], late: threading.Event) -> FileGrade:
        process = self._process or once_there_is_room(self._start)
        requests, answers = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        requests.write(json.dumps(request).encode() + b"\n")
        requests.flush()
        with self._watched(process, late):
            grade: FileGrade = pickle.load(answers)  # noqa: S301 - from a process of our own
        return grade

    def _start(self) -> subprocess.Popen[bytes]:
        """A process that has said that it is ready: its start takes no file's time."""
        with _stopping_signals_blocked():
            self._process = subprocess.Popen(
                worker_command("script_assessment.grader"), stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        pickle.load(cast("IO[bytes]", self._process.stdout))  # noqa: S301 - from a process of our own
        return self._process

    @contextlib.contextmanager
    def _watched(self, process: subprocess.Popen[bytes], late: threading.Event) -> Iterator[None]:
        """Kill the process when the time is over, which ends the reading of its answer."""
        done = threading.Event()

        def watch() -> None:
            clock = RunningClock()
            while not done.wait(LOOK_S):
                if clock.now() > self._timeout_s:
                    late.set()
                    process.kill()
                    return

        watcher = threading.Thread(target=watch, name="file-timeout", daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()

    def _end(self) -> int:
        """End the process, if there is one, by the end of its input or else by force; its exit code."""
        if self._process is None:
            return 0
        process, self._process = self._process, None
        with contextlib.suppress(OSError):
            cast("IO[bytes]", process.stdin).close()
        with process:
            try:
                process.wait(END_S)
            except subprocess.TimeoutExpired:
                process.kill()
        return process.returncode


@contextlib.contextmanager
def _stopping_signals_blocked() -> Iterator[None]:
    """A process inherits what is blocked: a request to stop is for the worker, which ends the grading."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
