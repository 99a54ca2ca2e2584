"""From a key to what it shows, with a real manager at rest and a busy one.

``python -m tests.bench.gui_clicks N`` presses a key ``N`` times in each case and prints JSON.
"""

from __future__ import annotations

import itertools
import json
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QSettings, Qt
from PySide6.QtTest import QTest

from parallel_execution_manager.runtime.manager import ParallelExecutionManager
from parallel_execution_manager_gui.app import connect_window, disconnect_window
from parallel_execution_manager_gui.application import make_application
from parallel_execution_manager_gui.columns import Column
from parallel_execution_manager_gui.main_window import MainWindow
from parallel_execution_manager_gui.theme import Theme
from tests.bench.gui_probes import spin

ROLE = "task_management"
TASKS = 2000


class Busy:
    """A thread that wishes one thing after the other of the manager."""

    def __init__(self, manager: ParallelExecutionManager, ids: tuple[str, ...]) -> None:
        self._manager, self._ids = manager, ids
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bench-wishes")
        self.made = 0

    def start(self) -> None:
        """Begin to wish."""
        self._thread.start()

    def end(self) -> None:
        """Wish no more."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        for task_id in itertools.cycle(self._ids):
            if self._ended.is_set():
                return
            self._manager.set_task_priority(task_id, ("high", "low")[self.made // len(self._ids) % 2])
            self.made += 1


class Painted(QObject):
    """Knows whether the queue was painted since a change was seen in its model."""

    def __init__(self, window: MainWindow, row_of: str) -> None:
        super().__init__(window)
        self._window, self._task_id = window, row_of
        self.text = ""
        window.queue_panel.view.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note what the row says when it is painted."""
        if event.type() == QEvent.Type.Paint:
            row = self._window.queue.row_of(self._task_id)
            self.text = "" if row is None else self._window.queue.text(row, Column.STATE)
        return False


def key_to_row(window: MainWindow, painted: Painted, count: int) -> list[float]:
    """Milliseconds from Space to a painted row that says another state, several times."""
    view, taken = window.queue_panel.view, []
    for _ in range(count):
        spin(0.25)
        before, began = painted.text, time.perf_counter()
        QTest.keyClick(view, Qt.Key.Key_Space)
        while painted.text == before:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        taken.append((time.perf_counter() - began) * 1e3)
    return taken


def main() -> None:
    """Measure one window."""
    count = int(sys.argv[1])
    application = make_application()
    with tempfile.TemporaryDirectory(prefix="pem-bench-") as folder:
        manager = ParallelExecutionManager(base_dir=folder, data_dir=Path(folder) / "data")
        settings = QSettings(str(Path(folder) / "window.ini"), QSettings.Format.IniFormat)
        ids = manager.submit([{"role": ROLE, "command": ["true"], "name": f"t{n}"} for n in range(TASKS)])
        window = connect_window(manager, settings, Theme(application, settings))
        window.show()
        # Keys go to the window that has the focus, and without a window manager nobody gives it.
        window.activateWindow()
        spin(1.0)
        if not window.isActiveWindow():
            raise RuntimeError("the window does not get the focus: close what keeps it")
        window.queue_panel.show_task(ids[0])
        painted = Painted(window, ids[0])
        window.queue_panel.view.viewport().repaint()
        found = _summary("quiet", key_to_row(window, painted, count))
        busy = Busy(manager, ids[1:])
        busy.start()
        began = time.perf_counter()
        found |= _summary("busy", key_to_row(window, painted, count))
        busy.end()
        found["busy_rate"] = busy.made / (time.perf_counter() - began)
        disconnect_window(manager, window)
        window.close()
        manager.close()
    print(json.dumps(found))


def _summary(name: str, taken: list[float]) -> dict[str, float]:
    return {f"{name}_median_ms": statistics.median(taken), f"{name}_worst_ms": max(taken)}


if __name__ == "__main__":
    main()
