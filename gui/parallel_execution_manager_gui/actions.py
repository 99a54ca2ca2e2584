"""What an action of the window is: its name, menu, text and key. All of them stand in `action_table.py`."""

from __future__ import annotations

from enum import StrEnum, unique

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass


@unique
class ActionId(StrEnum):
    """Names of actions; used as object names of the Qt actions."""

    ADD_TASK = "add_task"
    OPEN_TASKS = "open_tasks"
    SAVE_QUEUE = "save_queue"
    LOAD_DEMO = "load_demo"
    QUIT = "quit"
    UNDO = "undo"
    REDO = "redo"
    EDIT_TASK = "edit_task"
    DUPLICATE_TASK = "duplicate_task"
    FILTER = "filter"
    CLEAR_FILTER = "clear_filter"
    TOGGLE_PAUSE = "toggle_pause"
    RETRY = "retry"
    RETRY_FAILED = "retry_failed"
    CANCEL = "cancel"
    FORGET_ENDED = "forget_ended"
    MOVE_UP = "move_up"
    MOVE_DOWN = "move_down"
    MOVE_TOP = "move_top"
    MOVE_BOTTOM = "move_bottom"
    MOVE_TO = "move_to"
    RAISE_PRIORITY = "raise_priority"
    LOWER_PRIORITY = "lower_priority"
    SHOW_DETAILS = "show_details"
    OPEN_FOLDER = "open_folder"
    GO_TO_BLOCKER = "go_to_blocker"
    LOCK_GO_TO = "lock_go_to"
    LOCK_CANCEL = "lock_cancel"
    LOCK_RELEASE = "lock_release"
    LOCK_COPY_PATH = "lock_copy_path"
    START_ROLE = "start_role"
    STOP_ROLE = "stop_role"
    TOGGLE_ROLE = "toggle_role"
    HOLD_ROLE = "hold_role"
    HAND_BACK_ROLE = "hand_back_role"
    START_ALL = "start_all"
    STOP_ALL = "stop_all"
    PAUSE_ALL = "pause_all"
    RESUME_ALL = "resume_all"
    HOLD_ALL = "hold_all"
    HAND_BACK_ALL = "hand_back_all"
    ROLE_OPTIONS = "role_options"
    TAB_DETAILS = "tab_details"
    TAB_LOCKS = "tab_locks"
    TAB_LOG = "tab_log"
    TAB_RESULTS = "tab_results"
    TAB_HISTORY = "tab_history"
    SHOW_ATTEMPTS = "show_attempts"
    RUN_AGAIN = "run_again"
    EXPORT_HISTORY = "export_history"
    TAB_EVENTS = "tab_events"
    FOLLOW_LOG = "follow_log"
    FIND_NEXT = "find_next"
    FIND_PREVIOUS = "find_previous"
    NEXT_REGION = "next_region"
    PREVIOUS_REGION = "previous_region"
    RESET_LAYOUT = "reset_layout"
    COMMAND_PALETTE = "open_command_palette"
    SETTINGS = "settings"
    USER_GUIDE = "user_guide"
    SHORTCUTS = "shortcuts"
    SAVE_DIAGNOSTICS = "save_diagnostics"
    ABOUT = "about"


@unique
class Menu(StrEnum):
    """The menus from left to right; the value is the title."""

    FILE = "&File"
    EDIT = "&Edit"
    TASK = "&Task"
    ROLE = "&Role"
    VIEW = "&View"
    HELP = "&Help"


@unique
class Scope(StrEnum):
    """Where a shortcut works: everywhere, or only while the queue, the roles or the locks have the focus."""

    WINDOW = "window"
    QUEUE = "queue"
    ROLES = "roles"
    LOCKS = "locks"


@dataclass(frozen=True, slots=True)
class ActionRecord:
    """One action.

    ``starts_group`` puts a separator before it in its menu; ``button_text`` is shorter, for buttons.
    ``is_on`` is how one that is switched on and off is at first.
    """

    id: ActionId
    menu: Menu
    text: str
    tip: str
    shortcut: str = ""
    scope: Scope = Scope.WINDOW
    starts_group: bool = False
    button_text: str = ""
    is_on: bool | None = None
