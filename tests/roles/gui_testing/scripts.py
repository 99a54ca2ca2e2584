"""Scripts that are tested, good ones and such with one fault each."""

from __future__ import annotations

_HEAD = """\
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import *

"""

_WINDOW = """\
app = QApplication(sys.argv)
window = QLabel("text")
window.setWindowTitle("Window")
window.show()
"""

_RUN = "sys.exit(app.exec())\n"


def script(body: str) -> str:
    """A script with the usual imports before ``body``."""
    return _HEAD + body


def with_window(before_loop: str, at_its_end: str = _RUN) -> str:
    """A script that shows a window, does something, and runs its event loop."""
    return script(_WINDOW + before_loop + "\n" + at_its_end)


GOOD = script("""\
from beside import TITLE
app = QApplication(sys.argv)
window = QMainWindow()
window.setWindowTitle(TITLE + " " + " ".join(sys.argv[1:]))
button = QPushButton("Press")
button.setObjectName("press")
window.setCentralWidget(button)
window.show()
sys.exit(app.exec())
""")

SUBCLASS = script("""\
class App(QApplication):
    def __init__(self):
        super().__init__(sys.argv)
        self.label = QLabel("text")
        self.label.setWindowTitle("Of a subclass")
        self.label.show()

def main():
    return App().exec()

if __name__ == "__main__":
    sys.exit(main())
""")

MODAL_FIRST = script("""\
app = QApplication(sys.argv)
QMessageBox.information(None, "Hello", "A modal dialog")
window = QLabel("text")
window.setWindowTitle("Main")
window.show()
sys.exit(app.exec())
""")

ONLY_A_DIALOG = script("""\
app = QApplication(sys.argv)
dialog = QDialog()
dialog.setWindowTitle("Dialog")
form = QVBoxLayout(dialog)
form.addWidget(QLabel("text"))
form.addWidget(QLineEdit())
dialog.exec()
""")

SPLASH_FIRST = script("""\
from PySide6.QtGui import QPixmap
app = QApplication(sys.argv)
picture = QPixmap(200, 100)
picture.fill("blue")
splash = QSplashScreen(picture)
splash.show()
window = QLabel("text")
window.setWindowTitle("After the splash")
QTimer.singleShot(800, lambda: (window.show(), splash.finish(window)))
sys.exit(app.exec())
""")

STALLS = with_window("""\
import time
def slow():
    time.sleep(0.5)
QTimer.singleShot(50, slow)""")

RAISES_IN_A_SLOT = with_window("""\
sys.excepthook = lambda kind, error, trace: print("hook of the script:", error)
def bad():
    raise ValueError("bad value")
QTimer.singleShot(10, bad)""")

RAISES_IN_A_THREAD = with_window("""\
import threading
def bad():
    raise KeyError("in a thread")
thread = threading.Thread(target=bad, name="helper")
thread.start()
thread.join()""")

LEAVES_A_THREAD = with_window("""\
import threading, time
threading.Thread(target=time.sleep, args=(60,), name="endless").start()""")

HANGS_IN_A_SLOT = with_window("""\
import time
def forever():
    while True:
        time.sleep(0.01)
QTimer.singleShot(10, forever)""")

CRASHES = with_window("""\
import os, signal
def crash():
    os.kill(os.getpid(), signal.SIGSEGV)
QTimer.singleShot(10, crash)""")

LEAVES_IN_A_SLOT = with_window("QTimer.singleShot(10, lambda: sys.exit(5))")

LEAVES_WHEN_CLOSED = script("""\
class Window(QLabel):
    def closeEvent(self, event):
        sys.exit(0)
app = QApplication(sys.argv)
window = Window("text")
window.setWindowTitle("Window")
window.show()
app.exec()
""")

ASKS_AND_STAYS = script("""\
class Window(QLabel):
    def closeEvent(self, event):
        answer = QMessageBox.question(self, "Save?", "Save?")
        event.setAccepted(answer == QMessageBox.StandardButton.Yes)
app = QApplication(sys.argv)
window = Window("text")
window.setWindowTitle("Editor")
window.show()
sys.exit(app.exec())
""")

GOES_ON_WITHOUT_WINDOWS = with_window("app.setQuitOnLastWindowClosed(False)")

ENDLESS_WINDOWS = script("""\
windows = []
class Window(QLabel):
    def closeEvent(self, event):
        new()
def new():
    windows.append(Window("text"))
    windows[-1].setWindowTitle("Window")
    windows[-1].show()
app = QApplication(sys.argv)
new()
sys.exit(app.exec())
""")

QUITS_AT_ONCE = with_window("QTimer.singleShot(60, app.quit)")
WARNS = with_window(
    "QWidget(window).setLayout(QVBoxLayout(window))\nQVBoxLayout(window)\nQVBoxLayout(window)"
)
ENDS_WITH_A_CODE = with_window("", "app.exec()\nsys.exit(3)\n")
ENDS_WITH_A_TEXT = with_window("", "app.exec()\nsys.exit('no luck')\n")
NO_WINDOW = script("app = QApplication(sys.argv)\napp.exec()\n")
NO_LOOP = with_window("", "")
NO_QT = "print('nothing')\n"
NO_WIDGETS = """\
from PySide6.QtGui import QGuiApplication, QWindow
app = QGuiApplication([])
window = QWindow()
window.show()
app.exec()
"""
HANGS_AT_IMPORT = "import time\nwhile True:\n    time.sleep(0.01)\n"
FAILS_AT_IMPORT = "import sys\nimport no_such_module\n"
NO_PYTHON = "x = 1\ndef f(:\n"
