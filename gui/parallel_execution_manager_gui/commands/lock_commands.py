"""What can be done from the tree of files in use, with the row that has the focus mark."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager_gui.action_reasons.of_locks import holder_of
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.columns import elapsed_s
from parallel_execution_manager_gui.dialogs.questions import may_cancel_holder, may_release_lease
from parallel_execution_manager_gui.formatting import duration
from parallel_execution_manager_gui.lock_rows import LockRow
from parallel_execution_manager_gui.models.lock_model import LockModel
from parallel_execution_manager_gui.models.queue_model import QueueModel
from parallel_execution_manager_gui.notice_bar import NoticeBar
from parallel_execution_manager_gui.panels.locks_panel import LocksPanel
from parallel_execution_manager_gui.plain_text import harmless, shown_name
from parallel_execution_manager_gui.wishes import Wishes

_MOST_PATHS = 4


class LockCommands(QObject):
    """Each method is one action; it ends in a wish, a question or a notice."""

    def __init__(
        self, wishes: Wishes, locks: LockModel, queue: QueueModel, panel: LocksPanel, notices: NoticeBar
    ) -> None:
        super().__init__(panel)
        self._wishes = wishes
        self._locks = locks
        self._queue = queue
        self._panel = panel
        self._notices = notices

    def handlers(self) -> dict[ActionId, Callable[[], None]]:
        """Which method does which action."""
        return {
            ActionId.LOCK_GO_TO: self.go_to,
            ActionId.LOCK_CANCEL: self.cancel_holder,
            ActionId.LOCK_RELEASE: self.release,
            ActionId.LOCK_COPY_PATH: self.copy_path,
        }

    def go_to(self) -> None:
        """Select the row's task in the queue."""
        row = self._panel.current()
        if row is not None and row.task_id:
            self._panel.task_chosen.emit(row.task_id)

    def cancel_holder(self) -> None:
        """Cancel the task that holds the file, after naming what is lost."""
        row = self._holder()
        view = None if row is None else self._queue.view(row.task_id)
        if view is not None and may_cancel_holder(self._panel, shown_name(view), self._lost(view)):
            self._wishes.cancel([view.id])

    def release(self) -> None:
        """End the lease of a program that has ended."""
        row = self._holder()
        if row is not None and may_release_lease(self._panel, row.who, harmless(row.path)):
            self._wishes.release_lease(row.lease_id)

    def copy_path(self) -> None:
        """Put the file's path on the clipboard."""
        row = self._panel.current()
        if row is not None:
            QGuiApplication.clipboard().setText(row.path)
            self._notices.tell(self.tr("Copied {path}").format(path=harmless(row.path)))

    def _holder(self) -> LockRow | None:
        """The holder that is meant; while none is, the actions on one are greyed out."""
        row = self._panel.current()
        found = None if row is None else holder_of(row, self._locks.rows_of_file(row.key[0]))
        return found if isinstance(found, LockRow) else None

    def _lost(self, view: TaskView) -> str:
        """How long it has run, what it holds, and how many wait for that."""
        held = [harmless(lease.path) for lease in self._locks.leases if view.id in lease.holders]
        waiting = {name for lease in self._locks.leases if view.id in lease.holders for name in lease.waiters}
        more = len(held) - _MOST_PATHS
        paths = held[:_MOST_PATHS] + ([self.tr("and %n more", "", more)] if more > 0 else [])
        ran = duration(elapsed_s(view, self._locks.now))
        return "\n".join(
            (
                self.tr("What it did in {time} is lost. It holds:").format(time=ran),
                *paths,
                self.tr("%n wait(s) for that.", "", len(waiting)),
            )
        )
