"""The manager's signals. What stands below each is also its row in the documentation's table."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Final

from PySide6.QtCore import QMetaMethod, QObject, Signal

from parallel_execution_manager.runtime.notifications import NewsKind, Notification

_ABOUT_A_ROLE: Final = (NewsKind.ROLE_THROTTLED, NewsKind.ROLE_RESUMED, NewsKind.ROLE_STATE_CHANGED)
_NAMES: Final = {kind: kind.value for kind in NewsKind} | {NewsKind.PROBLEM: "problem_reported"}
"""A signal has the name of its kind of news, but for one."""


class ManagerSignals(QObject):
    """Has a signal for each kind of news; they arrive in the thread that made the object."""

    role_throttled = Signal(str, object, arguments=["role", "reason"])
    """The scheduler holds the role back further: its name; a `Reason` whose text says what was measured, over
    which limit, for how long, what is done and when it ends."""

    role_resumed = Signal(str, object, arguments=["role", "reason"])
    """The scheduler holds the role back less: its name; a `Reason`, whose `rung` says how
    far it still does."""

    role_state_changed = Signal(str, str, arguments=["role", "state"])
    """The role's name; `stopped`, `active`, `throttled` or `suspended`."""

    task_changed = Signal(object, arguments=["view"])
    """A `TaskView`: the task as it is now."""

    resources_sampled = Signal(object, arguments=["sample"])
    """A `ResourceSample`; what was not measured is `None`, `estimated` marks what psutil did not measure."""

    file_locks_changed = Signal(object, arguments=["leases"])
    """A tuple of `LeaseView`: all files in use."""

    snapshot_changed = Signal(object, arguments=["snapshot"])
    """A `Snapshot` with what changed, at most ten times a second, and at once after `hasten_snapshot()`."""

    problem_reported = Signal(str, arguments=["text"])
    """A sentence that a person must read."""

    computer_slept = Signal(float, arguments=["seconds"])
    """The computer slept for so long; nothing ran meanwhile."""

    _connected: AbstractSet[str] = frozenset()

    def connectNotify(self, signal: QMetaMethod) -> None:  # noqa: N802 - Qt's name
        """See Qt: somebody connects to a signal."""
        # In one step each: several threads may connect at a time, and none must be forgotten.
        vars(self).setdefault("_connected", set()).add(bytes(signal.name().data()).decode())

    def emit_news(self, news: Notification) -> None:
        """Emit the signal for a piece of news, if anybody has ever connected to it.

        Most programs hear of few, and each that is emitted lets go of the interpreter.
        """
        name = _NAMES[news.kind]
        if name not in self._connected:
            return
        signal = getattr(self, name)
        if news.kind in _ABOUT_A_ROLE:
            signal.emit(news.subject, news.data)
        else:
            signal.emit(news.data)
