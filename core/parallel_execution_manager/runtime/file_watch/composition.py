"""The watch over files of one manager, put together."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from parallel_execution_manager.runtime.errors import ManagerClosed
from parallel_execution_manager.runtime.file_watch.holdings import Holder
from parallel_execution_manager.runtime.file_watch.observed import ObservedBook
from parallel_execution_manager.runtime.file_watch.reactions import Reaction, Reactions, UndeclaredAccess
from parallel_execution_manager.runtime.file_watch.records import Record
from parallel_execution_manager.runtime.file_watch.seen import SeenAccess, SeenAccesses
from parallel_execution_manager.runtime.file_watch.watch import FileWatch, Watched
from parallel_execution_manager.runtime.file_watch.watching import WatchThread
from parallel_execution_manager.runtime.notifications import Notification
from parallel_execution_manager.runtime.under_way import LiveAttempt
from parallel_execution_manager.scheduling.leases.table import OutsideLease
from parallel_execution_manager.scheduling.model.task import TaskSpec
from parallel_execution_manager.scheduling.settings.configuration import Configuration
from parallel_execution_manager.scheduling.settings.sections import UNDECLARED_ACCESS
from parallel_execution_manager.system.files.changes import best_file_changes
from parallel_execution_manager.system.metrics.alarms import news_alarm
from parallel_execution_manager.system.processes.open_files import best_open_files
from parallel_execution_manager.system.processes.psutil_module import load_psutil
from parallel_execution_manager.system.processes.table import ProcessTable

logger = logging.getLogger("ParallelExecutionManager")


class WatchedFiles:
    """Watches over the files of running tasks until it is closed.

    ``live`` gives the running attempts, ``others`` the leases of processes that are no tasks. ``report``
    tells people (the task that it is about, if any, and a sentence), ``pause`` holds a task still for a
    reason.
    """

    def __init__(
        self,
        live: Callable[[], Sequence[LiveAttempt]],
        table: ProcessTable,
        configuration: Callable[[], Configuration],
        *,
        report: Callable[[str, str], None],
        pause: Callable[[str, str], None],
        base_dir: Path,
        data_dir: Path,
        others: Callable[[], Sequence[OutsideLease]] = tuple,
    ) -> None:
        self._live = live
        self._others = others
        self._configuration = configuration
        self._report = report
        self._pause = pause
        self._base_dir = str(base_dir.resolve())
        self._book = ObservedBook(data_dir)
        self._seen = SeenAccesses()
        changes = best_file_changes()
        self._watch = FileWatch(
            self._watched,
            table,
            best_open_files(load_psutil()),
            changes,
            Reactions(self._policy_of, self._seen.note),
            act=self._act,
            report=lambda problem: self._tell("", problem),
            data_dir=data_dir,
        )
        self._thread = WatchThread(self._look, news_alarm(changes.descriptor()))

    def wake(self) -> None:
        """A process has started."""
        self._thread.wake()

    def note_news(self, _: Notification) -> None:
        """Who holds files has changed: there may be something to watch though no task has started."""
        self._thread.wake()

    def look_back(self, task: TaskSpec, attempt: int) -> Record | None:
        """What was seen of an attempt that is over, if anything."""
        record = self._watch.finish(task.id, attempt)
        if record is not None and record.files:
            self._book.note(task.role, task.name, record.rows())
            self._book.save()
        return record

    def observed(self, role: str, name: str) -> list[dict[str, str]]:
        """The files that the last tasks of a role and name worked with; see `observed_files`."""
        return self._book.files(role, name)

    def undeclared(self) -> tuple[SeenAccess, ...]:
        """What was seen lately of undeclared access to files that are held, the newest last."""
        return self._seen.all()

    def close(self) -> None:
        """Watch no more."""
        self._thread.close()
        self._watch.close()
        self._book.save(now=True)

    def _look(self) -> int:
        watched = self._watch.look()
        self._book.save(now=watched == 0)
        return watched

    def _watched(self) -> list[Watched]:
        return [*map(self._task, self._live()), *map(_other, self._others())]

    def _task(self, attempt: LiveAttempt) -> Watched:
        task = attempt.task
        holder = Holder(task.id, label_of(task), task.role, attempt.number)
        folders = (self._base_dir, _resolved(task.cwd)) if task.cwd else (self._base_dir,)
        return Watched(holder, task.claims, attempt.root, folders)

    def _policy_of(self, role: str) -> UndeclaredAccess:
        given: Any = self._configuration().role_settings.get(role, {})
        return UndeclaredAccess(given.get(UNDECLARED_ACCESS.key, UNDECLARED_ACCESS.default))

    def _act(self, reaction: Reaction) -> None:
        access = reaction.access
        if reaction.paused is not None:
            self._pause(reaction.paused.id, str(access))
        self._tell((access.writer or access.hold.holder).id, reaction.sentence)

    def _tell(self, task_id: str, sentence: str) -> None:
        try:
            self._report(task_id, sentence)
        except ManagerClosed:
            logger.warning("%s", sentence)


def _other(lease: OutsideLease) -> Watched:
    return Watched(Holder(lease.id, lease.who, pid=lease.holder.pid), lease.claims)


@lru_cache(maxsize=1024)
def _resolved(folder: str) -> str:
    """Asked for all running tasks at each look, which would cost more than the look."""
    return str(Path(folder).resolve())


def label_of(task: TaskSpec) -> str:
    """A task as people know it: ``T7 ('build the report')``."""
    return task.id if task.name in ("", task.id) else f"{task.id} ({task.name!r})"
