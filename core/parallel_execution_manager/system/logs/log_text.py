"""What is shown of a log: text without control characters, and a line for what is missing."""

from __future__ import annotations

import re
from typing import Final

from parallel_execution_manager.system.logs.log_gaps import gap_lines
from parallel_execution_manager.system.logs.log_reader import Chunk
from parallel_execution_manager.system.logs.log_styles import StyleMarks, without_marks

# ECMA-48: control sequences, strings for the terminal such as its title, and short escapes. Bounded, so
# that one that never ends hides no text, and so that the part of one that is held back stays small.
_ESCAPES: Final = re.compile(
    r"\x1b\[[0-?]{0,64}[ -/]{0,8}[@-~]|\x1b\][^\x07\x1b]{0,256}(?:\x07|\x1b\\)|\x1b[@-Z\\-_]"
)
_UNFINISHED: Final = re.compile(r"(?:\r|\x1b(?:\[[0-?]{0,64}[ -/]{0,8}|\][^\x07\x1b]{0,256}\x1b?)?)\Z")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class LogText:
    """Makes the chunks of one log readable, wherever it was cut into chunks.

    ``longest_line`` is how many characters of a line are shown, ``None`` for all of it. With ``marks``
    colours become marks in the text, else they are left out.
    """

    def __init__(self, longest_line: int | None = None, marks: StyleMarks | None = None) -> None:
        self._longest = longest_line
        self._marks = marks
        self._held = ""
        self._column = 0
        self._hidden = 0

    def shown(self, chunk: Chunk) -> str:
        """The text of the next chunk, after a line for what is missing before it, if anything is."""
        gap = gap_lines(chunk)
        if gap:
            gap = self.rest() + ("\n" if self._column else "") + gap
            self._column = 0
        text = self._held + chunk.text
        unfinished = _UNFINISHED.search(text)
        self._held = unfinished[0] if unfinished else ""
        return gap + self._clipped(self._readable(text[: len(text) - len(self._held)]))

    def rest(self) -> str:
        """What was held back because it might have gone on, and how much of the last line is hidden."""
        text, self._held = self._clipped(self._readable(self._held)), ""
        return text + self._note()

    def _readable(self, text: str) -> str:
        return readable(text if self._marks is None else self._marks.marked(text))

    def _clipped(self, text: str) -> str:
        longest = self._longest
        if not text or longest is None:
            self._column = len(text) - text.rfind("\n") - 1 if "\n" in text else self._column + len(text)
            return text
        first, end, others = text.partition("\n")
        parts = [self._of_line(first, longest)]
        if end:
            parts += [self._note(), end]
            self._column = 0
            complete, end, last = others.rpartition("\n")
            too_long = rf"^[^\n]{{{longest + 1},}}"
            parts.append(re.sub(too_long, lambda line: _cut(line[0], longest), complete, flags=re.MULTILINE))
            parts += [end, self._of_line(last, longest)]
        return "".join(parts)

    def _of_line(self, text: str, longest: int) -> str:
        """What fits of a line that goes on from `_column`; the rest is counted."""
        kept = text[: max(0, longest - self._column)]
        self._column += len(kept)
        self._hidden += len(without_marks(text[len(kept) :]))
        return kept

    def _note(self) -> str:
        note, self._hidden = _more(self._hidden), 0
        return note


def readable(text: str) -> str:
    """Text without colour codes and other control characters; a bare carriage return starts a line."""
    plain = _ESCAPES.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return _UNPRINTABLE.sub("\ufffd", plain)


def _cut(line: str, longest: int) -> str:
    return line[:longest] + _more(len(without_marks(line[longest:])))


def _more(characters: int) -> str:
    return f" … ({characters:,} more characters)" if characters else ""
