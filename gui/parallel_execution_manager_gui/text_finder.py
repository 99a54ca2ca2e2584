"""What is looked for in a log: a plain text or a regular expression, in capitals as typed or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QRegularExpression

from parallel_execution_manager.system.log_search import EVERYWHERE, Needle

LONGEST_TEXT = 1_000
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

    Qt's expressions are used because they count their steps: one that would take for ever fails instead.

    Raises:
        PatternError: it is no regular expression.
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

    def __call__(self, text: str) -> Iterator[tuple[int, int]]:
        """Begin and length of every place that is not empty.

        Raises:
            PatternError: the expression takes too many steps.
        """
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
