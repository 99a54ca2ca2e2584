"""Counting lines in one pass over the tokens.

The numbers mean what radon's ``raw`` means by them; radon tokenises a growing buffer again with
each line of a long statement (quadratic), and breaks lines where the interpreter does not, which
is why it is not asked.
"""

from __future__ import annotations

import io
import tokenize

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

_LAYOUT = frozenset({tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER})


@dataclass(frozen=True, slots=True)
class LineCounts:
    """Lines of a file by what is on them.

    ``total`` is the sum of ``source``, ``multi``, ``single`` and ``blank``. ``logical`` counts
    statements, ``comments`` all comments, also those behind code. ``multi`` are lines of texts of
    several lines that stand alone, ``single`` lines that hold only a comment or a text of one line.
    """

    total: int
    logical: int
    source: int
    comments: int
    multi: int
    single: int
    blank: int


def count_lines(text: str) -> LineCounts:
    """The line counts of ``text``, whose lines end in a plain line feed.

    Raises:
        SyntaxError, tokenize.TokenError: it is no sequence of Python tokens.
    """
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    counter = _Counter([bool(line.strip()) for line in lines])
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        counter.take(token)
    counter.end_statement()
    return counter.counts()


class _Counter:
    """Takes the tokens of a file; keeps none, for in some versions each holds a copy of its line."""

    def __init__(self, filled: list[bool]) -> None:
        self._filled = filled
        self._logical = self._source = self._comments = self._multi = self._single = 0
        self._begin_statement()

    def take(self, token: tokenize.TokenInfo) -> None:
        """Count one token."""
        if token.type == tokenize.NEWLINE:
            self.end_statement()
        elif token.type == tokenize.COMMENT:
            self._take_comment(token)
        elif token.type not in _LAYOUT:
            self._take_code(token)

    def end_statement(self) -> None:
        """Count the lines of the statement that ends here."""
        if self._tokens:
            used = sum(self._filled[self._first - 1 : self._last])
            if self._tokens > 1 or not self._is_text:
                self._source += used
            elif self._first == self._last:
                self._single += 1
            else:
                self._multi += used
            self._end_part()
        self._begin_statement()

    def counts(self) -> LineCounts:
        """The counts of all that was taken."""
        total = len(self._filled)
        blank = total - self._source - self._multi - self._single
        return LineCounts(
            total, self._logical, self._source, self._comments, self._multi, self._single, blank
        )

    def _begin_statement(self) -> None:
        self._tokens = self._first = self._last = 0
        self._is_text = False
        self._begin_part()

    def _take_comment(self, token: tokenize.TokenInfo) -> None:
        self._comments += 1
        if self._tokens:
            self._tokens += 1
            self._last = token.end[0]
        else:
            self._single += 1

    def _take_code(self, token: tokenize.TokenInfo) -> None:
        if not self._tokens:
            self._first = token.start[0]
            self._is_text = token.type == tokenize.STRING
        self._tokens += 1
        self._last = token.end[0]
        if token.type == tokenize.OP and token.string == ";":
            self._end_part()
        else:
            is_colon = token.type == tokenize.OP and token.string == ":"
            self._part_has_colon |= is_colon
            self._part_ends_in_colon = is_colon
            self._part_is_empty = False

    def _begin_part(self) -> None:
        self._part_is_empty = True
        self._part_has_colon: bool = False
        self._part_ends_in_colon = False

    def _end_part(self) -> None:
        """Count a part between semicolons: once, and again if code stands behind its last colon.

        This is radon's rule. It takes the colon of a slice or an annotation for that of ``if a: b``.
        """
        if not self._part_is_empty:
            self._logical += 1 + (self._part_has_colon and not self._part_ends_in_colon)
        self._begin_part()
