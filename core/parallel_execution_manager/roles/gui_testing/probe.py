"""The process in which a tested script runs, with the probe's hooks laid before it."""

from __future__ import annotations

import faulthandler
import importlib
import json
import os
import runpy
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import PySide6

from parallel_execution_manager.roles.gui_testing.driver import Driver
from parallel_execution_manager.roles.gui_testing.hooks import (
    ExceptionWatch,
    hook_applications,
    hook_messages,
)
from parallel_execution_manager.roles.gui_testing.record import CRASH_FILE, RecordFile
from parallel_execution_manager.roles.gui_testing.watcher import Watcher
from parallel_execution_manager.roles.worker import RunningClock
from parallel_execution_manager.system.processes.environment import RUN_DIR_VARIABLE

OWN_APPLICATION = "parallel_execution_manager_gui.app"
OWN_DATA_FOLDER = "data"


def main(arguments: Sequence[str]) -> int:
    """Test the script in the settings (JSON, first argument) with the arguments that follow."""
    settings = json.loads(arguments[0])
    folder = Path(os.environ[RUN_DIR_VARIABLE])
    file = RecordFile(folder)
    file.record.platform = os.environ.get("QT_QPA_PLATFORM", "")
    file.record.binding = f"PySide6 {PySide6.__version__}"
    with (folder / CRASH_FILE).open("w", encoding="utf-8") as crash:
        faulthandler.enable(crash)
        return _test(settings, arguments[1:], file)


def _test(settings: dict[str, Any], script_arguments: Sequence[str], file: RecordFile) -> int:
    clock = RunningClock()
    watcher = Watcher(clock, file, settings["stall_ms"] / 1000)
    errors = ExceptionWatch(file.record)
    driver = Driver(clock, file, watcher, errors, settings)
    hook_applications(driver)
    hook_messages(file.record)
    errors.install()
    driver.start()
    watcher.start()
    code = _run(settings["script"], script_arguments, file.folder, errors)
    driver.script_ended(code)
    return code


def _run(script: str | None, arguments: Sequence[str], folder: Path, errors: ExceptionWatch) -> int:
    """Run the script, or this application, to its end; its exit code."""
    try:
        if script is None:
            return _run_own_application(folder, arguments)
        # As when it is started by itself: its own folder first, so that it finds its modules.
        sys.path.insert(0, str(Path(script).parent))
        sys.argv = [script, *arguments]
        runpy.run_path(script, run_name="__main__")
    except SystemExit as end:
        return _exit_code(end.code)
    except BaseException as error:  # noqa: BLE001 - whatever a script raises is a finding, not our end
        traceback.print_exception(error)
        errors.note("the script", error)
        return 1
    return 0


def _run_own_application(folder: Path, arguments: Sequence[str]) -> int:
    """By name, for the window stands above the roles; with a data folder of its own."""
    application = importlib.import_module(OWN_APPLICATION)
    code: int = application.main(["--data-dir", str(folder / OWN_DATA_FOLDER), *arguments])
    return code


def _exit_code(code: object) -> int:
    """What the interpreter makes of ``sys.exit``'s argument."""
    if code is None or isinstance(code, int):
        return code or 0
    sys.stderr.write(f"{code}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
