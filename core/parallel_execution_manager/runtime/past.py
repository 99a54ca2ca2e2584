"""What a manager knows of what has been: measurements, journal, runs that have ended, files that it saw."""

from __future__ import annotations

from pathlib import Path

from parallel_execution_manager.runtime.core import Core
from parallel_execution_manager.runtime.file_watch.seen import SeenAccess
from parallel_execution_manager.scheduling.model.rows import JournalEntry, JournalQuery, PastSample
from parallel_execution_manager.system.storage.history import HistoryPage, HistoryQuery, RunStatistics


class Past:
    """Questions that change nothing; most are answered from disk."""

    _core: Core

    def samples(self, since: float, until: float, points: int) -> list[PastSample]:
        """What was measured between two times (seconds since the epoch), in at most ``points`` spans.

        The least and the most of each quantity in each span; spans in which nothing was measured are left
        out. A sample a second is kept for a day. Reads from disk: not to be called where nobody may wait.

        Raises:
            ValueError: the times or the number of points make no sense.
            StoreError: it cannot be read, or the manager has been closed.
        """
        return self._core.past_samples(since, until, points)

    def journal(self, query: JournalQuery) -> list[JournalEntry]:
        """What has happened: wishes, decisions and ends of tasks, the newest first. Reads from disk.

        Raises:
            StoreError: it cannot be read, or the manager has been closed.
        """
        return self._core.journal(query)

    def run_folder(self, task_id: str, attempt: int | None = None) -> Path | None:
        """The folder of an attempt (by default the newest), with its output and results.

        Also of one that an earlier manager of this data folder has run.
        """
        return self._core.run_folder(task_id, attempt)

    def left_nothing(self) -> frozenset[str]:
        """The tasks of which this manager knows, without a look at the disk, that they have no artefacts."""
        return self._core.attempts.under_way.left_nothing()

    def observed_files(self, role: str, name: str) -> list[dict[str, str]]:
        """The files that the last tasks of a role and name were seen to work with, as a task's ``files``.

        Only what was open when somebody looked is known: a proposal for a person, not a complete list.
        """
        return self._core.observed_files(role, name)

    def undeclared_accesses(self) -> tuple[SeenAccess, ...]:
        """What was seen lately of undeclared access to files that somebody holds, the newest last.

        Only some hundred are kept, and none of an earlier manager.
        """
        return self._core.undeclared_accesses()

    def history(self, query: HistoryQuery) -> HistoryPage:
        """Runs that have ended, also of tasks that were taken off the list and of earlier managers.

        The newest 200,000 attempts are kept. Reads from disk: not to be called where nobody may wait.

        Raises:
            HistoryError: it cannot be read.
        """
        return self._core.history.page(query)

    def history_statistics(self, *, by_kind: bool = False) -> tuple[RunStatistics, ...]:
        """What is known of the runs of each role, or of each kind of task. Reads from disk.

        Raises:
            HistoryError: it cannot be read.
        """
        return self._core.history.statistics(by_kind=by_kind)
