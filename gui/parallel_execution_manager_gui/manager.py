"""The part of the manager that the window may use, so that a picture can stand in for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from parallel_execution_manager.roles.task_form import TaskProblem
from parallel_execution_manager.runtime.file_watch.seen import SeenAccess
from parallel_execution_manager.scheduling.admission.estimates import Estimate
from parallel_execution_manager.scheduling.model.rows import (
    JournalEntry,
    JournalQuery,
    PastSample,
    TaskChange,
    TaskRow,
)
from parallel_execution_manager.scheduling.settings.declarations import RoleDeclaration
from parallel_execution_manager.scheduling.snapshot import Explanation
from parallel_execution_manager.system.config.edit import SettingsFile
from parallel_execution_manager.system.storage.history import HistoryPage, HistoryQuery, RunStatistics


class Manager(Protocol):
    """Each method raises ``WishRefused`` if the wish cannot be carried out, and changes nothing then.

    ``WishNotKept`` says that it was carried out, and that the disk does not take it yet.
    """

    base_dir: str
    """The project's folder: tasks without a folder of their own work there."""

    @property
    def data_dir(self) -> Path:
        """The folder in which queue, runs and logs are kept."""

    def check(self, tasks: Sequence[Mapping[str, Any]]) -> tuple[TaskProblem, ...]:
        """Every reason for which ``submit`` would refuse the tasks."""

    def submit(self, tasks: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
        """Queue tasks, all or none; their ids."""

    def edit_task(self, task_id: str, task: Mapping[str, Any]) -> None:
        """Give a queued task another specification."""

    def change_task(self, task_id: str, changes: Mapping[str, Any]) -> None:
        """Change single things of a queued task, such as ``cpu_cores``."""

    def undeclared_accesses(self) -> Sequence[SeenAccess]:
        """What was seen lately of undeclared access to files that somebody holds; at once."""

    def release_lease(self, lease_id: str) -> None:
        """End the lease of a program whose processes have all ended."""

    def cancel_task(self, task_id: str, *, only_queued: bool = False) -> None:
        """Take a queued task out, or end a running one; with ``only_queued`` refused if it has started."""

    def retry_task(self, task_id: str) -> None:
        """Queue an ended task again."""

    def pause_task(self, task_id: str) -> None:
        """Hold a queued task, or suspend a running one."""

    def resume_task(self, task_id: str) -> None:
        """Release a paused task."""

    def move_task(self, task_id: str, position: int) -> None:
        """Put a queued task at a place in its role's queue."""

    def set_task_priority(self, task_id: str, priority: str) -> None:
        """Make a queued task high, normal or low."""

    def forget_tasks(self, task_ids: Sequence[str]) -> Mapping[str, str]:
        """Drop ended tasks from the list."""

    def task_rows(self, task_ids: Iterable[str], *, followers: bool = False) -> Mapping[str, TaskRow | None]:
        """Tasks as they are at this moment, ``None`` for unknown ones; also those that come after them."""

    def put_back(self, changes: Sequence[TaskChange]) -> Mapping[str, str]:
        """Let tasks be again as they were before changes; why not, for each that stays as it is."""

    def hasten_snapshot(self) -> None:
        """Tell what has changed so far at once, instead of with the next of ten snapshots a second."""

    def start_role(self, role: str) -> None:
        """Let a role work on its queue."""

    def stop_role(self, role: str) -> None:
        """End a role's running tasks."""

    def pause_role(self, role: str, for_s: float | None = None) -> None:
        """Suspend a role, for a time or until it is resumed."""

    def resume_role(self, role: str, for_s: float | None = None) -> None:
        """Let a role go on that is paused, held or throttled; with a time, whatever is measured."""

    def hold_role(self, role: str, for_s: float | None = None) -> None:
        """Start nothing new of a role, for a time or until it is resumed."""

    def hand_back_role(self, role: str) -> None:
        """Let the scheduler alone decide about a role."""

    def set_role_priority(self, role: str, priority: int) -> None:
        """Give a role a priority from 1 to 10."""

    def start_all_roles(self) -> None:
        """Let all roles work."""

    def stop_all_roles(self) -> None:
        """End all running tasks."""

    def explain(self, task_id: str, *, what_if: bool = False) -> Explanation:
        """The checks of a task, with ``what_if`` also what would start it; from any thread.

        Raises ``KeyError`` if it is not known.
        """

    def task_mapping(self, task_id: str) -> dict[str, Any]:
        """A task's line; raises ``KeyError`` if it is not known."""

    def run_folder(self, task_id: str, attempt: int | None = None) -> Path | None:
        """The folder of an attempt."""

    def observed_files(self, role: str, name: str) -> Sequence[Mapping[str, str]]:
        """The files that the last tasks of a role and name worked with, each with path and mode."""

    def set_limit(self, resource: str, throttle: float, resume: float) -> None:
        """Set a limit pair, in force and in the configuration's file."""

    def sample_for_view(self, every_s: float | None) -> None:
        """Measure at least so often while somebody looks on; ``None`` ends that. Never refused."""

    def samples(self, since: float, until: float, points: int) -> Sequence[PastSample]:
        """What was measured between two times (seconds since the epoch); reads from disk.

        Raises ``StoreError`` if it cannot be read.
        """

    def journal(self, query: JournalQuery) -> Sequence[JournalEntry]:
        """What has happened, the newest first; reads from disk. Raises ``StoreError`` as above."""

    def history(self, query: HistoryQuery) -> HistoryPage:
        """Runs that have ended; reads from disk. Raises ``HistoryError`` if it cannot be read."""

    def history_statistics(self, *, by_kind: bool = False) -> Sequence[RunStatistics]:
        """What is known of the runs of each role, or of each kind of task. As ``history``."""

    def settings_file(self) -> SettingsFile:
        """The configuration's file as it stands on the disk."""

    def save_settings(
        self, changes: Mapping[tuple[str, ...], Any], version: str | None = None
    ) -> SettingsFile:
        """Write settings by key path (``None`` takes one out) into the file of ``version``, and in force.

        ``SettingsChanged`` says that the file is another by now.
        """

    def suggested_requirement(self, task: Mapping[str, Any]) -> Estimate | None:
        """What a task is taken to need by what was learned; ``None`` if it cannot be read yet."""

    def role_declarations(self) -> Mapping[str, RoleDeclaration]:
        """Every role's declaration by name."""
