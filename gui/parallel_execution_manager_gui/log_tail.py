"""Reads the end of a growing text file by seeking, never the whole file."""

from __future__ import annotations

import codecs
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

TAIL_BYTES = 256 * 1024
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Chunk:
    """New text.

    ``restarted`` says that it does not continue the text before; ``left_out`` counts the bytes before
    it that were not read.
    """

    text: str
    restarted: bool = False
    left_out: int = 0


class LogTail:
    """Follows one file. Bytes that are not UTF-8 become replacement characters."""

    def __init__(self, path: Path, limit: int = TAIL_BYTES) -> None:
        self._path = path
        self._limit = limit
        self._position: int | None = None
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def read(self) -> Chunk:
        """What was written since the last call: at most the last ``limit`` bytes of it.

        Raises:
            FileNotFoundError: nothing has been written yet.
            OSError: the file cannot be read, or is no regular file.
        """
        with open(self._path, "rb", opener=_open_regular) as file:
            size = file.seek(0, 2)
            known = self._position
            restarted = known is None or size < known
            start = 0 if known is None or restarted else known
            begin = max(start, size - self._limit)
            left_out = begin - start
            if restarted or left_out:
                self._decoder.reset()
            file.seek(begin)
            data = file.read(size - begin)
        self._position = begin + len(data)
        if left_out:
            data = _from_line_start(data)
        return Chunk(readable(self._decoder.decode(data)), restarted or bool(left_out), left_out)


def readable(text: str) -> str:
    """Text without colour codes and other control characters; a bare carriage return starts a line."""
    plain = _ESCAPES.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return _UNPRINTABLE.sub("\ufffd", plain)


def _open_regular(path: str, flags: int) -> int:
    # The task may put anything in the place of its log. Without O_NONBLOCK a FIFO is waited for until
    # somebody writes to it, and a device never ends.
    descriptor = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise OSError(f"{path} is no regular file: something else was put in the place of the log")


def _from_line_start(data: bytes) -> bytes:
    end_of_line = data.find(b"\n")
    return data[end_of_line + 1 :] if 0 <= end_of_line < len(data) - 1 else data
