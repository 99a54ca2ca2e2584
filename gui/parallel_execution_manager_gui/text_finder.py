"""What is looked for in a log: a plain text or a regular expression, in capitals as typed or not."""

from __future__ import annotations

from collections.abc import Iterator
from time import thread_time
from typing import Final

from PySide6.QtCore import QCoreApplication, QRegularExpression

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.system.logs.search import EVERYWHERE, Needle
from parallel_execution_manager_gui.branching import MOST, branching

LONGEST_TEXT = 1_000
_FEW_WAYS: Final = 0.5
_SEEN_OF_LINE: Final[tuple[tuple[float, int | None], ...]] = ((_FEW_WAYS, None), (1.5, 10_000), (MOST, 1_000))
"""Up to so many repeats, so many characters of a line are looked at; the first: all of any text."""
_PATIENCE_S: Final = 0.5
"""Time of the processor for one line: an ordinary one takes a thousandth of that."""
_OUTSIDE_FIRST_PLANE = "\U00010000"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text as it was typed, and how it is meant."""

    text: str
    is_regex: bool = False
    same_case: bool = False


class PatternError(Exception):
    """The text cannot be looked for; the message says why."""


class TextFinder:
    """Finds places in a text.

    One that could be tried in too many ways is refused: Qt's expressions count their steps, but not all.
    Of one with repeats only the first thousands of characters of each line are looked at.

    Raises:
        PatternError: it is no regular expression, or one that can take for ever.
    """

    def __init__(self, wanted: Wanted) -> None:
        option = QRegularExpression.PatternOption
        options = option.MultilineOption | option.UseUnicodePropertiesOption
        if not wanted.same_case:
            options |= option.CaseInsensitiveOption
        pattern = wanted.text if wanted.is_regex else QRegularExpression.escape(wanted.text)
        self._expression = QRegularExpression(pattern, options)
        if not self._expression.isValid():
            told = QCoreApplication.translate("TextFinder", "not a regular expression: {reason}")
            raise PatternError(told.format(reason=self._expression.errorString()))
        self.needle = EVERYWHERE if wanted.is_regex else _needle(wanted)
        ways = branching(wanted.text) if wanted.is_regex else 0.0
        self._is_costly = ways > MOST
        if self._is_costly:
            raise PatternError(_too_costly())
        self._most = next(most for limit, most in _SEEN_OF_LINE if ways <= limit)

    def __call__(self, text: str) -> Iterator[tuple[int, int]]:
        """Begin and length of every place that is not empty.

        Raises:
            PatternError: the expression takes too many steps.
        """
        if self._most is None:
            yield from self._places(text)
            return
        start = 0
        for line in text.split("\n"):
            if self._is_costly:
                raise PatternError(_too_costly())
            begin = thread_time()
            found = list(self._places(line[: self._most]))
            self._is_costly = thread_time() - begin > _PATIENCE_S
            yield from ((start + place, length) for place, length in found)
            start += len(line) + 1

    def _places(self, text: str) -> Iterator[tuple[int, int]]:
        found = self._expression.globalMatch(text)
        if not found.isValid():
            raise PatternError(_too_costly())
        # Qt counts in units of UTF-16, of which letters outside the first plane have two.
        is_simple = text.isascii() or max(text) < _OUTSIDE_FIRST_PLANE
        wide = b"" if is_simple else text.encode("utf-16-le", "surrogatepass")
        while found.hasNext():
            match = found.next()
            if not match.isValid():
                raise PatternError(_too_costly())
            begin, end = match.capturedStart(), match.capturedEnd()
            if not is_simple:
                begin, end = (_narrow(wide, place) for place in (begin, end))
            if end > begin:
                yield begin, end - begin


def _too_costly() -> str:
    return QCoreApplication.translate(
        "TextFinder", "the expression takes too many steps: avoid repeats within repeats"
    )


def _narrow(wide: bytes, place: int) -> int:
    return len(wide[: place * 2].decode("utf-16-le", "surrogatepass"))


def _needle(wanted: Wanted) -> Needle:
    if not wanted.text.isascii():
        return EVERYWHERE
    text = wanted.text if wanted.same_case else wanted.text.lower()
    return Needle(text.encode("ascii"), wanted.same_case)
