"""Finds what a test left behind: threads, Qt timers, threads and pools, windows, processes, connections."""

from __future__ import annotations

import contextlib
import functools
import gc
import os
import sqlite3
import sys
import threading
import time
import uuid
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from PySide6.QtCore import QCoreApplication, QEvent, QThread, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

PATIENCE_S = 5.0
ENDING_S = 0.2
RUN_MARK = "PEM_TEST_RUN"
STARTED: weakref.WeakKeyDictionary[Any, str] = weakref.WeakKeyDictionary()
OPENED: dict[int, weakref.ref[RememberedConnection]] = {}
FORGOTTEN: list[str] = []
"""Connections that were let go of without having been closed; some Pythons warn of that, in a later test."""


class RememberedConnection(sqlite3.Connection):
    """A connection to SQLite that knows where it was opened."""

    opened_in = ""

    def __del__(self) -> None:
        """Nobody can close it any more."""
        OPENED.pop(id(self), None)
        if self.is_open:
            FORGOTTEN.append(str(self))

    def __str__(self) -> str:
        """What a person is told of it."""
        return f"SQLite connection, {self.opened_in}"

    @property
    def is_open(self) -> bool:
        """Whether it has not been closed, asked in any thread."""
        try:
            return self.total_changes >= 0
        except sqlite3.ProgrammingError:
            return False


def watch_starts() -> None:
    """Remember every timer, thread, pool and connection that Python code starts, and where."""
    sqlite3.connect = _remembering_connection(sqlite3.connect)
    for owner, name in (
        (QTimer, "start"),
        (QThread, "start"),
        (QThreadPool, "start"),
        (QThreadPool, "tryStart"),
    ):
        setattr(owner, name, _remembering(getattr(owner, name)))


def _remembering(start: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(start)
    def remembered(self: Any, *arguments: Any, **keywords: Any) -> Any:
        STARTED[self] = _caller()
        return start(self, *arguments, **keywords)

    return remembered


def _remembering_connection(
    connect: Callable[..., sqlite3.Connection],
) -> Callable[..., sqlite3.Connection]:
    @functools.wraps(connect)
    def remembered(*arguments: Any, **keywords: Any) -> sqlite3.Connection:
        made = connect(*arguments, **{"factory": RememberedConnection, **keywords})
        if isinstance(made, RememberedConnection):
            made.opened_in = _caller()
            OPENED[id(made)] = weakref.ref(made)
        return made

    return remembered


def _caller() -> str:
    """Where the code is that has called one of ours. Looks at no source: windows start many timers."""
    frame = sys._getframe(1)
    while frame.f_code.co_filename == __file__ and frame.f_back is not None:
        frame = frame.f_back
    return f"started in {os.path.basename(frame.f_code.co_filename)}:{frame.f_lineno}"  # noqa: PTH119 - as above


@dataclass(frozen=True)
class Standing:
    """What already stood before a test began, and so is not the test's."""

    threads: frozenset[threading.Thread]
    processes: frozenset[psutil.Process]
    windows: frozenset[int]
    qt_objects: frozenset[int]
    connections: frozenset[int]
    forgotten: int

    @classmethod
    def now(cls) -> Standing:
        """Take stock."""
        return cls(
            threads=frozenset(threading.enumerate()),
            processes=frozenset(_children()),
            windows=frozenset(map(id, _windows())),
            qt_objects=frozenset(map(id, _busy_qt_objects())),
            connections=frozenset(map(id, _open_connections())),
            forgotten=len(FORGOTTEN),
        )

    def wait_until_clean(self) -> list[str]:
        """Sentences on what is there beyond this standing, after what was ending has had time to end.

        Processes that are left are killed, so that they disturb no further test.
        """
        began = time.monotonic()
        _process_deletions()
        while (found := self.found()) and (waited_s := time.monotonic() - began) < PATIENCE_S:
            # Most that is left is just ending; only what is part of a circle has to be looked for.
            if waited_s > ENDING_S:
                gc.collect()
            _process_deletions()
            time.sleep(0.01)
        for process in set(_children()) - self.processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        return found

    def found(self) -> list[str]:
        """Sentences on what is there beyond this standing, at this moment."""
        threads = [thread for thread in threading.enumerate() if thread not in self.threads]
        return [
            *(f"thread {thread.name!r}" for thread in threads if not _is_foreign(thread)),
            *(_describe_process(process) for process in _children() if process not in self.processes),
            *(f"window {window!r}" for window in _windows() if id(window) not in self.windows),
            *(
                f"{type(thing).__name__} at work, {STARTED.get(thing, 'started by Qt')}"
                for thing in _busy_qt_objects()
                if id(thing) not in self.qt_objects
            ),
            *(str(one) for one in _open_connections() if id(one) not in self.connections),
            *(f"{one}, not closed" for one in FORGOTTEN[self.forgotten :]),
        ]


def _is_foreign(thread: threading.Thread) -> bool:
    """Whether Python only met the thread (Qt's pools keep theirs), or pytest-timeout watches with it."""
    return isinstance(thread, threading._DummyThread) or thread.name.startswith("pytest_timeout")


def _children() -> list[psutil.Process]:
    """Every descendant. The kernel's list of children, where there is one, costs no look at all processes."""
    if not Path(f"/proc/self/task/{os.getpid()}/children").exists():
        return psutil.Process().children(recursive=True)
    found: list[psutil.Process] = []
    for pid in _descendants(os.getpid()):
        with contextlib.suppress(psutil.NoSuchProcess):
            found.append(psutil.Process(pid))
    return found


def _descendants(pid: int) -> Iterator[int]:
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, children.read_text().split()):
                yield child
                yield from _descendants(child)


def _describe_process(process: psutil.Process) -> str:
    try:
        return f"process {process.pid} ({process.status()}): {' '.join(process.cmdline()) or process.name()}"
    except psutil.NoSuchProcess:
        return f"process {process.pid}, ending"


def _windows() -> list[QWidget]:
    if QApplication.instance() is None:
        return []
    return [widget for widget in QApplication.topLevelWidgets() if widget.parent() is None]


def _busy_qt_objects() -> list[Any]:
    things = [thing for thing in list(STARTED) if isValid(thing)]
    pools = {QThreadPool.globalInstance(), *(thing for thing in things if isinstance(thing, QThreadPool))}
    return [
        *(pool for pool in pools if pool.activeThreadCount()),
        *(thing for thing in things if isinstance(thing, QTimer) and thing.isActive()),
        *(thing for thing in things if isinstance(thing, QThread) and thing.isRunning()),
    ]


def _open_connections() -> list[RememberedConnection]:
    found = (reference() for reference in list(OPENED.values()))
    return [connection for connection in found if connection is not None and connection.is_open]


def _process_deletions() -> None:
    """Let Qt carry out what ``deleteLater`` asked for, which ``processEvents`` alone never does."""
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()


@contextlib.contextmanager
def marked_processes() -> Iterator[Callable[[], list[str]]]:
    """Mark the environment of all processes from now on; gives a function that finds the living ones.

    So a process is found that left its session and was adopted by another parent.
    """
    os.environ[RUN_MARK] = mark = uuid.uuid4().hex
    try:
        yield functools.partial(_survivors, mark)
    finally:
        del os.environ[RUN_MARK]


def _survivors(mark: str) -> list[str]:
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.environ().get(RUN_MARK) == mark:
                found.append(_describe_process(process))
                process.kill()
    return found
