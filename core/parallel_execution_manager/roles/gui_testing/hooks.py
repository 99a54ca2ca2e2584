"""Where the probe listens in: application objects, event loops, uncaught exceptions, Qt's messages."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any, Protocol

from PySide6.QtCore import QCoreApplication, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from parallel_execution_manager.roles.gui_testing.record import Record, SeenError, place_of_error

MOST_MESSAGES = 500
MOST_ERRORS = 50
_WORTH_TELLING = (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)

ExceptionHook = Callable[[type[BaseException], BaseException, TracebackType | None], Any]


class LoopListener(Protocol):
    """Who wants to know of application objects and event loops."""

    def application_made(self, kind: str) -> None:
        """An application object of class ``kind`` exists now."""

    def loop_entered(self) -> None:
        """The application's event loop is about to run."""

    def loop_left(self, code: int) -> None:
        """The application's event loop has ended with ``code``."""


def hook_applications(listener: LoopListener) -> None:
    """Tell ``listener`` of each application object and event loop, also of the script's own subclasses."""
    for kind in (QCoreApplication, QGuiApplication, QApplication):
        setattr(kind, "__init__", _told_init(kind.__init__, listener))  # noqa: B010 - a foreign class's method
        for name in ("exec", "exec_"):
            setattr(kind, name, staticmethod(_told_exec(getattr(kind, name), listener)))


def _told_init(original: Callable[..., None], listener: LoopListener) -> Callable[..., None]:
    def init(self: QCoreApplication, *arguments: Any, **named: Any) -> None:
        original(self, *arguments, **named)
        listener.application_made(type(self).__name__)

    return init


def _told_exec(original: Callable[[], int], listener: LoopListener) -> Callable[..., int]:
    def exec_(*_instance: object) -> int:
        listener.loop_entered()
        code = original()
        listener.loop_left(code)
        return code

    return exec_


class ExceptionWatch:
    """Records exceptions that nobody caught, in slots and in threads, and passes them on."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._next: ExceptionHook = sys.excepthook

    def install(self) -> None:
        """Listen from now on."""
        sys.excepthook = self._in_slot
        threading.excepthook = self._in_thread

    def keep(self) -> None:
        """Stay in front when the script has set a hook of its own; that one is still called."""
        if sys.excepthook != self._in_slot:
            self._next = sys.excepthook
            sys.excepthook = self._in_slot

    def note(self, where: str, error: BaseException) -> None:
        """Record an exception that was raised ``where``."""
        if len(self._record.errors) < MOST_ERRORS:
            self._record.errors.append(SeenError(where, _first_words(error), place_of_error(error)))

    def _in_slot(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self.note("a slot", error)
        self._next(kind, error, trace)

    def _in_thread(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self.note(
                f"thread {arguments.thread.name if arguments.thread else 'unknown'}", arguments.exc_value
            )
        threading.__excepthook__(arguments)


def _first_words(error: BaseException) -> str:
    """Class and message of an exception, without the code that a syntax error quotes before them."""
    lines = "".join(traceback.format_exception_only(error)).splitlines()
    return next((line for line in lines if line and not line.startswith(" ")), type(error).__name__)


def hook_messages(record: Record) -> None:
    """Record Qt's warnings and worse, and write all its messages to the log as Qt itself would."""

    def take(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        sys.stderr.write(f"{text}\n")
        if kind in _WORTH_TELLING and len(record.messages) < MOST_MESSAGES:
            record.messages.append(text)

    qInstallMessageHandler(take)
