"""What the locks panel says about roles that wait for each other."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from parallel_execution_manager_gui.models.lock_model import LockModel
from parallel_execution_manager_gui.models.queue_model import QueueModel
from parallel_execution_manager_gui.role_circles import circle_words, role_circles

_MOST_CIRCLES = 2


def role_waits(locks: LockModel, queue: QueueModel, role_title: Callable[[str], str]) -> Callable[[], str]:
    """A function that gives the words; nothing while no roles wait for each other."""

    def role_of(task_id: str) -> str:
        view = queue.view(task_id)
        return "" if view is None else view.spec.role

    def words() -> str:
        circles = role_circles(locks.leases, role_of)
        if not circles:
            return ""
        lines = [circle_words(circle, role_title, queue.name_of) for circle in circles[:_MOST_CIRCLES]]
        head = QCoreApplication.translate(
            "Locks",
            "⟳ Roles wait for each other. That is no deadlock: a task takes all its files at once, so none "
            "of those that wait holds any.",
        )
        return "\n".join((head, *lines))

    return words
