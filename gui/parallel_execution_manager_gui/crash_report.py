"""Unexpected errors: written to the log with their traceback, told to the operator, never silent."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Signal

_LOGGER = logging.getLogger("parallel_execution_manager_gui")
LOG_FILE = "window.log"


class CrashReport(QObject):
    """Takes the place of Python's hooks for errors that nobody caught, in any thread."""

    happened = Signal(str)

    def __init__(self, data_dir: Path) -> None:
        super().__init__()
        self._path = data_dir / LOG_FILE
        self._handler = logging.FileHandler(self._path, delay=True, encoding="utf-8")
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        self._hooks = (sys.excepthook, threading.excepthook)

    def install(self) -> None:
        """Take over the hooks."""
        _LOGGER.addHandler(self._handler)
        sys.excepthook = self.report
        threading.excepthook = self._report_thread

    def remove(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._hooks
        _LOGGER.removeHandler(self._handler)
        self._handler.close()

    def report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log an error and tell it. Ctrl+C in the terminal is no error and goes to Python's own hook."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _LOGGER.error("unexpected error", exc_info=(kind, error, trace))
        if sys.stderr is not None:
            sys.__excepthook__(kind, error, trace)
        self.happened.emit(
            f"Unexpected error, the program goes on: {kind.__name__}: {error}\nMore is in {self._path}"
        )

    def _report_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.report(args.exc_type, args.exc_value, args.exc_traceback)
