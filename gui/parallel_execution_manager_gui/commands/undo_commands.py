"""Undo and redo of the queue's edits: the manager puts tasks back, or says why it does not."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand, QUndoStack

from parallel_execution_manager.control.wording import printable
from parallel_execution_manager.scheduling.model.rows import TaskChange
from parallel_execution_manager_gui.action_set import ActionSet
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.edits import Edit, EditKind
from parallel_execution_manager_gui.naming import Named
from parallel_execution_manager_gui.notice_bar import Offer
from parallel_execution_manager_gui.panels.queue_panel import QueuePanel
from parallel_execution_manager_gui.plain_text import plain_tip, without_mnemonic
from parallel_execution_manager_gui.wishes import Wishes

MOST_STEPS = 200
_LONGEST_NAME = 40
_BROUGHT_BACK = frozenset({EditKind.CANCEL, EditKind.REMOVE})
PutBack = Callable[[tuple[TaskChange, ...]], tuple[str, ...]]


class EditCommand(QUndoCommand):
    """One edit on the stack. What cannot be put back any more leaves it; without any task it is obsolete."""

    def __init__(self, text: str, edit: Edit, put_back: PutBack) -> None:
        super().__init__(text)
        self.edit = edit
        self._changes = edit.changes
        self._put_back = put_back
        self._is_new = True

    def undo(self) -> None:
        """Let the tasks be as they were."""
        self._go({change.task_id: change for change in self._changes})

    def redo(self) -> None:
        """Let the tasks be as they were changed; when it is put on the stack that was done already."""
        if self._is_new:
            self._is_new = False
        else:
            self._go({change.task_id: change.reversed for change in self._changes})

    def _go(self, changes: dict[str, TaskChange]) -> None:
        stuck = self._put_back(tuple(changes.values()))
        self._changes = tuple(change for change in self._changes if change.task_id not in stuck)
        self.setObsolete(not self._changes)


class UndoCommands(QObject):
    """Keeps the edits of this window in order, and names both actions after what they would do."""

    def __init__(self, wishes: Wishes, actions: ActionSet, panel: QueuePanel, named: Named) -> None:
        super().__init__(panel)
        self._wishes = wishes
        self._actions = actions
        self._panel = panel
        self._named = named
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(MOST_STEPS)
        wishes.edited.connect(self._take)
        self.stack.indexChanged.connect(self._name_actions)
        self.offer = Offer(self.tr("Undo"), self.undo)
        self._name_actions()

    def handlers(self) -> dict[ActionId, Callable[[], None]]:
        """Which method does which action."""
        return {ActionId.UNDO: self.undo, ActionId.REDO: self.redo}

    def undo(self) -> None:
        """Undo the newest edit that is not undone."""
        command = self.stack.command(self.stack.index() - 1)
        edit = command.edit if isinstance(command, EditCommand) else None
        text = self.stack.undoText()
        self.stack.undo()
        if edit is None or self.stack.redoText() != text:
            # The manager has refused it, which is told.
            return
        self._panel.notices.tell(self.tr("Undone: {edit}.").format(edit=text))
        if edit.kind in _BROUGHT_BACK:
            self._panel.show_again(edit.ids)

    def redo(self) -> None:
        """Do again what was undone last."""
        text = self.stack.redoText()
        self.stack.redo()
        if text and self.stack.undoText() == text:
            self._panel.notices.tell(self.tr("Done again: {edit}.").format(edit=text))

    def _take(self, edit: Edit) -> None:
        self.stack.push(EditCommand(self._text(edit), edit, self._wishes.put_back))

    def _name_actions(self) -> None:
        self._panel.notices.withdraw(self.offer)
        stack = self.stack
        undo, redo = self.tr("&Undo {edit}"), self.tr("&Redo {edit}")
        for action_id, text, bare, edit, can in (
            (ActionId.UNDO, undo, self.tr("&Undo"), stack.undoText(), stack.canUndo()),
            (ActionId.REDO, redo, self.tr("&Redo"), stack.redoText(), stack.canRedo()),
        ):
            action = self._actions[action_id]
            action.setText(text.format(edit=edit.replace("&", "&&")) if edit else bare)
            action.setIconText(without_mnemonic(bare))
            named = without_mnemonic(action.text())
            action.setToolTip(plain_tip(f"{named} ({action.shortcut().toString()})"))
            action.setEnabled(can)

    def _text(self, edit: Edit) -> str:
        many = len(edit.changes) > 1
        name = self._named(edit.ids[0]) or printable(edit.name)
        short = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
        what = self.tr("%n tasks", "", len(edit.changes)) if many else self.tr("“{name}”").format(name=short)
        return self._texts()[edit.kind].format(what=what)

    def _texts(self) -> dict[EditKind, str]:
        return {
            EditKind.ADD: self.tr("addition of {what}"),
            EditKind.EDIT: self.tr("edit of {what}"),
            EditKind.MOVE: self.tr("move of {what}"),
            EditKind.PRIORITY: self.tr("priority of {what}"),
            EditKind.PAUSE: self.tr("pause of {what}"),
            EditKind.RESUME: self.tr("resuming of {what}"),
            EditKind.CANCEL: self.tr("cancelling of {what}"),
            EditKind.RETRY: self.tr("retry of {what}"),
            EditKind.REMOVE: self.tr("removal of {what}"),
        }
