"""The question before running tasks are ended: which, for how long they have run, which files they hold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from parallel_execution_manager.control.wording import printable
from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager_gui.columns import elapsed_s
from parallel_execution_manager_gui.dialogs.questions import may_cancel_running
from parallel_execution_manager_gui.formatting import duration
from parallel_execution_manager_gui.plain_text import shown_name

_MOST_FILES = 3


def may_end(parent: QWidget, tasks: Sequence[TaskView], now: float) -> bool:
    """Ask before running tasks are ended. What starts while it is asked is not among them."""
    return may_cancel_running(parent, [described(task, now) for task in tasks])


def described(task: TaskView, now: float) -> str:
    """A running task in one line: name, running time at monotonic time ``now``, files."""
    text = QCoreApplication.translate("CancelQuestion", "{name} · running for {time}").format(
        name=shown_name(task), time=duration(elapsed_s(task, now))
    )
    names = [printable(PurePath(claim.path).name or claim.path) for claim in task.spec.claims]
    if not names:
        return text
    if len(names) > _MOST_FILES:
        more = len(names) - _MOST_FILES + 1
        names[_MOST_FILES - 1 :] = [
            QCoreApplication.translate("CancelQuestion", "{number} more").format(number=more)
        ]
    files = ", ".join(names)
    return QCoreApplication.translate("CancelQuestion", "{task} · holds {files}").format(
        task=text, files=files
    )
