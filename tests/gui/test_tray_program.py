"""A window that is hidden in the tray: the program goes on without it, and ends when it is told to."""

from __future__ import annotations

from tests.gui.program import run

TRAY = """
from parallel_execution_manager_gui.shell import tray
from parallel_execution_manager_gui.window_options import WindowKey

tray.QSystemTrayIcon.isSystemTrayAvailable = staticmethod(lambda: True)

def hide():
    options = window().shell.options
    options.set(WindowKey.TRAY, True)
    options.set(WindowKey.TRAY_HIDES, True)
    window().close()
    print("hidden" if not window().isVisible() else "visible", flush=True)

def look():
    print("goes on", flush=True)

def come_back_and_close():
    window().show()
    window().shell.options.set(WindowKey.TRAY_HIDES, False)
    window().close()

"""


def test_a_hidden_program_goes_on_and_quits_from_the_tray(home):
    code = "later(300, hide); later(900, look); later(1200, lambda: window().actions_['quit'].trigger())"
    done = run(f"{TRAY}\n{code}", home / "kept")
    assert (done.returncode, done.stdout) == (0, "hidden\ngoes on\n"), done.stderr


def test_a_window_that_came_back_ends_the_program_when_it_is_closed(home):
    code = "later(300, hide); later(900, look); later(1200, come_back_and_close)"
    done = run(f"{TRAY}\n{code}", home / "kept")
    assert (done.returncode, done.stdout) == (0, "hidden\ngoes on\n"), done.stderr


def test_a_signal_ends_a_visible_program_that_would_hide(home):
    code = "later(300, lambda: window().shell.options.set(WindowKey.TRAY, True))"
    code += "; later(400, lambda: window().shell.options.set(WindowKey.TRAY_HIDES, True))"
    code += "; later(900, lambda: os.kill(os.getpid(), 15))"
    done = run(f"{TRAY}\n{code}", home / "kept")
    assert done.returncode == 0, done.stderr
