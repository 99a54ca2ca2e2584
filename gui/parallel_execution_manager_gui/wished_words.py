"""What was wished and is not known to have happened: shown at once, however busy the manager is. No Qt."""

from __future__ import annotations

from collections.abc import Iterable

from parallel_execution_manager_gui.looks import Wished

PATIENCE_S = 5.0
"""After this the state is shown as it is: then what was wished has not been obeyed."""


class WishedWords:
    """The word for each task or role of which something was wished. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._words: dict[str, Wished] = {}
        self._until = 0.0

    def __bool__(self) -> bool:
        return bool(self._words)

    def get(self, name: str) -> Wished | None:
        """What was wished of it, if that is not settled."""
        return self._words.get(name)

    def put(self, names: Iterable[str], word: Wished, now: float) -> None:
        """Something was wished just now."""
        self._words.update(dict.fromkeys(names, word))
        self._until = now + PATIENCE_S

    def settle(self, name: str) -> None:
        """It is known what became of it."""
        self._words.pop(name, None)

    def forget(self) -> bool:
        """All was refused, or nobody knows; whether there was anything."""
        had_any = bool(self._words)
        self._words.clear()
        return had_any

    def expire(self, now: float) -> bool:
        """Forget what has waited for too long; whether there was anything."""
        return now >= self._until and self.forget()
