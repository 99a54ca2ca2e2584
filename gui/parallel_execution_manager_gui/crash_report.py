"""Unexpected errors: written to a file of their own and the log, told to the operator, never silent."""

from __future__ import annotations

import logging
import os
import sys
import threading
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final

from PySide6.QtCore import QObject, Signal

from parallel_execution_manager.control.window_file import WINDOW_LOG
from parallel_execution_manager.system.config.masking import SecretValues
from parallel_execution_manager.system.files.private_folders import make_private_file
from parallel_execution_manager_gui.crash_files import CrashFiles

_LOGGER = logging.getLogger("parallel_execution_manager_gui")
_LOGGERS: Final = (_LOGGER, logging.getLogger("ParallelExecutionManager"))
LOG_FILE = WINDOW_LOG
_LARGEST_LOG: Final = 1024 * 1024
_MOST_ALIKE: Final = 3
"""So many errors of one place are written to files: a timer may raise one a second for days."""

Place = tuple[type[BaseException], str, int]


class WithoutSecrets(logging.Formatter):
    """Lines of a log without the values of the environment's secrets."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, or lines."""
        return str(SecretValues.of(os.environ).hidden(super().format(record)))


class PrivateLog(RotatingFileHandler):
    """A log that is its user's alone, also after it was begun anew."""

    def _open(self) -> TextIOWrapper:
        make_private_file(Path(self.baseFilename))
        return super()._open()


class CrashReport(QObject):
    """Takes the place of Python's hooks for errors that nobody caught, in any thread.

    The program goes on. What ends the whole process (a crash of a library in C, an abort of Qt) is written
    down by the interpreter, and told at the next start.
    """

    happened = Signal(str)

    def __init__(self, data_dir: Path) -> None:
        super().__init__()
        self._path = data_dir / LOG_FILE
        self._files = CrashFiles(data_dir)
        self._seen: dict[Place, int] = {}
        self._handler = PrivateLog(
            self._path, maxBytes=_LARGEST_LOG, backupCount=1, delay=True, encoding="utf-8"
        )
        self._handler.setFormatter(WithoutSecrets("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        self._hooks = (sys.excepthook, threading.excepthook, sys.unraisablehook)

    def install(self) -> None:
        """Take over the hooks, and tell of a process before that died."""
        for logger in _LOGGERS:
            logger.addHandler(self._handler)
        sys.excepthook = self.report
        threading.excepthook = self._report_thread
        sys.unraisablehook = self._report_unraisable
        try:
            left = self._files.left_before()
            self._files.listen()
        except OSError as error:
            _LOGGER.warning("no crash reports can be written: %s", error)
            return
        if left is not None:
            self.happened.emit(
                self.tr(
                    "The program ended unexpectedly the last time; tasks that ran were kept by their "
                    "supervisor, where there is one.\nMore is in {file}"
                ).format(file=left)
            )

    def remove(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._hooks
        for logger in _LOGGERS:
            logger.removeHandler(self._handler)
        self._handler.close()
        self._files.close()

    def report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log an error and tell it. Ctrl+C in the terminal is no error and goes to Python's own hook."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _LOGGER.error("unexpected error", exc_info=(kind, error, trace))
        if sys.stderr is not None:
            sys.__excepthook__(kind, error, trace)
        self.happened.emit(
            self.tr("Unexpected error, the program goes on: {kind}: {error}\nMore is in {file}").format(
                kind=kind.__name__, error=error, file=self._written(error, trace)
            )
        )

    def _written(self, error: BaseException, trace: TracebackType | None) -> Path:
        """The file about the error; of what was written often enough, or cannot be, the log."""
        place = _place(error, trace)
        self._seen[place] = self._seen.get(place, 0) + 1
        if self._seen[place] > _MOST_ALIKE:
            return self._path
        try:
            return self._files.write(error, trace, threading.current_thread().name)
        except OSError as failure:
            _LOGGER.warning("no crash report can be written: %s", failure)
            return self._path

    def _report_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.report(args.exc_type, args.exc_value, args.exc_traceback)

    def _report_unraisable(self, args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            self.report(args.exc_type, args.exc_value, args.exc_traceback)


def _place(error: BaseException, trace: TracebackType | None) -> Place:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = ("", 0) if trace is None else (trace.tb_frame.f_code.co_filename, trace.tb_lineno)
    return (type(error), *where)
