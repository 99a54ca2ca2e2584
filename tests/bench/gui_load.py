"""A window with very many tasks that change all the time.

``python -m tests.bench.gui_load TASKS SECONDS UPDATES FRAMES`` prints what was measured as JSON: stalls of
the event loop, keys in the filter, frames while scrolling, memory.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QSettings, Qt
from PySide6.QtTest import QTest

from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.application import make_application
from parallel_execution_manager_gui.main_window import MainWindow
from parallel_execution_manager_gui.scene_manager import SceneManager
from parallel_execution_manager_gui.theme import Theme
from parallel_execution_manager_gui.wishes import Wishes
from tests.bench.gui_day import Engine, Source, WindowDay
from tests.bench.gui_probes import Heartbeat, Stopwatch, pss_mib, spin

PER_SECOND = 1000
TYPED = "seed 99"
BATCH = 1000
WARM_UP = 10_000


class Load:
    """One window, looked at in several ways."""

    def __init__(self, window: MainWindow, day: WindowDay, seconds: float, frames: int) -> None:
        self._window, self._day, self._seconds, self._frames = window, day, seconds, frames
        self._heart = Heartbeat()

    def fill(self) -> dict[str, float]:
        """Show all tasks for the first time."""
        whole = self._day.all()
        self._heart.start()
        began = time.perf_counter()
        self._window.feed.take_now(whole)
        while self._window.feed.is_behind:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        self._paint()
        took = time.perf_counter() - began
        _, worst = self._heart.stop()
        return {
            "fill_s": took,
            "fill_stall_worst_ms": worst,
            "fill_stall_worst_work_ms": self._heart.work()[1],
        }

    def quiet(self) -> dict[str, float]:
        """What nothing costs: the floor."""
        stalls = self._stalls("quiet")
        return {**stalls, **self._scroll("quiet"), **self._type("quiet")}

    def changing(self) -> dict[str, float]:
        """The same while a thread sends changes."""
        source = Source()
        source.changed.connect(self._window.feed.take)
        engine = Engine(source, self._day, PER_SECOND)
        engine.start()
        try:
            spin(1.0)
            sent, began = engine.sent, time.monotonic()
            stalls = self._stalls("changing")
            rate = (engine.sent - sent) / (time.monotonic() - began)
            return {"rate": rate, **stalls, **self._scroll("changing"), **self._type("changing")}
        finally:
            engine.end()
            source.changed.disconnect(self._window.feed.take)

    def growth(self, updates: int) -> dict[str, float]:
        """How much memory very many changes leave behind, when a few have been shown already."""
        self._show(min(WARM_UP, updates))
        gc.collect()
        before = pss_mib()
        began = time.perf_counter()
        self._show(updates)
        took = time.perf_counter() - began
        gc.collect()
        return {"pss_mib": before, "growth_mib": pss_mib() - before, "update_us": took / updates * 1e6}

    def _show(self, updates: int) -> None:
        for _ in range(0, updates, BATCH):
            self._window.show_snapshot(self._day.changes(BATCH))
            QCoreApplication.processEvents()

    def _stalls(self, name: str) -> dict[str, float]:
        self._heart.start()
        spin(self._seconds)
        p99, worst = self._heart.stop()
        own_p99, own_worst = self._heart.work()
        return {
            f"{name}_stall_p99_ms": p99,
            f"{name}_stall_p99_work_ms": own_p99,
            f"{name}_stall_worst_ms": worst,
            f"{name}_stall_worst_work_ms": own_worst,
        }

    def _scroll(self, name: str) -> dict[str, float]:
        bar = self._window.queue_panel.view.verticalScrollBar()
        watch = Stopwatch()
        for frame in range(self._frames):
            QCoreApplication.processEvents()
            with watch.piece():
                bar.setValue(frame * 7)
                self._paint()
        bar.setValue(0)
        return {
            f"{name}_frame_ms": statistics.median(watch.taken_ms),
            f"{name}_frame_work_ms": statistics.median(watch.worked_ms),
            f"{name}_frame_p99_ms": sorted(watch.taken_ms)[int(0.99 * (self._frames - 1))],
            f"{name}_frame_p99_work_ms": sorted(watch.worked_ms)[int(0.99 * (self._frames - 1))],
        }

    def _type(self, name: str) -> dict[str, float]:
        box = self._window.filter_box
        watch = Stopwatch()
        keys = [*TYPED, *[Qt.Key.Key_Backspace] * len(TYPED)]
        for key in keys:
            spin(0.1)
            with watch.piece():
                QTest.keyClick(box, key)
                self._paint()
        return {
            f"{name}_key_ms": statistics.median(watch.taken_ms),
            f"{name}_key_work_ms": statistics.median(watch.worked_ms),
            f"{name}_key_worst_ms": max(watch.taken_ms),
            f"{name}_key_worst_work_ms": max(watch.worked_ms),
        }

    def _paint(self) -> None:
        self._window.queue_panel.view.viewport().repaint()


def main() -> None:
    """Measure one window."""
    tasks, seconds, updates, frames = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    application = make_application()
    with tempfile.TemporaryDirectory(prefix="pem-bench-") as folder:
        settings = QSettings(str(Path(folder) / "window.ini"), QSettings.Format.IniFormat)
        theme = Theme(application, settings)
        manager = SceneManager(Path(folder))
        window = MainWindow(Wishes(manager, lambda: None), theme, settings, lambda: scene.NOW + 0.4)
        window.later.complete()
        window.show()
        spin(0.5)
        load = Load(window, WindowDay(tasks), seconds, frames)
        found = {**load.fill(), **load.quiet(), **load.changing(), **load.growth(updates)}
        window.show_snapshot(scene.empty_snapshot())
        window.close()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
