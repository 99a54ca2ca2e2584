"""Keeps the history of one data folder: takes what is over from the engine, writes it in its own thread."""

from __future__ import annotations

import contextlib
import itertools
import json
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from parallel_execution_manager.roles.task_form import to_mapping
from parallel_execution_manager.scheduling.admission.footprints import kind_of
from parallel_execution_manager.scheduling.effects import RunOver
from parallel_execution_manager.scheduling.model.rows import TaskRow
from parallel_execution_manager.scheduling.model.sample import WallClock
from parallel_execution_manager.scheduling.model.task import TaskSpec
from parallel_execution_manager.system.config.masking import SecretValues, without_secrets
from parallel_execution_manager.system.storage import history
from parallel_execution_manager.system.storage.history import (
    HistoryError,
    HistoryFile,
    HistoryPage,
    HistoryQuery,
    PastRun,
    RunRefusedError,
    RunStatistics,
)

logger = logging.getLogger("ParallelExecutionManager")

_GATHER_S: Final = 0.25
_AGAIN_S: Final = 5.0
_MOST_WAITING: Final = 50_000
_AT_ONCE: Final = 2_000
# The store has what ended since the last write to the history, and a clock may have been set meanwhile.
_LOOK_BACK_S: Final = 3600.0
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, default=str)

_Waiting = Callable[[], PastRun]


class HistoryKeeper:
    """Writes a few times a second at most; rests while nothing ends.

    A history that cannot be kept is told once through ``report`` and hinders nothing else.
    """

    def __init__(self, folder: Path, report: Callable[[str], None] = lambda _: None) -> None:
        self._folder = folder
        self._report = report
        self._waiting: deque[_Waiting] = deque(maxlen=_MOST_WAITING)
        self._earlier: list[_Waiting] = []
        self._something = threading.Event()
        self._closing = threading.Event()
        self._writing = threading.Lock()
        self._thread: threading.Thread | None = None
        self._is_told = False
        self.problem = ""
        self._file: HistoryFile | None = None
        self._known_until = float("-inf")
        try:
            self._open(folder)
        except HistoryError as error:
            self.problem = f"{error}. Until then no history is kept"

    def _open(self, folder: Path) -> None:
        file = HistoryFile(folder)
        try:
            self._known_until = file.newest_end() - _LOOK_BACK_S
        except BaseException:
            file.close()
            raise
        self._file, self.problem = file, file.problem

    def note(self, over: RunOver, wall: WallClock) -> None:
        """Keep soon what is over. Quick: whoever calls has the machine."""
        if self._file is not None:
            self._waiting.append(lambda: _of_effect(over, wall))
            self._wake()

    def note_earlier(self, rows: Iterable[TaskRow], wall: WallClock) -> None:
        """Keep soon those ends that an earlier manager has put into the store and not into the history."""
        if self._file is not None:
            since = self._known_until - wall.offset
            ended = (row for row in rows if row.state.is_final and row.ended_at is not None)
            self._earlier = [_later(row, wall) for row in ended if (row.ended_at or 0.0) >= since]
            if self._earlier:
                self._wake()

    def _wake(self) -> None:
        if self._thread is None:
            thread = threading.Thread(target=self._run, name="pem-history", daemon=True)
            # Where no thread can be made it is tried with the next end; what waits is written at the close.
            with contextlib.suppress(RuntimeError):
                thread.start()
                self._thread = thread
        # Else the thread is about to write it: it takes that back before it looks what waits.
        if not self._something.is_set():
            self._something.set()

    def page(self, query: HistoryQuery) -> HistoryPage:
        """Some of the runs that fit; what has just ended is among them.

        Raises:
            HistoryError: it cannot be read.
        """
        self._write()
        return history.page(self._folder, query)

    def statistics(self, *, by_kind: bool) -> tuple[RunStatistics, ...]:
        """What is known of each role, or of each kind of task.

        Raises:
            HistoryError: it cannot be read.
        """
        self._write()
        return history.statistics(self._folder, by_kind=by_kind)

    def close(self) -> None:
        """Write what is left, and end the thread."""
        self._closing.set()
        self._something.set()
        if self._thread is not None:
            self._thread.join()
        self._write()
        with self._writing:
            if self._file is not None:
                self._file.close()
                self._file = None

    def _run(self) -> None:
        while not self._closing.is_set():
            self._something.wait()
            # What ends at about the same time goes to the disk together.
            self._closing.wait(_GATHER_S)
            self._something.clear()
            if not self._write() and not self._closing.wait(_AGAIN_S):
                self._something.set()

    def _write(self) -> bool:
        """Write all that waits; ``False`` if that did not work, and it waits on."""
        with self._writing:
            file = self._file
            if file is None:
                return True
            try:
                self._write_earlier(file)
                while self._waiting:
                    taken = tuple(itertools.islice(self._waiting, min(_AT_ONCE, len(self._waiting))))
                    self._add(file, taken)
                    for _ in taken:
                        self._waiting.popleft()
            except HistoryError as error:
                self._tell(f"{error}. It is tried again; nothing else is hindered")
                return False
            self._tell_well(file)
            return True

    def _write_earlier(self, file: HistoryFile) -> None:
        while self._earlier:
            self._add(file, self._earlier[:_AT_ONCE], only_unknown=True)
            del self._earlier[:_AT_ONCE]

    def _add(self, file: HistoryFile, waiting: Sequence[_Waiting], *, only_unknown: bool = False) -> None:
        """Write them all but those that can never be written: they are told, and hold up no other."""
        runs = [run for run in map(self._made, waiting) if run is not None]
        try:
            file.add(runs, only_unknown=only_unknown)
        except RunRefusedError:
            for run in runs:
                try:
                    file.add([run], only_unknown=only_unknown)
                except RunRefusedError as error:
                    self._leave_out(run.task_id, error)

    def _made(self, waiting: _Waiting) -> PastRun | None:
        try:
            return waiting()
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one run, the others are kept
            self._leave_out("", error)
            return None

    def _leave_out(self, task_id: str, error: Exception) -> None:
        whose = f"a run of task {task_id!r}" if task_id else "a run"
        problem = f"{whose} is left out of the history: {error}"
        logger.warning("%s", problem)
        self._report(problem)

    def _tell(self, problem: str) -> None:
        """Once: it is tried every few seconds, and fails for the same reason until that is removed."""
        if self._is_told:
            return
        self._is_told = True
        logger.warning("%s", problem)
        if not self._closing.is_set():
            self._report(problem)

    def _tell_well(self, file: HistoryFile) -> None:
        if self._is_told and not self._closing.is_set():
            self._report(f"the history {file.path} is kept again, with what ended meanwhile")
        self._is_told = False


