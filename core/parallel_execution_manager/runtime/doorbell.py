"""Whom to call when another process wants to see the window of this one."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Doorbell:
    """Rung in any thread. A manager without a window lets it ring."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: tuple[Callable[[], None], ...] = ()

    @property
    def is_answered(self) -> bool:
        """Whether there is a window."""
        return bool(self._answers)

    def answer_with(self, show: Callable[[], None]) -> Callable[[], None]:
        """Call ``show``, in whatever thread, when it rings; call what is returned to end that."""
        with self._lock:
            self._answers = (*self._answers, show)
        return lambda: self._forget(show)

    def ring(self) -> bool:
        """Have the window shown; ``False`` if there is none."""
        answers = self._answers
        for show in answers:
            show()
        return bool(answers)

    def _forget(self, show: Callable[[], None]) -> None:
        with self._lock:
            self._answers = tuple(other for other in self._answers if other is not show)
