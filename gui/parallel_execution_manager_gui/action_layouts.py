"""Which actions stand in the toolbar and in the context menus, in their order; ``None`` is a separator."""

from __future__ import annotations

from parallel_execution_manager_gui.actions import ActionId as A

TOOLBAR: tuple[A, ...] = (A.ADD_TASK, A.PAUSE_ALL, A.RESUME_ALL, A.RETRY_FAILED, A.UNDO)

QUEUE_MENU: tuple[A | None, ...] = (
    A.TOGGLE_PAUSE,
    A.CANCEL,
    A.RETRY,
    None,
    A.EDIT_TASK,
    A.DUPLICATE_TASK,
    None,
    A.MOVE_TOP,
    A.MOVE_UP,
    A.MOVE_DOWN,
    A.MOVE_BOTTOM,
    A.MOVE_TO,
    None,
    A.RAISE_PRIORITY,
    A.LOWER_PRIORITY,
    None,
    A.GO_TO_BLOCKER,
    A.SHOW_DETAILS,
    A.TAB_LOG,
    A.OPEN_FOLDER,
)

LOCKS_MENU: tuple[A | None, ...] = (
    A.LOCK_GO_TO,
    None,
    A.LOCK_CANCEL,
    A.LOCK_RELEASE,
    None,
    A.LOCK_COPY_PATH,
)

ROLE_MENU: tuple[A | None, ...] = (
    A.START_ROLE,
    A.TOGGLE_ROLE,
    A.HOLD_ROLE,
    A.HAND_BACK_ROLE,
    A.STOP_ROLE,
    None,
    A.ROLE_OPTIONS,
    None,
    A.START_ALL,
    A.PAUSE_ALL,
    A.HOLD_ALL,
    A.RESUME_ALL,
    A.HAND_BACK_ALL,
    A.STOP_ALL,
)
