"""Files about unexpected errors, in a folder of the data folder: few, small, and found again."""

from __future__ import annotations

import faulthandler
import io
import os
import platform
import sys
import threading
import time
import traceback
from pathlib import Path
from types import TracebackType
from typing import Final

from parallel_execution_manager.control.version import program_version
from parallel_execution_manager.control.window_file import CRASHES
from parallel_execution_manager.system.config.masking import SecretValues
from parallel_execution_manager.system.files.private_folders import make_private_file

FATAL: Final = "fatal.log"
"""What the interpreter itself writes when the process dies; one manager at a time works in the folder."""
_MOST_FILES: Final = 20


class CrashFiles:
    """Writes one file an error, and holds one open for the last words of a process that dies."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / CRASHES
        self._fatal: io.TextIOWrapper | None = None
        self._told_elsewhere = faulthandler.is_enabled()

    def left_before(self) -> Path | None:
        """The last words of the process before, kept under a name of their own; ``None`` if it had none."""
        last_words = self._folder / FATAL
        try:
            if last_words.stat().st_size == 0:
                last_words.unlink()
                return None
            return last_words.rename(self._new_name("fatal", last_words.stat().st_mtime))
        except FileNotFoundError:
            return None

    def listen(self) -> None:
        """Have the interpreter write where every thread is if the process is about to die."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_private_file(self._folder / FATAL)
        self._fatal = (self._folder / FATAL).open("w", encoding="utf-8")
        faulthandler.enable(self._fatal, all_threads=True)

    def close(self) -> None:
        """The process ends in order: there are no last words."""
        if self._fatal is None:
            return
        faulthandler.disable()
        if self._told_elsewhere and sys.__stderr__ is not None:
            faulthandler.enable(sys.__stderr__)
        self._fatal.close()
        self._fatal = None
        (self._folder / FATAL).unlink(missing_ok=True)

    def write(self, error: BaseException, trace: TracebackType | None, thread: str) -> Path:
        """Write down an error and where all threads were.

        Raises:
            OSError: the disk does not take it.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self._new_name("error", time.time())
        make_private_file(file)
        file.write_text(_report(error, trace, thread), encoding="utf-8", errors="backslashreplace")
        self._drop_oldest()
        return file

    def _new_name(self, kind: str, at: float) -> Path:
        stem = time.strftime(f"{kind}-%Y%m%d-%H%M%S", time.localtime(at))
        number = 1
        while (file := self._folder / f"{stem}-{number}.txt").exists():
            number += 1
        return file

    def _drop_oldest(self) -> None:
        files = sorted(self._folder.glob("*.txt"), key=lambda file: file.stat().st_mtime)
        for file in files[:-_MOST_FILES]:
            file.unlink(missing_ok=True)


def _report(error: BaseException, trace: TracebackType | None, thread: str) -> str:
    lines = [
        f"Parallel Execution Manager {program_version()}, {platform.python_version()}, {platform.platform()}",
        time.strftime("%Y-%m-%d %H:%M:%S %z"),
        f"in thread {thread}",
        "",
        *traceback.format_exception(type(error), error, trace),
        "",
        "All threads:",
    ]
    names = {one.ident: one.name for one in threading.enumerate()}
    for number, frame in sys._current_frames().items():  # noqa: SLF001 - the only way to see other threads
        lines += [f"\n{names.get(number, number)}:", *traceback.format_stack(frame)]
    text = "\n".join(line.rstrip("\n") for line in lines) + "\n"
    return str(SecretValues.of(os.environ).hidden(text))
