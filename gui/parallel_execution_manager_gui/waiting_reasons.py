"""Feeds the panel that says why the selected task waits: asks when it may have changed, and no more often."""

from __future__ import annotations

from PySide6.QtCore import QObject

from parallel_execution_manager.scheduling.model.checks import Check
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.snapshot import Explanation, TaskView
from parallel_execution_manager.system.runs.folders import default_data_dir
from parallel_execution_manager_gui.explainer import Explainer
from parallel_execution_manager_gui.panels.why_panel import WhyPanel
from parallel_execution_manager_gui.wishes import Wishes

CHECKS_EVERY_S = 0.9
REMEDIES_EVERY_S = 5.0
"""What would start a task is tried on copies of the scheduler: some hundredths of a second for the engine."""

_Obstacles = tuple[tuple[str, str, str], ...]


class WaitingReasons(QObject):
    """Knows what was asked when about which task. Times are those of snapshots, in seconds."""

    def __init__(self, wishes: Wishes, panel: WhyPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._panel = panel
        if wishes.data_folder != default_data_dir({}):
            panel.data_dir = wishes.data_folder
        self._explainer = Explainer(lambda task_id, what_if: wishes.explain(task_id, what_if=what_if), self)
        self._explainer.answered.connect(self._take)
        self._explainer.awaited.connect(self._tell_awaited)
        self._task_id = ""
        self._now = 0.0
        self._asked_at = self._tried_at = float("-inf")
        self._obstacles: _Obstacles = ()

    def show(self, view: TaskView, now: float) -> None:
        """Show why this task waits, if it does."""
        self._now = now
        if view.state is not TaskState.QUEUED:
            self.show_nothing()
            return
        if view.id != self._task_id:
            self.show_nothing()
            self._task_id = view.id
        if now - self._tried_at >= REMEDIES_EVERY_S:
            self._ask(what_if=True)
        elif now - self._asked_at >= CHECKS_EVERY_S:
            self._ask(what_if=False)

    def show_nothing(self) -> None:
        """No task is selected, or none that waits."""
        self._task_id, self._obstacles = "", ()
        self._asked_at = self._tried_at = float("-inf")
        self._explainer.forget()
        self._panel.show_checks(())

    def stop(self) -> None:
        """Ask nothing more; for an end in order."""
        self._explainer.stop()

    def ask_again(self) -> None:
        """Something was done that may have changed the answer."""
        if self._task_id:
            self._ask(what_if=True)

    def _ask(self, *, what_if: bool) -> None:
        self._asked_at = self._now
        if what_if:
            self._tried_at = self._now
        self._explainer.ask(self._task_id, what_if=what_if)

    def _take(self, task_id: str, explanation: Explanation | None, tried: bool) -> None:
        if task_id != self._task_id:
            return
        if explanation is None:
            self._panel.show_checks(())
            return
        self._panel.show_checks(explanation.checks)
        obstacles = tuple(map(_obstacle, explanation.failing))
        if tried:
            start = explanation.estimated_start
            self._obstacles = obstacles
            self._panel.show_remedies(explanation.remedies, None if start is None else start - self._now)
        elif obstacles != self._obstacles:
            self._ask(what_if=True)

    def _tell_awaited(self, task_id: str) -> None:
        if task_id == self._task_id:
            self._panel.show_asking()


def _obstacle(check: Check) -> tuple[str, str, str]:
    return str(check.kind), check.blocker, check.path
