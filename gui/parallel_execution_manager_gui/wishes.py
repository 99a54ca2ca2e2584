"""What the operator can wish of the manager: one function a wish. A refusal becomes a message."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal

from parallel_execution_manager.runtime.errors import SettingsChanged, WishError, WishNotKept, WishRefused
from parallel_execution_manager.runtime.file_watch.seen import SeenAccess
from parallel_execution_manager.runtime.settings_desk import by_key_path
from parallel_execution_manager.scheduling.admission.estimates import Estimate
from parallel_execution_manager.scheduling.model.policy import LimitPair
from parallel_execution_manager.scheduling.model.rows import JournalEntry, JournalQuery, PastSample
from parallel_execution_manager.scheduling.settings.declarations import RoleDeclaration
from parallel_execution_manager.scheduling.snapshot import Explanation
from parallel_execution_manager.system.config.edit import SettingsFile
from parallel_execution_manager.system.storage.history import HistoryPage, HistoryQuery, RunStatistics
from parallel_execution_manager_gui.edits import EditKind
from parallel_execution_manager_gui.looks import Wished
from parallel_execution_manager_gui.queue_wishes import QueueWishes


class Wishes(QueueWishes):
    """All that the window wishes and asks."""

    roles_wished = Signal(object, object)
    """Names of roles and a ``Wished``: told before the manager is asked, which may be busy."""

    @property
    def base_folder(self) -> str:
        """The folder that tasks work in if they name none."""
        return self._manager.base_dir

    @property
    def data_folder(self) -> Path:
        """Where queue, runs and logs are kept."""
        return self._manager.data_dir

    def observed_files(self, role: str, name: str) -> Sequence[Mapping[str, str]]:
        """The files that the last tasks of a role and name worked with, each with path and mode."""
        return self._manager.observed_files(role, name)

    def suggested_requirement(self, task: Mapping[str, Any]) -> Estimate | None:
        """What tasks like this one were measured to need; ``None`` if that cannot be told yet."""
        return self._manager.suggested_requirement(task)

    def start_role(self, role: str) -> None:
        """Work on the role's queue."""
        self.roles_wished.emit([role], Wished.STARTING)
        self._for_each(self._manager.start_role, [role])

    def stop_role(self, role: str) -> None:
        """End the role's tasks and keep its queue."""
        self.roles_wished.emit([role], Wished.STOPPING)
        self._for_each(self._manager.stop_role, [role])

    def pause_roles(self, roles: Iterable[str], for_s: float | None = None) -> bool:
        """Suspend roles, for a time or until they are resumed; whether all could be."""
        return self._set_by_hand(self._manager.pause_role, roles, for_s, Wished.PAUSING)

    def hold_roles(self, roles: Iterable[str], for_s: float | None = None) -> bool:
        """Start nothing new of roles, for a time or until they are resumed; whether all could be."""
        return self._set_by_hand(self._manager.hold_role, roles, for_s, Wished.HOLDING)

    def resume_roles(self, roles: Iterable[str], for_s: float | None = None) -> bool:
        """Let roles go on; with a time whatever is measured; whether all could be."""
        return self._set_by_hand(self._manager.resume_role, roles, for_s, Wished.RESUMING)

    def hand_back_roles(self, roles: Iterable[str]) -> None:
        """Let the scheduler alone decide about roles."""
        self._for_each(self._manager.hand_back_role, roles)

    def set_role_priority(self, role: str, priority: int) -> None:
        """Change a role's priority (1 to 10)."""
        self._tell_refusals([lambda: self._manager.set_role_priority(role, priority)])

    def set_limit(self, resource: str, limits: LimitPair) -> bool:
        """Set the limit pair of a resource; whether that was done."""
        try:
            self._manager.set_limit(resource, limits.throttle, limits.resume)
        except WishError as error:
            self._tell(error.problems)
            return isinstance(error, WishNotKept)
        return True

    def sample_for_view(self, every_s: float | None) -> None:
        """Have the computer measured at least so often while the window looks on; ``None`` ends that."""
        self._manager.sample_for_view(every_s)

    def samples(self, since: float, until: float, points: int) -> Sequence[PastSample]:
        """What was measured; reads from disk, so not for the window's thread."""
        return self._manager.samples(since, until, points)

    def journal(self, query: JournalQuery) -> Sequence[JournalEntry]:
        """What has happened; reads from disk, so not for the window's thread."""
        return self._manager.journal(query)

    def start_all_roles(self) -> None:
        """Work on all queues."""
        self._tell_refusals([self._manager.start_all_roles])

    def stop_all_roles(self) -> None:
        """End all running tasks and keep the queues."""
        self._tell_refusals([self._manager.stop_all_roles])

    def change(self, task_id: str, changes: Mapping[str, Any]) -> None:
        """Change single things of a queued task."""
        before = self._manager.task_rows([task_id])
        self._tell_refusals([lambda: self._manager.change_task(task_id, changes)])
        self._tell_edited(EditKind.EDIT, before)

    def configure(self, settings: Mapping[str, Mapping[str, Any]]) -> None:
        """Write settings, sections with their keys, into the configuration's file and put them in force."""
        self._tell_refusals([lambda: self._manager.save_settings(by_key_path(settings))])

    def undeclared_accesses(self) -> Sequence[SeenAccess]:
        """What was seen lately of undeclared access to files that somebody holds."""
        return self._manager.undeclared_accesses()

    def release_lease(self, lease_id: str) -> None:
        """End the lease of a program whose processes have all ended."""
        self._tell_refusals([lambda: self._manager.release_lease(lease_id)])

    def explain(self, task_id: str, *, what_if: bool = False) -> Explanation | None:
        """The task's checks, or ``None`` if it is not known any more; see the manager. From any thread."""
        try:
            return self._manager.explain(task_id, what_if=what_if)
        except KeyError:
            return None

    def task_mapping(self, task_id: str) -> dict[str, Any] | None:
        """The task in the form it was asked for; ``None`` (and a message) if it is not known any more."""
        try:
            return self._manager.task_mapping(task_id)
        except KeyError:
            self.refused.emit(
                self.tr("Task “{id}” is not known any more: it was removed from the list.").format(id=task_id)
            )
            return None

    def run_folder(self, task_id: str, attempt: int | None = None) -> Path | None:
        """The folder of an attempt, by default of the newest, or ``None`` before the first."""
        return self._manager.run_folder(task_id, attempt)

    def settings_file(self) -> SettingsFile:
        """The configuration's file as it stands on the disk."""
        return self._manager.settings_file()

    def save_settings(self, changes: Mapping[tuple[str, ...], Any], version: str) -> tuple[str, ...]:
        """Write settings into the file of ``version``, and in force; gives back what is wrong with them.

        Raises:
            SettingsChanged: the file is another by now; nothing was written.
        """
        try:
            self._manager.save_settings(changes, version)
        except SettingsChanged:
            raise
        except WishRefused as refusal:
            return refusal.problems
        return ()

    def history(self, query: HistoryQuery) -> HistoryPage:
        """Runs that have ended. Reads from disk: for threads that may wait. Raises ``HistoryError``."""
        return self._manager.history(query)

    def history_statistics(self, by_kind: bool) -> Sequence[RunStatistics]:
        """What is known of the runs of roles, or of kinds of tasks. As ``history``."""
        return self._manager.history_statistics(by_kind=by_kind)

    def role_declarations(self) -> Mapping[str, RoleDeclaration]:
        """What each role is called and which fields its tasks have."""
        return self._manager.role_declarations()

    def _set_by_hand(
        self, wish: Callable[..., object], roles: Iterable[str], for_s: float | None, word: Wished
    ) -> bool:
        roles = tuple(roles)
        self.roles_wished.emit(roles, word)
        lasting = () if for_s is None else (for_s,)
        return self._tell_refusals([partial(wish, role, *lasting) for role in roles])
