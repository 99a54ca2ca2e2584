"""Every action of the window as data: id, text, menu, shortcut, tooltip and where its shortcut works."""

from __future__ import annotations

from parallel_execution_manager_gui.actions import ActionId, ActionRecord, Menu, Scope


def _task(
    id_: ActionId,
    text: str,
    tip: str,
    shortcut: str = "",
    scope: Scope = Scope.QUEUE,
    *,
    starts_group: bool = False,
) -> ActionRecord:
    return ActionRecord(id_, Menu.TASK, text, tip, shortcut, scope, starts_group)


def _lock(id_: ActionId, text: str, tip: str, shortcut: str = "", *, first: bool = False) -> ActionRecord:
    return ActionRecord(id_, Menu.TASK, text, tip, shortcut, Scope.LOCKS, first)


def _role(id_: ActionId, text: str, tip: str, button_text: str, shortcut: str = "") -> ActionRecord:
    return ActionRecord(id_, Menu.ROLE, text, tip, shortcut, Scope.ROLES, button_text=button_text)


def _roles(
    id_: ActionId, text: str, tip: str, shortcut: str = "", *, starts_group: bool = False
) -> ActionRecord:
    return ActionRecord(id_, Menu.ROLE, text, tip, shortcut, starts_group=starts_group)


def _view(
    id_: ActionId,
    text: str,
    tip: str,
    shortcut: str = "",
    *,
    starts_group: bool = False,
    button_text: str = "",
    is_on: bool | None = None,
) -> ActionRecord:
    return ActionRecord(id_, Menu.VIEW, text, tip, shortcut, Scope.WINDOW, starts_group, button_text, is_on)


A, W = ActionId, Scope.WINDOW

