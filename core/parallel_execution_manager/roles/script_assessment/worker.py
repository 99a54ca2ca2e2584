"""The program that grades the files of a task, and its connection to the grading process.

Exit code 0: all files were graded, at least in part. 1: a file was refused, a block is worse than
allowed, or there was no file. 128 plus the signal's number: stopped, what was reached is reported.
"""

from __future__ import annotations

import contextlib
import json
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Self, cast

from parallel_execution_manager.roles.base import worker_command
from parallel_execution_manager.roles.results import describe_exit, write_json, write_result
from parallel_execution_manager.roles.script_assessment.assessment import Assessment, assessment_document
from parallel_execution_manager.roles.script_assessment.grading import FileGrade, GradeState, complexity_rank
from parallel_execution_manager.roles.script_assessment.report import (
    DOCUMENT_FILE,
    REPORT_FILE,
    assessment_report,
    conclusion,
    headline,
)
from parallel_execution_manager.roles.script_assessment.role import PROGRESS_FILE
from parallel_execution_manager.roles.script_assessment.source import find_python_files, shown_path
from parallel_execution_manager.roles.worker import RunningClock, once_there_is_room, run_folder
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


class Stop:
    """A request to stop after the file at hand; ``signal_number`` is 0 until there is one."""

    signal_number = 0

    def note(self, number: int, _frame: object) -> None:
        """Take the request: the handler of a signal."""
        self.signal_number = number


def main(arguments: list[str]) -> int:
    """Assess the path in the first argument with the settings (JSON) in the second."""
    path, settings = Path(arguments[0]), json.loads(arguments[1])
    stop = Stop()
    for number in STOPPING_SIGNALS:
        signal.signal(number, stop.note)
    return assess(path, settings, run_folder(), stop)


def assess(path: Path, settings: dict[str, Any], folder: Path, stop: Stop) -> int:
    """Grade everything at ``path``, write the reports into ``folder`` and give the exit code."""
    found = find_python_files(path, settings["exclude"])
    root = path if path.is_dir() else path.parent
    assessment = Assessment(shown_path(path, path))
    assessment.left_out = {shown_path(left, root): why for left, why in found.left_out.items()}
    for unlisted, why in found.unlisted.items():
        assessment.grades.append(FileGrade(shown_path(unlisted, root), GradeState.REFUSED, why))
    files = [(file, shown_path(file, root)) for file in found.files]
    with GradingProcess(settings["max_file_mb"], settings["file_timeout_s"]) as process:
        assessment.grades += _grades(files, process, folder, stop)
    ok = _write(assessment, path, settings, folder)
    return 128 + stop.signal_number if stop.signal_number else int(not ok)


def _grades(
    files: list[tuple[Path, str]], process: GradingProcess, folder: Path, stop: Stop
) -> Iterator[FileGrade]:
    for done, (file, shown) in enumerate(files):
        if stop.signal_number:
            yield FileGrade(shown, GradeState.CANCELLED, "the run was stopped before it")
            continue
        write_json(folder / PROGRESS_FILE, {"current": shown, "done": done, "total": len(files)})
        grade = process.grade(file, shown)
        sys.stdout.write(f"[{done + 1}/{len(files)}] {_told(grade)}\n")
        sys.stdout.flush()
        yield grade


def _told(grade: FileGrade) -> str:
    if grade.state is not GradeState.GRADED:
        where = f", line {grade.line}" if grade.line else ""
        return f"{grade.path}: {grade.state.value.replace('_', ' ')}{where}: {grade.reason}"
    worst = max((graded.block.complexity for graded in grade.blocks), default=1)
    return f"{grade.path}: {complexity_rank(worst)}, MI {grade.maintainability:.1f}"


def _write(assessment: Assessment, path: Path, settings: dict[str, Any], folder: Path) -> bool:
    report = assessment_report(assessment, headline(assessment), settings["shown_blocks"])
    (folder / REPORT_FILE).write_text(report, encoding="utf-8")
    write_json(folder / DOCUMENT_FILE, assessment_document(assessment))
    result = conclusion(assessment, path, settings["worst_allowed_rank"], settings["ignore"])
    write_result(folder, result)
    (folder / PROGRESS_FILE).unlink(missing_ok=True)
    sys.stdout.write(f"{result.summary}\n")
    return result.ok


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
