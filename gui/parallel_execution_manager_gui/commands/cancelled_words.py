"""What came of the wish to cancel tasks, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject

from parallel_execution_manager_gui.edits import Cancelling


class CancelledWords(QObject):
    """Counts, and names what was cancelled because it came after another."""

    def __init__(self, name_of: Callable[[str], str], parent: QObject) -> None:
        super().__init__(parent)
        self._name_of = name_of

    def told(self, outcome: Cancelling) -> str:
        """The news of it, without a full stop."""
        return ", ".join(self._parts(outcome))

    def _parts(self, outcome: Cancelling) -> Iterator[str]:
        done, ended, refused = len(outcome.done), len(outcome.had_ended), len(outcome.refused)
        if done and outcome.along:
            yield self._with_others(outcome)
        elif done or not (ended or refused):
            yield self.tr("%n cancelled", "", done)
        if ended:
            yield self.tr("%n had already ended", "", ended)
        if refused:
            yield self.tr("%n not cancelled and still selected", "", refused)

    def _with_others(self, outcome: Cancelling) -> str:
        if len(outcome.done) == len(outcome.along) == 1:
            both = self.tr("Cancelled “{name}”, and “{other}”, which comes after it")
            return both.format(name=self._name_of(outcome.done[0]), other=self._name_of(outcome.along[0]))
        done = self.tr("%n cancelled", "", len(outcome.done))
        more = self.tr("%n more that came after", "", len(outcome.along))
        return self.tr("{cancelled}, and {others}").format(cancelled=done, others=more)
