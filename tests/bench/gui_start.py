"""One window from the start of its process: the program's own, or a bare one with three curves.

``python -m tests.bench.gui_start ours|bare BEGAN SECONDS FOLDER`` prints what was measured as JSON. ``BEGAN``
is the monotonic time at which the process was started, ``SECONDS`` how long the window is watched while
nothing happens.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

POINTS = 300
SETTLE_S = 3.0


class Visit:
    """Looks at a window that was painted for the first time, then ends the program."""

    def __init__(self, began: float, seconds: float) -> None:
        self._began, self._seconds = began, seconds
        self.found: dict[str, float] = {}

    def begin(self, window: QMainWindow) -> None:
        """The window is on the screen."""
        self.found["start_s"] = time.monotonic() - self._began
        self.found["start_processor_s"] = time.process_time()
        from PySide6.QtWidgets import QApplication

        from tests.bench.gui_probes import pss_mib, spin

        if self._seconds:
            spin(SETTLE_S)
            self.found["pss_mib"] = pss_mib()
            self._watch("visible")
            window.showMinimized()
            spin(SETTLE_S)
            self._watch("minimised")
            window.hide()
            spin(SETTLE_S)
            self._watch("hidden")
        QApplication.quit()

    def _watch(self, name: str) -> None:
        from tests.bench.gui_probes import spin

        began, used, in_thread = time.monotonic(), time.process_time(), time.thread_time()
        spin(self._seconds)
        share = 100.0 / (time.monotonic() - began)
        self.found[f"{name}_percent"] = share * (time.process_time() - used)
        self.found[f"{name}_thread_percent"] = share * (time.thread_time() - in_thread)


def ours(folder: str, look: Callable[[QMainWindow], None]) -> None:
    """The program with a manager in an empty data folder; imported as ``pem run`` does."""
    from parallel_execution_manager.system.collecting import uncollected

    with uncollected():
        from parallel_execution_manager.control import options  # noqa: F401
    with uncollected():
        from parallel_execution_manager_gui import app
    from parallel_execution_manager_gui.application import make_application
    from tests.bench.gui_probes import FirstPaint

    FirstPaint(make_application(), look)
    app.main(["--data-dir", folder])


def bare(_folder: str, look: Callable[[QMainWindow], None]) -> None:
    """Three curves that get a point each second."""
    import numpy as np
    import pyqtgraph as pg
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    from tests.bench.gui_probes import FirstPaint

    application = QApplication(sys.argv[:1])
    FirstPaint(application, look)
    window = QMainWindow()
    window.resize(1280, 800)
    area = pg.GraphicsLayoutWidget()
    window.setCentralWidget(area)
    curves = [area.addPlot(row=row, col=0).plot(pen="b") for row in range(3)]
    values = np.zeros(POINTS)

    def tick() -> None:
        values[:-1] = values[1:]
        values[-1] = 100 * (time.monotonic() % 1)
        for curve in curves:
            curve.setData(values)

    timer = QTimer()
    timer.timeout.connect(tick)
    timer.start(1000)
    window.show()
    application.exec()


def main() -> None:
    """Open the window that is asked for and print what was found."""
    which, began, seconds, folder = sys.argv[1:5]
    visit = Visit(float(began), float(seconds))
    {"ours": ours, "bare": bare}[which](folder, visit.begin)
    print(json.dumps(visit.found))


if __name__ == "__main__":
    main()
