"""Reading Python source as the interpreter reads it: byte order mark, PEP 263 cookie, line ends."""

from __future__ import annotations

import ast
import io
import re
import stat
import sys
import tokenize
import warnings
from pathlib import Path

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
