"""Carries out what would start a waiting task, after asking where work would be lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject

from parallel_execution_manager.roles.task_form import to_mapping
from parallel_execution_manager.runtime.errors import WishRefused
from parallel_execution_manager.runtime.task_changes import changed_row
from parallel_execution_manager.scheduling.model.task import Priority
from parallel_execution_manager.scheduling.snapshot import Action, Remedy, Verb
from parallel_execution_manager_gui.commands.queue_commands import QueueCommands
from parallel_execution_manager_gui.dialogs.cancel_question import may_end
from parallel_execution_manager_gui.dialogs.common_fields import AFTER, READS, WRITES
from parallel_execution_manager_gui.models.queue_model import QueueModel
from parallel_execution_manager_gui.panels.queue_panel import QueuePanel
from parallel_execution_manager_gui.wishes import Wishes

Arguments = Mapping[str, Any]

_SHOWN_IN = {"drop_files": WRITES.key, "read_files": READS.key, "drop_after": AFTER.key}
"""The field of the task's form in which a change is seen, if it is not called as the change."""


class RemedyCommands(QObject):
    """One method a verb. A single change of the task itself is shown in its form first, where it is saved."""

    def __init__(self, wishes: Wishes, queue: QueueModel, panel: QueuePanel, commands: QueueCommands) -> None:
        super().__init__(panel)
        self._wishes = wishes
        self._queue = queue
        self._panel = panel
        self._commands = commands
        self.verbs: dict[Verb, Callable[[Arguments], object]] = {
            Verb.CANCEL: lambda given: wishes.cancel(given["tasks"]),
            Verb.RETRY: lambda given: wishes.retry(given["tasks"]),
            Verb.PAUSE: self._pause,
            Verb.RESUME: self._resume,
            Verb.START: self._start,
            Verb.MOVE: lambda given: wishes.move([(given["task"], given["position"])]),
            Verb.PRIORITY: self._priority,
            Verb.EDIT: lambda given: wishes.change(given["task"], _changes(given)),
            Verb.CONFIGURE: lambda given: wishes.configure(given["settings"]),
        }

    def carry_out(self, remedy: Remedy) -> None:
        """Do all of it, unless the operator thinks better of it."""
        edits = [action for action in remedy.actions if action.verb == Verb.EDIT]
        if edits and len(remedy.actions) == len(edits):
            self._open_form(edits, remedy.words)
        elif self._may_cancel(remedy):
            for action in remedy.actions:
                self.verbs[action.verb](action.arguments)

    def _may_cancel(self, remedy: Remedy) -> bool:
        ids = [
            name for each in remedy.actions if each.verb == Verb.CANCEL for name in each.arguments["tasks"]
        ]
        views = [view for view in map(self._queue.view, ids) if view is not None and view.state.is_live]
        return not views or may_end(self._panel, views, self._queue.now)

    def _open_form(self, edits: list[Action], words: str) -> None:
        view = self._queue.view(edits[0].arguments["task"])
        if view is None:
            return
        changes = {key: value for each in edits for key, value in _changes(each.arguments).items()}
        try:
            row = changed_row(view.spec, changes)
        except WishRefused:
            # It was edited since it was explained.
            row = to_mapping(view.spec)
        dialog = self._commands.edit_with(view.id, row)
        dialog.setWindowTitle(f"{dialog.windowTitle()}: {words}")
        for key in changes:
            dialog.show_field(_SHOWN_IN.get(key, key))

    def _pause(self, given: Arguments) -> None:
        if "role" in given:
            self._wishes.pause_roles([given["role"]])
        else:
            self._wishes.pause(given["tasks"])

    def _resume(self, given: Arguments) -> None:
        if "role" in given:
            self._wishes.resume_roles([given["role"]])
        else:
            self._wishes.resume(given["tasks"])

    def _start(self, given: Arguments) -> None:
        for role in given["roles"]:
            self._wishes.start_role(role)

    def _priority(self, given: Arguments) -> None:
        if "role" in given:
            self._wishes.set_role_priority(given["role"], given["priority"])
        else:
            self._wishes.set_priority({given["task"]: Priority[given["priority"].upper()]})


def _changes(given: Arguments) -> dict[str, Any]:
    return {key: value for key, value in given.items() if key != "task"}
