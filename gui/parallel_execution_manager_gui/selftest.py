"""``pem --selftest``: whether the program works on this computer, found out by using all of it once.

Off the screen, unless ``QT_QPA_PLATFORM`` says otherwise, and in a folder of its own, which is removed if
all is well: the window is opened, the demo's tasks of all roles are run to their end, and what they
leave is looked at.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from parallel_execution_manager.control.demo import load_demo
from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED, BAD_INPUT, SOME_FAILED
from parallel_execution_manager.control.messages import say, tell
from parallel_execution_manager.runtime.manager import ParallelExecutionManager
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.supervisor.paths import is_supported
from parallel_execution_manager.system.host import display_problem
from parallel_execution_manager_gui.app import connect_window, disconnect_window
from parallel_execution_manager_gui.application import make_application
from parallel_execution_manager_gui.main_window import MainWindow
from parallel_execution_manager_gui.theme import Theme

PATIENCE_S = 150.0
_LOOK_MS = 100
_FEWEST_COLOURS = 8
_LIMITS = {"cpu_percent": 100, "memory_percent": 100, "disk_percent": 100, "io_pressure_percent": 100}
"""Off: a busy computer is no fault of the program's."""

_OWN_WINDOW = {
    "id": "selftest-window",
    "role": "gui_testing",
    "name": "Test this program's own window",
    "target": "self",
    "timeout_s": 60,
}
LEFT_BY = {
    "agent_simulations": ("run.json", "metrics.jsonl"),
    "gui_testing": ("report.md", "tree.json"),
    "project_management": ("status.md", "status.json"),
    "resource_management": ("report.md", "report.json"),
    "script_assessment": ("assessment.md", "assessment.json"),
    "task_management": ("decisions.md",),
}
"""What tasks of each role must have left in a run folder."""


class SelftestFailed(Exception):
    """Something does not work here; the message says what."""


def main() -> int:
    """Carry out the selftest and tell of each step; 0 if all works, 1 if not, 2 if it cannot begin."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    problem = display_problem()
    if problem:
        tell(problem)
        return BAD_INPUT
    began = time.monotonic()
    try:
        folder = Path(tempfile.mkdtemp(prefix="pem-selftest-"))
    except OSError as error:
        tell(f"there is no place for temporary files ({error}): name a folder that can be written in TMPDIR")
        return BAD_INPUT
    try:
        for line in _steps(folder, make_application(), began):
            say(f"ok: {line}")
    except SelftestFailed as error:
        tell(f"the selftest failed: {error}; its folder is kept: {folder}")
        return SOME_FAILED
    shutil.rmtree(folder, ignore_errors=True)
    say(f"selftest passed in {time.monotonic() - began:.0f} s")
    return ALL_SUCCEEDED


def _steps(folder: Path, application: QApplication, began: float) -> Iterator[str]:
    """Each step that went well, told when it is done.

    Raises:
        SelftestFailed: one did not.
    """
    configuration = folder / "configuration.json"
    configuration.write_text(json.dumps({"resource_thresholds": _LIMITS}), encoding="utf-8")
    manager = ParallelExecutionManager(str(configuration), base_dir=folder, data_dir=folder / "data")
    try:
        settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        window = connect_window(manager, settings, Theme(application, settings))
        try:
            window.show()
            window.later.complete()
            application.processEvents()
            yield f"{_picture(window)} after {time.monotonic() - began:.1f} s"
            manager.begin_roles()
            load_demo(manager)
            manager.submit([_OWN_WINDOW])
            Waiting(manager, PATIENCE_S).wait()
            yield _tasks(manager)
            yield _artefacts(manager)
            yield _supervisor(manager)
            application.processEvents()
        finally:
            disconnect_window(manager, window)
            window.deleteLater()
    finally:
        manager.close()


class Waiting(QObject):
    """Lets the window live until all tasks have ended, or the time is over."""

    def __init__(self, manager: ParallelExecutionManager, patience_s: float) -> None:
        super().__init__()
        self._manager = manager
        self._deadline = time.monotonic() + patience_s
        self._loop = QEventLoop(self)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)

    def wait(self) -> None:
        """Return when there is nothing more to wait for."""
        self._timer.start()
        self._loop.exec()
        self._timer.stop()

    def _look(self) -> None:
        ended = all(task.state.is_final for task in self._manager.snapshot().tasks)
        if ended or time.monotonic() > self._deadline:
            self._loop.quit()


def _picture(window: MainWindow) -> str:
    """That the window shows something: one that was never painted has one colour."""
    image = window.grab().toImage()
    colours = {
        image.pixel(x, y)
        for x in range(0, image.width(), max(1, image.width() // 60))
        for y in range(0, image.height(), max(1, image.height() // 60))
    }
    if len(colours) < _FEWEST_COLOURS:
        raise SelftestFailed(f"the window stays empty ({len(colours)} colours in it)")
    platform = QApplication.platformName()
    return f"the window was shown ({platform}, {image.width()} x {image.height()})"


def _tasks(manager: ParallelExecutionManager) -> str:
    tasks = manager.snapshot().tasks
    wrong = [task for task in tasks if task.state is not TaskState.SUCCEEDED]
    if wrong:
        told = "; ".join(f"{task.id} ({task.spec.role}) {task.state}: {task.detail}" for task in wrong)
        raise SelftestFailed(f"{len(wrong)} of {len(tasks)} tasks did not succeed: {told}")
    roles = {task.spec.role for task in tasks}
    return f"{len(tasks)} tasks of {len(roles)} roles succeeded"


def _artefacts(manager: ParallelExecutionManager) -> str:
    folders = [(task.spec.role, manager.run_folder(task.id)) for task in manager.snapshot().tasks]
    for role, names in LEFT_BY.items():
        own = [folder for each, folder in folders if each == role and folder is not None]
        for name in names:
            if not any((folder / name).is_file() and (folder / name).stat().st_size for folder in own):
                raise SelftestFailed(f"no task of {role} left {name}")
    return "tasks of each role left what they should"


def _supervisor(manager: ParallelExecutionManager) -> str:
    if not is_supported():
        return f"tasks end with the program: this system ({sys.platform}) has no supervisor"
    if not (manager.data_dir / "supervisor").is_dir():
        raise SelftestFailed("no supervisor was started, though this system can have one")
    return "a supervisor ran the tasks"


if __name__ == "__main__":
    sys.exit(main())
