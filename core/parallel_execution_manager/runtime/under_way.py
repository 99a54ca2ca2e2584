"""Which attempts are under way, and where attempts have their run folders. Any thread may ask."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import NamedTuple

from parallel_execution_manager.runtime.attempt import Attempt
from parallel_execution_manager.scheduling.model.task import TaskSpec
from parallel_execution_manager.system.processes.executor import TaskProcess
from parallel_execution_manager.system.runs.folders import OUTPUT_FILE
from parallel_execution_manager.system.runs.run_files import Identity


class LiveAttempt(NamedTuple):
    """An attempt whose process runs, with the process id of its tree's root."""

    task: TaskSpec
    number: int
    root: int


class RunningLog(NamedTuple):
    """The log of a running attempt, and which file it was made as; ``None`` where that is not known."""

    path: Path
    file: Identity | None


class UnderWay:
    """The attempts under way; ``lock`` is held whenever one of them is changed."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._running: dict[tuple[str, int], Attempt] = {}
        self._folders: dict[tuple[str, int], Path] = {}
        self._newest: dict[str, Path] = {}
        self._left_nothing: set[str] = set()

    def add(self, job: Attempt) -> None:
        """An attempt begins."""
        with self.lock:
            self._running[job.task.id, job.number] = job

    def remove(self, job: Attempt) -> None:
        """An attempt is over, or goes on without this manager."""
        with self.lock:
            del self._running[job.task.id, job.number]

    def get(self, task_id: str, attempt: int) -> Attempt | None:
        """An attempt, if it is under way."""
        with self.lock:
            return self._running.get((task_id, attempt))

    def begins(self, job: Attempt) -> bool:
        """Note that a thread has an attempt; ``False`` if it was given up before."""
        with self.lock:
            job.has_thread, job.no_room = True, ""
            return (job.task.id, job.number) in self._running

    def without_thread(self) -> list[Attempt]:
        """Those that wait for a thread that runs them."""
        with self.lock:
            return [job for job in self._running.values() if not job.has_thread and job.process is None]

    def why_not_started(self, task_id: str) -> str:
        """What an attempt of a task has no room for, and so waits to start; empty if that is not so."""
        with self.lock:
            return next((job.no_room for job in self._running.values() if job.task.id == task_id), "")

    def give_up(self, job: Attempt) -> bool:
        """Take one out that waits for a thread; ``False`` if it has one by now."""
        with self.lock:
            return not job.has_thread and self._running.pop((job.task.id, job.number), None) is not None

    def note_folder(self, job: Attempt, folder: Path) -> None:
        """The run folder of an attempt is made."""
        with self.lock:
            self._folders[job.task.id, job.number] = self._newest[job.task.id] = folder
            self._left_nothing.discard(job.task.id)

    def note_nothing_left(self, job: Attempt) -> None:
        """An attempt is over and has no artefacts."""
        with self.lock:
            self._left_nothing.add(job.task.id)

    def processes(self) -> list[TaskProcess]:
        """The processes of all attempts that have one."""
        with self.lock:
            return [job.process for job in self._running.values() if job.process is not None]

    def roots(self) -> dict[str, int]:
        """The root process of each running attempt, by task id."""
        return {attempt.task.id: attempt.root for attempt in self.live()}

    def logs(self) -> list[RunningLog | None]:
        """The log of each running attempt; ``None`` for one that has none yet."""
        with self.lock:
            folders = {key: (self._folders.get(key), job.process) for key, job in self._running.items()}
        return [
            None if folder is None or process is None else RunningLog(folder / OUTPUT_FILE, process.log)
            for folder, process in folders.values()
        ]

    def live(self) -> list[LiveAttempt]:
        """The attempts whose process runs."""
        with self.lock:
            return [
                LiveAttempt(job.task, job.number, job.process.pid)
                for job in self._running.values()
                # The number of one that is over may be another process's by now.
                if job.process is not None and not job.process.is_over
            ]

    def folder(self, task_id: str, attempt: int | None = None) -> Path | None:
        """The run folder of an attempt, by default of the newest, made by this manager."""
        with self.lock:
            return self._newest.get(task_id) if attempt is None else self._folders.get((task_id, attempt))

    def left_nothing(self) -> frozenset[str]:
        """The tasks whose newest attempt is known to have left no artefacts."""
        with self.lock:
            return frozenset(self._left_nothing)

    def forget(self, task_id: str) -> None:
        """Forget where the attempts of a task have their folders; the folders stay."""
        with self.lock:
            self._left_nothing.discard(task_id)
            self._newest.pop(task_id, None)
            for key in [key for key in self._folders if key[0] == task_id]:
                del self._folders[key]
