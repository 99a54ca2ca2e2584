"""What the parts of the window tell each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parallel_execution_manager_gui.commands.dropped_tasks import DroppedTasks
from parallel_execution_manager_gui.commands.role_commands import RoleCommands
from parallel_execution_manager_gui.layout import Dock
from parallel_execution_manager_gui.wishes import Wishes

if TYPE_CHECKING:
    from parallel_execution_manager_gui.main_window import MainWindow


def connect_wishes(window: MainWindow, wishes: Wishes) -> None:
    """Show what is wished, what has come of it, and what was refused."""
    wishes.refused.connect(window.show_problem)
    wishes.wished.connect(window.queue_panel.show_wished)
    wishes.roles_wished.connect(window.roles_panel.show_wished)
    for shown in (window.queue_panel, window.roles):
        wishes.refused.connect(shown.forget_wished)
    wishes.effect_awaited.connect(window.feed.hasten)
    wishes.added.connect(window.queue_panel.show_added)


def connect_views(window: MainWindow, roles: RoleCommands) -> None:
    """Carry out what is done in the views of tasks and roles by mouse and keys."""
    queue, view = window.queue_commands, window.queue_panel.view
    window.feed.paint_apart(view.viewport())
    view.links.followed.connect(queue.go_to)
    view.move_wished.connect(queue.drop)
    view.doubleClicked.connect(lambda: window.view_commands.bring(Dock.DETAILS))
    window.filter_box.textChanged.connect(window.queue_panel.search)
    window.roles.priority_wished.connect(roles.set_priority)
    DroppedTasks(window, queue.add_with_files, window.open_tasks)
