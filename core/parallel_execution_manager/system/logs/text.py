"""What is shown of a log: text without control characters, its colours, and a line for what is missing.

ECMA-48 calls them "select graphic rendition" (``ESC [ … m``); ITU-T T.416 adds indexed and true colours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.system.logs.reader import Chunk, gap_lines

FIRST_MARK: Final = 0xF0000
"""Where the marks begin: a plane of Unicode without characters of its own."""

_MOST_STYLES: Final = 4096
_SGR: Final = re.compile(r"\x1b\[([0-9;:]{0,64})m")
_MARKS: Final = re.compile("[\U000f0000-\U000ffffd]")
_BEFORE_LINE: Final = re.compile(r"(\r\n|\n|\r(?!\n))(?=[^\r\n\x1b])")
_LEVELS: Final = (0, 95, 135, 175, 215, 255)
_SIXTEEN: Final = (
    *(0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5),
    *(0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF),
)


@dataclass(frozen=True, slots=True)
class Style:
    """How letters are drawn. Colours are ``0xRRGGBB``; ``None`` is the one of ordinary text or its ground."""

    colour: int | None = None
    ground: int | None = None
    bold: bool = False
    italic: bool = False
    underlined: bool = False
    struck: bool = False
    swapped: bool = False


PLAIN: Final = Style()


class StyleMarks:
    """Puts one mark in the place of each change of style; what is cut away later never cuts into one.

    Each line begins with the mark of its style, so that lines may be shown, or left out, one by one.
    """

    def __init__(self) -> None:
        self._styles = [PLAIN]
        self._numbers = {PLAIN: 0}
        self._now = PLAIN

    def marked(self, text: str) -> str:
        """The text with marks; it must not end within an escape sequence."""
        if "\x1b" not in text and self._now == PLAIN:
            return _MARKS.sub("\ufffd", text) if not text.isascii() else text
        parts: list[str] = []
        begin = 0
        text = _MARKS.sub("\ufffd", text)
        for found in _SGR.finditer(text):
            parts.append(self._lines(text[begin : found.start()]))
            self._now = changed(self._now, found[1])
            parts.append(self._mark())
            begin = found.end()
        parts.append(self._lines(text[begin:]))
        return "".join(parts)

    def pieces(self, text: str) -> Iterator[tuple[str, Style]]:
        """Marked text as pieces of one style each; a text without any mark is plain."""
        begin, style = 0, PLAIN
        for found in _MARKS.finditer(text):
            if found.start() > begin:
                yield text[begin : found.start()], style
            number = ord(found[0]) - FIRST_MARK
            style = self._styles[number] if number < len(self._styles) else PLAIN
            begin = found.end()
        if begin < len(text):
            yield text[begin:], style

    def _lines(self, text: str) -> str:
        if self._now == PLAIN:
            return text
        return _BEFORE_LINE.sub(lambda end: end[0] + self._mark(), text)

    def _mark(self) -> str:
        number = self._numbers.get(self._now)
        if number is None:
            # A log that asks for thousands of colours is shown plain from there on; memory stays bounded.
            if len(self._styles) >= _MOST_STYLES:
                return chr(FIRST_MARK)
            number = self._numbers[self._now] = len(self._styles)
            self._styles.append(self._now)
        return chr(FIRST_MARK + number)


def without_marks(text: str) -> str:
    """Marked text without its marks."""
    return _MARKS.sub("", text)


def changed(style: Style, parameters: str) -> Style:
    """The style after ``ESC [ parameters m``; what is not known changes nothing."""
    numbers = [int(part) if part else 0 for part in parameters.replace(":", ";").split(";")]
    place = 0
    while place < len(numbers):
        number = numbers[place]
        if number in {38, 48}:
            colour, used = _extended(numbers[place + 1 :])
            if colour is not None:
                style = replace(style, colour=colour) if number == 38 else replace(style, ground=colour)  # noqa: PLR2004
            place += used
        else:
            style = _simple(style, number)
        place += 1
    return style


def _simple(style: Style, number: int) -> Style:
    if number == 0:
        return PLAIN
    given: dict[str, Any] | None = _LETTERS.get(number)
    if given is not None:
        return replace(style, **given)
    for first, offset, name in _COLOURS:
        if first <= number < first + 8:
            given = {name: _SIXTEEN[number - first + offset]}
            return replace(style, **given)
    return style


_LETTERS: Final[dict[int, dict[str, Any]]] = {
    1: {"bold": True},
    3: {"italic": True},
    4: {"underlined": True},
    7: {"swapped": True},
    9: {"struck": True},
    21: {"underlined": True},
    22: {"bold": False},
    23: {"italic": False},
    24: {"underlined": False},
    27: {"swapped": False},
    29: {"struck": False},
    39: {"colour": None},
    49: {"ground": None},
}
_COLOURS: Final = ((30, 0, "colour"), (40, 0, "ground"), (90, 8, "colour"), (100, 8, "ground"))


def _extended(rest: list[int]) -> tuple[int | None, int]:
    """The colour after 38 or 48, and how many numbers belong to it."""
    if len(rest) >= 2 and rest[0] == 5:  # noqa: PLR2004 - the numbers of the standard
        return indexed(rest[1]), 2
    if len(rest) >= 4 and rest[0] == 2:  # noqa: PLR2004
        red, green, blue = (min(255, part) for part in rest[1:4])
        return red << 16 | green << 8 | blue, 4
    return None, len(rest)


def indexed(number: int) -> int | None:
    """One of the 256 colours, as xterm has them: 16, a cube of six steps, and 24 greys."""
    if not 0 <= number < 256:  # noqa: PLR2004
        return None
    if number < len(_SIXTEEN):
        return _SIXTEEN[number]
    if number >= 232:  # noqa: PLR2004
        return 0x010101 * (8 + 10 * (number - 232))
    cube = number - 16
    red, green, blue = (_LEVELS[cube // step % 6] for step in (36, 6, 1))
    return red << 16 | green << 8 | blue


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
