"""What becomes of running tasks when the window closes: asked, unless the answer was to be remembered."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from parallel_execution_manager.supervisor.paths import is_supported
from parallel_execution_manager_gui.dialogs.quit_question import Quit, ask_quit
from parallel_execution_manager_gui.window_options import WindowKey
from parallel_execution_manager_gui.window_settings import WindowSettings


class Closing:
    """Decides about closing; ``keeps_running`` is what was decided."""

    def __init__(self, options: WindowSettings) -> None:
        self._options = options
        self._nobody_answers = False
        self.keeps_running = False

    def may_close(self, window: QWidget, names: Sequence[str]) -> bool:
        """Whether the window may close over the running tasks of these names."""
        choice = self._choice(window, names) if names else Quit.STOP
        self.keeps_running = choice is Quit.KEEP
        return choice is not Quit.STAY

    def ask_no_more(self) -> None:
        """A signal ends the program: there is nobody who would answer. A remembered answer counts."""
        self._nobody_answers = True

    def ask_again(self) -> None:
        """Forget an answer that was to be remembered."""
        self._options.set(WindowKey.CLOSING, None)

    def _choice(self, window: QWidget, names: Sequence[str]) -> Quit:
        may_keep = is_supported()
        remembered = self._options.value(WindowKey.CLOSING)
        if remembered == Quit.STOP or (remembered == Quit.KEEP and may_keep):
            return Quit(remembered)
        if self._nobody_answers:
            return Quit.STOP
        answer = ask_quit(window, names, may_keep=may_keep)
        if answer.remember:
            self._options.set(WindowKey.CLOSING, str(answer.choice))
        return answer.choice
