"""The composition root: makes the manager and the window, starts the roles, runs Qt until the end."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from parallel_execution_manager.control.data_folder import some_path
from parallel_execution_manager.control.demo import load_demo
from parallel_execution_manager.control.exit_codes import BAD_INPUT
from parallel_execution_manager.control.interruption import ended_by
from parallel_execution_manager.control.messages import tell
from parallel_execution_manager.control.options import (
    add_manager_options,
    make_manager,
    refuse,
    surrounding_problems,
)
from parallel_execution_manager.control.second import instead_of_a_second
from parallel_execution_manager.control.window_file import window_settings
from parallel_execution_manager.runtime.manager import ParallelExecutionManager
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.system.collecting import uncollected
from parallel_execution_manager.system.ipc.instance_lock import ManagerRunsError
from parallel_execution_manager.system.runs.folders import DataDirError
from parallel_execution_manager_gui.application import make_application
from parallel_execution_manager_gui.crash_report import CrashReport
from parallel_execution_manager_gui.main_window import MainWindow
from parallel_execution_manager_gui.quit_signals import QuitSignals
from parallel_execution_manager_gui.theme import Theme
from parallel_execution_manager_gui.translation.language import Language, Translations, chosen
from parallel_execution_manager_gui.window_bell import WindowBell
from parallel_execution_manager_gui.window_settings import not_writable, put_broken_aside
from parallel_execution_manager_gui.wishes import Wishes

_DISPLAY_GONE = (
    "the display is gone, so the window ends; what runs goes on where a supervisor keeps it. "
    "pem run opens the window again"
)
_CLOSED = "ended with the window"


@dataclass(frozen=True, slots=True)
class WindowEnd:
    """How the window ended: the exit code, whether what runs goes on without it, and why not if not."""

    code: int
    keeps_running: bool = False
    why: str = _CLOSED


def main(argv: Sequence[str] | None = None) -> int:
    """Run the window until it is closed; 0, or 2 if the configuration or the data folder is unusable.

    If a manager of the folder runs already, its window is raised instead.
    """
    args = _parser().parse_args(argv)
    signals = QuitSignals()
    with ExitStack() as start, ExitStack() as end:
        # Until the manager is closed: another signal must not cut that short.
        end.callback(signals.remove)
        signals.hear()
        # Of the many objects that are made until the window is there, nearly all stay.
        start.enter_context(uncollected())
        return _manage(args, start, signals)


def _manage(args: argparse.Namespace, start: ExitStack, signals: QuitSignals) -> int:
    """Make the manager and run the window; ``start`` is closed when the window is shown."""
    problems = list(surrounding_problems(args))
    if problems:
        refuse(problems)
        return BAD_INPUT
    application = make_application()
    try:
        manager = make_manager(args)
    except ManagerRunsError as error:
        return instead_of_a_second(error, file=args.file)
    except DataDirError as error:
        return refuse([str(error)])
    end = WindowEnd(0)
    try:
        end = _run(application, manager, args, start, signals)
        return end.code
    finally:
        if not end.keeps_running:
            # Nobody has given up what waits: also what comes after a task that is ended here stays queued.
            manager.end_roles(why=end.why, keeps=True)
        manager.close(keep_running=end.keeps_running)


def user_settings() -> QSettings:
    """Where the window remembers its layout and theme."""
    return QSettings(str(window_settings()), QSettings.Format.IniFormat)


def connect_window(manager: ParallelExecutionManager, settings: QSettings, theme: Theme) -> MainWindow:
    """A window that shows the manager and wishes of it, until it is closed."""
    wishes = Wishes(manager, lambda: load_demo(manager))
    window = MainWindow(wishes, theme, settings, time.monotonic)
    wishes.setParent(window)
    manager.snapshot_changed.connect(window.feed.take)
    manager.problem_reported.connect(window.show_problem)
    manager.computer_slept.connect(window.show_sleep)
    window.feed.take_now(manager.snapshot())
    for problem in manager.start_problems:
        window.show_problem(problem)
    return window


def disconnect_window(manager: ParallelExecutionManager, window: MainWindow) -> None:
    """Let no more news reach the window."""
    manager.snapshot_changed.disconnect(window.feed.take)
    window.feed.stop()
    manager.problem_reported.disconnect(window.show_problem)
    manager.computer_slept.disconnect(window.show_sleep)


def _run(
    application: QApplication,
    manager: ParallelExecutionManager,
    args: argparse.Namespace,
    start: ExitStack,
    signals: QuitSignals,
) -> WindowEnd:
    """Show the window until it is closed."""
    file = window_settings()
    translations = Translations(application)
    # What is wrong with the file is told before its language can be read.
    translations.use(Language.SYSTEM)
    broken = put_broken_aside(file)
    settings = user_settings()
    theme = Theme(application, settings)
    translations.use(chosen(settings))
    told = [text for text in (broken, not_writable(file)) if text]
    window = connect_window(manager, settings, theme)
    crashes = CrashReport(manager.data_dir)
    crashes.happened.connect(window.show_problem)
    crashes.install()
    for text in (*told, *manager.begin_roles()):
        window.show_problem(text)
    if args.demo:
        load_demo(manager)
    window.show()
    start.close()
    if args.file is not None:
        window.open_tasks(str(args.file))
    bell = WindowBell(manager, window, window.open_tasks)
    signals.arrived.connect(window.shell.will_quit)
    signals.arrived.connect(window.closing.ask_no_more)
    signals.arrived.connect(application.quit)
    signals.install()
    try:
        code = application.exec()
        # Only Qt ends with another code, when the display is gone: nobody has wished that tasks end.
        if code:
            tell(_DISPLAY_GONE)
        keeps_running = window.closing.keeps_running or bool(code)
        return WindowEnd(code, keeps_running, ended_by(signals.name) if signals.name else _CLOSED)
    finally:
        bell.remove()
        crashes.remove()
        disconnect_window(manager, window)
        window.deleteLater()
        translations.remove()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="parallel-execution-manager", description="The window of Parallel Execution Manager."
    )
    parser.add_argument(
        "--demo", action="store_true", help="queue the demo: tasks of all roles on small files"
    )
    parser.add_argument(
        "file", metavar="F", nargs="?", type=some_path, help="a task file to open: its tasks are queued"
    )
    add_manager_options(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
