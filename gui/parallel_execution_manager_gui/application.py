"""The one application object, with name and icon."""

from __future__ import annotations

import sys

from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from parallel_execution_manager.system.host import DESKTOP_ID, resource_path

APPLICATION_ID = "parallel-execution-manager"
"""The name of the program's own folders and files."""
_SWITCH_S = 0.0005
"""How long another thread may keep Python's lock while the window waits for it, as it does often in a paint.

A tenth of what is usual: else a busy scheduler makes each paint last several times as long.
"""


def make_application() -> QApplication:
    """Make the application object, or take the one that exists.

    Raises:
        TypeError: the process has a Qt application without windows already.
        FileNotFoundError: the icon is missing from the installation.
    """
    sys.setswitchinterval(_SWITCH_S)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        raise TypeError(
            "a Qt application without windows exists already in this process; start the window on its own"
        )
    application.setApplicationName(APPLICATION_ID)
    application.setApplicationDisplayName("Parallel Execution Manager")
    QGuiApplication.setDesktopFileName(DESKTOP_ID)
    application.setWindowIcon(QIcon(str(resource_path(f"icons/{APPLICATION_ID}.svg"))))
    return application