def _later(row: TaskRow, wall: WallClock) -> _Waiting:
    return lambda: _of_row(row, wall)


def _of_effect(over: RunOver, wall: WallClock) -> PastRun:
    task, started = over.task, over.started_at
    name, kind, detail = _shown(task, task.name, over.kind, over.detail)
    return PastRun(
        number=0,
        task_id=task.id,
        name=name,
        role=task.role,
        kind=kind,
        state=str(over.state),
        attempt=over.attempt,
        goes_on=over.goes_on,
        queued_at=wall.of(over.queued_at),
        started_at=None if started is None else wall.of(started),
        ended_at=wall.of(over.at),
        duration_s=None if started is None else max(0.0, over.at - started - over.suspended_s),
        suspended_s=over.suspended_s,
        throttled_s=over.throttled_s,
        exit_code=over.exit_code,
        detail=detail,
        cpu_cores=None if over.peak is None else over.peak.cpu_cores,
        memory_mb=None if over.peak is None else over.peak.memory_mb,
        line=_line(task),
    )


def _of_row(row: TaskRow, wall: WallClock) -> PastRun:
    task, started = row.spec, row.started_at
    ended = row.queued_at if row.ended_at is None else row.ended_at
    name, kind, detail = _shown(task, task.name, kind_of(task).program, row.detail)
    return PastRun(
        number=0,
        task_id=task.id,
        name=name,
        role=task.role,
        kind=kind,
        state=str(row.state),
        attempt=row.attempt,
        goes_on=False,
        queued_at=wall.of(row.queued_at),
        started_at=None if started is None else wall.of(started),
        ended_at=wall.of(ended),
        duration_s=None if started is None else max(0.0, ended - started - row.suspended_s),
        suspended_s=row.suspended_s,
        throttled_s=dict(row.waited).get("role_throttled", 0.0),
        exit_code=row.exit_code,
        detail=detail,
        cpu_cores=None,
        memory_mb=None,
        line=_line(task),
    )


def _shown(task: TaskSpec, *texts: str) -> Sequence[str]:
    """What is shown of a run, without secrets of the task's own ``env``."""
    if not task.env:
        return texts
    hidden = SecretValues.of(task.env).hidden
    return [str(hidden(text)) for text in texts]


def _line(task: TaskSpec) -> str:
    row = to_mapping(task)
    return _ENCODER.encode(without_secrets(row) if task.env else row)


def wall_now() -> WallClock:
    """The clock as it is set now, for times of before."""
    return WallClock(time.time() - time.monotonic())
