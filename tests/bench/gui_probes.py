"""What the benches of the window measure with: stalls, first paint, memory, and a display of their own."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

BEAT_MS = 1


class Heartbeat(QObject):
    """Looks each millisecond whether the event loop has its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps_ms: list[float] = []
        self.work_ms: list[float] = []
        self._last = self._worked = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin anew."""
        self.gaps_ms, self.work_ms = [], []
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._timer.start()

    def stop(self) -> tuple[float, float]:
        """The stall that 99 of 100 moments stay below, and the longest, both in milliseconds."""
        self._timer.stop()
        return of_each_moment(self.gaps_ms)

    def work(self) -> tuple[float, float]:
        """The same of what this thread itself has worked in one go, whatever else kept the processors."""
        return of_each_moment(self.work_ms)

    def _beat(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self.gaps_ms.append((now - self._last) * 1e3 - BEAT_MS)
        self.work_ms.append((worked - self._worked) * 1e3)
        self._last, self._worked = now, worked


class Stopwatch:
    """Takes how long pieces of work last, and how much of that this thread has worked."""

    def __init__(self) -> None:
        self.taken_ms: list[float] = []
        self.worked_ms: list[float] = []

    @contextlib.contextmanager
    def piece(self) -> Iterator[None]:
        """Measure what is done within."""
        began, before = time.perf_counter(), time.thread_time()
        yield
        self.taken_ms.append((time.perf_counter() - began) * 1e3)
        self.worked_ms.append((time.thread_time() - before) * 1e3)


def of_each_moment(gaps_ms: Sequence[float]) -> tuple[float, float]:
    """The 99th percentile and the longest of how long a key pressed at any moment would have waited.

    A long gap is met by more keys than a short one: each millisecond of it counts with what was left.
    """
    waits = sorted(left for gap in gaps_ms for left in _left_of(gap))
    return waits[int(0.99 * (len(waits) - 1))], waits[-1]


def _left_of(gap_ms: float) -> Iterator[float]:
    left = max(gap_ms, 0.0)
    yield left
    while (left := left - 1.0) > 0:
        yield left


class FirstPaint(QObject):
    """Calls ``then`` once, after a main window of the application has been painted for the first time."""

    def __init__(self, application: QApplication, then: Callable[[QMainWindow], None]) -> None:
        super().__init__(application)
        self._then = then
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look for the paint event."""
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            window = watched.window()
            application = self.parent()
            if isinstance(window, QMainWindow) and application is not None:
                application.removeEventFilter(self)
                # All is painted in one go, and on the screen when the event loop has its next turn.
                QTimer.singleShot(0, lambda: self._then(window))
        return False


def spin(seconds: float) -> None:
    """Let the event loop run for a time."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1e3), loop.quit)
    loop.exec()


def pss_mib() -> float:
    """The memory of this process, what it shares with others counted in parts; not a number where unknown."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return float("nan")


@contextlib.contextmanager
def display(platform: str) -> Iterator[Mapping[str, str]]:
    """The environment for processes on a platform of Qt; for ``xcb`` with an X server of their own."""
    # As it is installed: with its modules compiled. Some development environments switch that off.
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    usual["QT_QPA_PLATFORM"] = platform
    if platform != "xcb":
        yield usual
        return
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        try:
            assert server.stdout is not None
            number = server.stdout.readline().decode("ascii").strip()
            yield {**usual, "DISPLAY": f":{number}"}
        finally:
            server.terminate()


def platforms() -> tuple[str, ...]:
    """Where windows can be measured here."""
    return ("offscreen", "xcb") if shutil.which("Xvfb") else ("offscreen",)
