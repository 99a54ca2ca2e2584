"""Python source for grading: found below a folder, read as the interpreter does, lines counted.

The numbers mean what radon's ``raw`` means by them; radon tokenises a growing buffer again with
each line of a long statement (quadratic), and breaks lines where the interpreter does not, which
is why it is not asked.
"""

from __future__ import annotations

import ast
import io
import os
import re
import stat
import sys
import tokenize
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import field
from fnmatch import fnmatchcase
from pathlib import Path

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

_MIB = 1024 * 1024
_NEWER_SYNTAX = (
    ((3, 12), "type parameters", re.compile(r"\s*(async\s+def|def|class)\s+\w+\s*\[|\s*type\s+\w+.*=")),
    ((3, 12), "quotes of the same kind in an f-string", re.compile(r".*\b[rR]?[fF][rR]?(\"|')")),
    ((3, 14), "except without parentheses", re.compile(r"\s*except\*?\s+[\w.]+\s*,")),
    ((3, 14), "template strings", re.compile(r".*\b[rR]?[tT][rR]?(\"|')")),
)


class Refusal(Exception):
    """A file cannot be graded; ``reason`` is a sentence, ``line`` (from 1) where the trouble is."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


def read_source(path: Path, max_mb: float) -> str:
    """The text of a Python file; its lines end in a plain line feed, whatever they ended in.

    Raises:
        Refusal: it is no ordinary file, too big, may not be read, or is not in its encoding.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise Refusal("it is a device, pipe, socket or folder, not an ordinary file")
        if status.st_size > max_mb * _MIB:
            size = f"{status.st_size / _MIB:.1f} MiB"
            raise Refusal(f"it has {size}, more than max_file_mb allows ({max_mb:g} MiB)")
        data = path.read_bytes()
    except OSError as error:
        raise Refusal(f"it cannot be read: {error.strerror or error}") from error
    return _universal_lines(_decode(data))


def parse_source(text: str) -> ast.Module:
    """The syntax tree of ``text``.

    Raises:
        Refusal: this interpreter cannot parse it; it says so where a newer one could.
        RecursionError, MemoryError: it is nested too deeply for the parser.
    """
    with warnings.catch_warnings():
        # The parser warns of dubious escapes and comparisons: no concern of a grade.
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except SyntaxError as error:
            raise Refusal(_syntax_reason(text, error), error.lineno) from error
        except ValueError as error:
            raise Refusal(f"it cannot be parsed: {error}", _line_of_null(text)) from error


def _decode(data: bytes) -> str:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError as error:
        raise Refusal(f"its encoding cannot be told: {error.msg}", 1) from error
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        reason = f"byte {error.start} is not {encoding}: {error.reason}"
        raise Refusal(f"{reason}; save it as UTF-8 or name its encoding in the first line", line) from error
    except (UnicodeError, LookupError, ValueError) as error:
        raise Refusal(f"it cannot be decoded as {encoding}: {error}", 1) from error


def _universal_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _line_of_null(text: str) -> int | None:
    position = text.find("\0")
    return text.count("\n", 0, position) + 1 if position >= 0 else None


def _syntax_reason(text: str, error: SyntaxError) -> str:
    reason = f"it cannot be parsed: {error.msg}"
    lines = text.split("\n")
    line = lines[error.lineno - 1] if error.lineno and error.lineno <= len(lines) else ""
    for version, what, pattern in _NEWER_SYNTAX:
        if sys.version_info < version and pattern.match(line):
            needed, ours = ".".join(map(str, version)), ".".join(map(str, sys.version_info[:2]))
            return f"{reason}; if this is {what}, it needs Python {needed} or newer (this is {ours})"
    return reason


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


PYTHON_SUFFIXES = frozenset({".py", ".pyw"})
LINKED_FOLDER = "it is a link to a folder"


@dataclass(slots=True)
class Found:
    """Files to be graded, in order; what was left out, and folders that could not be listed, with reasons."""

    files: list[Path] = field(default_factory=list)
    left_out: dict[Path, str] = field(default_factory=dict)
    unlisted: dict[Path, str] = field(default_factory=dict)


def find_python_files(root: Path, exclude: Sequence[str]) -> Found:
    """The Python files at or below ``root``; a file named outright is taken whatever it is called.

    Links to folders are not followed: they may lead in circles, and out of ``root``.
    """
    found = Found()
    if not root.is_dir():
        found.files.append(root)
        return found

    def note_unlisted(error: OSError) -> None:
        found.unlisted[Path(str(error.filename))] = f"it cannot be listed: {error.strerror}"

    for folder, folders, files in os.walk(root, onerror=note_unlisted):
        here = Path(folder)
        folders[:] = [name for name in sorted(folders) if _is_kept(here / name, root, exclude, found)]
        candidates = (here / name for name in sorted(files) if Path(name).suffix.lower() in PYTHON_SUFFIXES)
        found.files += [path for path in candidates if _is_kept(path, root, exclude, found)]
    return found


def shown_path(path: Path, root: Path) -> str:
    """``path`` below ``root`` as text of one line: what cannot be printed or decoded is escaped."""
    relative = path.relative_to(root) if path != root and path.is_relative_to(root) else path
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in relative.as_posix()
    )


def _is_kept(path: Path, root: Path, exclude: Iterable[str], found: Found) -> bool:
    reason = _reason_to_leave_out(path, root, exclude)
    if reason:
        found.left_out[path] = reason
    return not reason


def _reason_to_leave_out(path: Path, root: Path, exclude: Iterable[str]) -> str:
    relative = path.relative_to(root).as_posix()
    for pattern in exclude:
        if fnmatchcase(relative if "/" in pattern else path.name, pattern):
            return f"it matches {pattern!r}"
    return LINKED_FOLDER if path.is_symlink() and path.is_dir() else ""
