"""Tells what has changed: together, once, and only what the operator wants to be told of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from parallel_execution_manager.scheduling.snapshot import Snapshot
from parallel_execution_manager_gui.naming import Named
from parallel_execution_manager_gui.shell.transitions import News, Transitions
from parallel_execution_manager_gui.translation.told import quoted, shown, told
from parallel_execution_manager_gui.window_options import WindowKey
from parallel_execution_manager_gui.window_settings import WindowSettings

_TOGETHER_MS = 1000
_MOST_NAMED = 3
_OF_ROLES = frozenset({WindowKey.TELL_HELD, WindowKey.TELL_RELEASED})


class Teller(QObject):
    """Waits a second for what else happens, so that ten failures are one message."""

    told = Signal(str)

    def __init__(
        self,
        options: WindowSettings,
        title_of: Callable[[str], str],
        named: Named,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._options = options
        self._title_of = title_of
        self._transitions = Transitions(named)
        self._waiting: list[News] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TOGETHER_MS)
        self._timer.timeout.connect(self._tell)

    def take(self, snapshot: Snapshot) -> None:
        """Look what has changed."""
        news = [one for one in self._transitions.take(snapshot) if self._options.is_on(one.kind)]
        if news:
            self._waiting.extend(news)
            if not self._timer.isActive():
                self._timer.start()

    def stop(self) -> None:
        """Tell nothing any more."""
        self._timer.stop()

    def _tell(self) -> None:
        news, self._waiting = self._waiting, []
        lines = [*self._of_roles(news), *self._of_failures(news)]
        if any(one.kind is WindowKey.TELL_FINISHED for one in news):
            lines.append(self.tr("The queue is finished: nothing is left to do."))
        if lines:
            self.told.emit("\n".join(lines))

    def _of_roles(self, news: Sequence[News]) -> list[str]:
        """The last word on each role: one that was held and let go within the second is no news."""
        last = {one.subject: one for one in news if one.kind in _OF_ROLES}
        held, known = self.tr("{role} is {state}: a limit of the machine is crossed."), "{role}: {cause}."
        goes_on = self.tr("{role} goes on.")
        return [
            ((known if one.cause else held) if one.kind is WindowKey.TELL_HELD else goes_on).format(
                role=self._title_of(one.subject),
                state=shown(one.state.capitalize()).lower(),
                cause=told(one.cause),
            )
            for one in last.values()
        ]

    def _of_failures(self, news: Sequence[News]) -> list[str]:
        names = Counter(one.subject for one in news if one.kind is WindowKey.TELL_FAILED)
        if not names:
            return []
        total = sum(names.values())
        listed = ", ".join(map(quoted, list(names)[:_MOST_NAMED]))
        more = len(names) - _MOST_NAMED
        rest = self.tr(" and %n more", "", more) if more > 0 else ""
        return [self.tr("%n task(s) failed: {names}", "", total).format(names=f"{listed}{rest}")]
