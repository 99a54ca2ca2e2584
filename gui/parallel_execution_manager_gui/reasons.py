"""Why a task waits, in words: always from the scheduler's own checks, never guessed here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from parallel_execution_manager.control.wording import printable
from parallel_execution_manager.scheduling.explain.reasons import waiting_reason, why_still
from parallel_execution_manager.scheduling.model.checks import Check, CheckKind
from parallel_execution_manager.scheduling.model.sample import WallClock
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.model.wording import describe
from parallel_execution_manager.scheduling.snapshot import RoleView, TaskView
from parallel_execution_manager_gui.formatting import short_time

_BLOCKED_BY_TASK = frozenset({CheckKind.DEPENDENCY, CheckKind.FILE})
Naming = Callable[[str], str]
_LONGEST_FILE = 28
"""Characters of a file's name in the one line that says why a task waits."""


def why(view: TaskView, role: RoleView | None, task_name: Naming, role_title: Naming, wall: WallClock) -> str:
    """One line: why the task waits, is held or is being ended; else what is known of its work."""
    if view.stopping:
        return f"being ended: {view.stopping.replace('_', ' ')}"
    if view.state is TaskState.SUSPENDED and view.suspended_since is not None:
        words = "suspended" if role is None else why_still(view, role)
        return f"{words} since {short_time(view.suspended_since, wall)}"
    if view.kept_running:
        return f"goes on: {view.kept_running}"
    check = None if role is None else waiting_reason(view, role)
    if check is None:
        return printable(view.detail)
    return check_words(replace(check, path=_shortened(check.path)), task_name, role_title, wall)


def file_and_more(file: Check, more: str, task_name: Naming, role_title: Naming, wall: WallClock) -> str:
    """The same for a task that wants a file that somebody has, and waits for ``more`` that comes before."""
    words = check_words(replace(file, path=_shortened(file.path), since=None), task_name, role_title, wall)
    return f"{words}, and {more}" if more else words


def check_words(check: Check, task_name: Naming, role_title: Naming, wall: WallClock) -> str:
    """A check in words, with names instead of ids and the time since when it fails."""
    words = printable(describe(replace(check, blocker=_blocker_name(check, task_name, role_title))))
    if check.ok or check.since is None:
        return words
    return f"{words}, since {short_time(check.since, wall)}"


def _shortened(path: str) -> str:
    """A path whose last part is cut in the middle if it is long: who has the file is to be in sight."""
    folder, slash, name = path.rpartition("/")
    if len(name) <= _LONGEST_FILE:
        return path
    half = _LONGEST_FILE // 2
    return f"{folder}{slash}{name[:half]}…{name[-half:]}"


def link_in(text: str, name: str) -> tuple[int, int] | None:
    """Where a task's name stands in quotes: its first place and its length; ``None`` if nowhere."""
    at = max(text.find(f"“{name}”"), text.find(f"„{name}“"))
    return None if at < 0 else (at + 1, len(name))


def blocking_task(view: TaskView) -> str | None:
    """The id of the task that this one waits for, if it waits for a task."""
    return None if view.waits_for is None else blocking_task_of(view.waits_for)


def blocking_task_of(check: Check) -> str | None:
    """The id of the task in the way of a check that does not hold, if it is a task."""
    if check.ok or check.kind not in _BLOCKED_BY_TASK or check.who:
        return None
    return check.blocker or None


def _blocker_name(check: Check, task_name: Naming, role_title: Naming) -> str:
    if not check.blocker:
        return ""
    return f"“{task_name(check.blocker)}”" if check.kind in _BLOCKED_BY_TASK else role_title(check.blocker)
