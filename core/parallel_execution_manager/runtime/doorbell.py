"""Whom to call when another process wants to see the window of this one."""

from __future__ import annotations

import threading
from collections.abc import Callable

OpenFile = Callable[[str], None]


class Doorbell:
    """Rung in any thread. A manager without a window lets it ring."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: tuple[tuple[Callable[[], None], OpenFile | None], ...] = ()

    @property
    def is_answered(self) -> bool:
        """Whether there is a window."""
        return bool(self._answers)

    def answer_with(self, show: Callable[[], None], open_file: OpenFile | None = None) -> Callable[[], None]:
        """Call ``show``, in whatever thread, when it rings; call what is returned to end that.

        ``open_file`` is given the path of a task file if whoever rings brings one.
        """
        answer = (show, open_file)
        with self._lock:
            self._answers = (*self._answers, answer)
        return lambda: self._forget(answer)

    def ring(self, file: str = "") -> bool:
        """Have the window shown, and one of them open ``file``; ``False`` if there is none."""
        answers = self._answers
        opener = next((open_file for _, open_file in answers if open_file is not None), None)
        if file and opener is not None:
            opener(file)
        for show, _ in answers:
            show()
        return bool(answers)

    def _forget(self, answer: tuple[Callable[[], None], OpenFile | None]) -> None:
        with self._lock:
            self._answers = tuple(other for other in self._answers if other is not answer)