ACTIONS: tuple[ActionRecord, ...] = (
    ActionRecord(A.ADD_TASK, Menu.FILE, "&Add task…", "Describe a task and queue it", "Ctrl+N"),
    ActionRecord(
        A.OPEN_TASKS,
        Menu.FILE,
        "&Open task file…",
        "Queue all tasks of a file of JSON lines, or none if one is wrong",
        "Ctrl+O",
        starts_group=True,
    ),
    ActionRecord(
        A.SAVE_QUEUE,
        Menu.FILE,
        "&Save queue as…",
        "Write the queued tasks into a file of JSON lines",
        "Ctrl+S",
    ),
    ActionRecord(
        A.EXPORT_HISTORY,
        Menu.FILE,
        "Export &history…",
        "Write the runs that the history shows into a file",
        button_text="Export",
    ),
    ActionRecord(
        A.LOAD_DEMO, Menu.FILE, "Load &demo queue", "Queue one example of each role", starts_group=True
    ),
    ActionRecord(
        A.QUIT, Menu.FILE, "&Quit", "Close the window; asks if tasks run", "Ctrl+Q", starts_group=True
    ),
    ActionRecord(A.UNDO, Menu.EDIT, "&Undo", "Undo the last edit of the queue", "Ctrl+Z", button_text="Undo"),
    ActionRecord(
        A.REDO, Menu.EDIT, "&Redo", "Do again what was undone last", "Ctrl+Shift+Z", button_text="Redo"
    ),
    ActionRecord(
        A.EDIT_TASK,
        Menu.EDIT,
        "&Edit task…",
        "Change the selected queued task, or several at once",
        "F2",
        Scope.QUEUE,
    ),
    ActionRecord(
        A.DUPLICATE_TASK, Menu.EDIT, "&Duplicate task…", "Queue another task like the selected one", "Ctrl+D"
    ),
    ActionRecord(A.FILTER, Menu.EDIT, "&Filter tasks", "Go to the filter box", "Ctrl+F", starts_group=True),
    ActionRecord(A.CLEAR_FILTER, Menu.EDIT, "&Clear filter", "Show all tasks again", "Esc"),
    ActionRecord(A.SETTINGS, Menu.EDIT, "&Settings…", "Everything that can be set", "Ctrl+,"),
    _task(A.TOGGLE_PAUSE, "&Pause or resume", "Hold the selected tasks, or let held ones go on", "Space"),
    _task(A.RETRY, "&Retry", "Queue the selected ended tasks again", "Ctrl+R", W),
    _task(A.RETRY_FAILED, "Retry all &failed", "Queue every failed task again", "Ctrl+Shift+R", W),
    _task(A.CANCEL, "&Cancel or remove", "Cancel the selected tasks; remove those that have ended", "Del"),
    _task(A.FORGET_ENDED, "Remove all &ended", "Take every ended task off the list", "Shift+Del"),
    _task(A.MOVE_UP, "Move &up", "One place up in the role's queue", "Alt+Up", starts_group=True),
    _task(A.MOVE_DOWN, "Move &down", "One place down in the role's queue", "Alt+Down"),
    _task(A.MOVE_TOP, "Move to &top", "First in the role's queue", "Alt+Home"),
    _task(A.MOVE_BOTTOM, "Move to &bottom", "Last in the role's queue", "Alt+End"),
    _task(A.MOVE_TO, "Move to positio&n…", "To a given place in the role's queue", "Ctrl+G", W),
    _task(A.RAISE_PRIORITY, "Ra&ise priority", "low to normal, normal to high", "+", starts_group=True),
    _task(A.LOWER_PRIORITY, "&Lower priority", "high to normal, normal to low", "-"),
    _task(
        A.SHOW_DETAILS,
        "&Show details",
        "Show everything that is known of the task",
        "Return",
        starts_group=True,
    ),
    _task(A.GO_TO_BLOCKER, "&Go to blocker", "Select the task that the selected one waits for", "Ctrl+B"),
    _task(
        A.SHOW_ATTEMPTS,
        "Sho&w all attempts…",
        "All attempts of the run that is selected in the history",
        scope=W,
    ),
    _task(A.RUN_AGAIN, "Run &again", "Queue the tasks of the runs that are selected in the history", scope=W),
    _task(A.OPEN_FOLDER, "Open run f&older", "Open the folder of the newest attempt", "Ctrl+E"),
    _lock(
        A.LOCK_GO_TO, "Go to task of the lock", "Select the task of the row in Locks", "Return", first=True
    ),
    _lock(A.LOCK_CANCEL, "Cancel holder of the lock…", "Cancel the task that holds the file in Locks", "Del"),
    _lock(
        A.LOCK_RELEASE,
        "Release a stale lease…",
        "End the lease in Locks of a program that has ended without telling",
    ),
    _lock(A.LOCK_COPY_PATH, "Copy path of the lock", "Copy the path of the file in Locks", "Ctrl+C"),
    _role(A.START_ROLE, "&Start role", "Work on the selected role's queue", "Start"),
    _role(A.STOP_ROLE, "S&top role", "End the selected role's tasks and keep its queue", "Stop"),
    _role(
        A.TOGGLE_ROLE,
        "&Pause or resume role",
        "Suspend the selected role, or let it go on",
        "Pause / resume",
        "Space",
    ),
    _role(A.HOLD_ROLE, "&Hold role", "Start nothing new of the selected role; what runs goes on", "Hold"),
    _role(
        A.HAND_BACK_ROLE,
        "Hand role &back",
        "Let the scheduler alone decide about the selected role again",
        "Hand back",
    ),
    _role(
        A.ROLE_OPTIONS,
        "Role opt&ions…",
        "What can be set for the selected role: priority, needs and options",
        "Options…",
        "Alt+Return",
    ),
    _roles(A.START_ALL, "Start &all roles", "Work on all queues", starts_group=True),
    _roles(A.STOP_ALL, "Stop a&ll roles", "End all running tasks and keep the queues"),
    _roles(A.PAUSE_ALL, "Pause all", "Suspend all roles until you resume them", "Ctrl+Shift+Space"),
    _roles(A.RESUME_ALL, "Resume all", "Let all roles go on", "Ctrl+Shift+Return"),
    _roles(A.HOLD_ALL, "Hold all", "Start nothing new of any role; what runs goes on"),
    _roles(A.HAND_BACK_ALL, "Hand all back", "Let the scheduler alone decide about all roles again"),
    _view(A.TAB_DETAILS, "&Details", "Show the details of the selected task", "Alt+1"),
    _view(A.TAB_LOCKS, "&Locks", "Show the files in use", "Alt+2"),
    _view(A.TAB_LOG, "L&og", "Show the output of the selected task", "Alt+3"),
    _view(A.TAB_RESULTS, "Res&ults", "Show what the selected task brought", "Alt+4"),
    _view(A.TAB_HISTORY, "&History", "Show what has ended, with statistics", "Alt+5"),
    _view(A.TAB_EVENTS, "Event&s", "Show what has happened, and why roles were held back", "Alt+6"),
    _view(
        A.FOLLOW_LOG,
        "&Follow log",
        "Keep the newest lines of the log in sight",
        "Ctrl+L",
        starts_group=True,
        button_text="Follow",
        is_on=True,
    ),
    _view(A.FIND_NEXT, "Find &next in log", "The next place that contains the text", "F3"),
    _view(A.FIND_PREVIOUS, "F&ind previous in log", "The place before that contains the text", "Shift+F3"),
    _view(A.NEXT_REGION, "Next &region", "Move the focus to the next panel", "F6", starts_group=True),
    _view(A.PREVIOUS_REGION, "Pre&vious region", "Move the focus to the panel before", "Shift+F6"),
    _view(A.COMMAND_PALETTE, "&Command palette…", "Find anything by a part of its name", "Ctrl+K"),
    _view(
        A.RESET_LAYOUT,
        "R&eset layout",
        "Put all panels back where they were at first, and ask again when closing",
        starts_group=True,
    ),
    ActionRecord(A.USER_GUIDE, Menu.HELP, "User &guide", "How to use the program, page by page", "F1"),
    ActionRecord(A.SHORTCUTS, Menu.HELP, "&Keyboard shortcuts", "All keys at a glance", "?"),
    ActionRecord(
        A.SAVE_DIAGNOSTICS,
        Menu.HELP,
        "&Save diagnostics…",
        "Write what helps to find a fault into one file, without secrets",
        starts_group=True,
    ),
    ActionRecord(A.ABOUT, Menu.HELP, "&About", "Name, version and licence", starts_group=True),
)
