"""What must be true of a GUI test, run as a process on real scripts: a clear outcome for each."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from parallel_execution_manager.roles.base import TaskInputError
from parallel_execution_manager.roles.gui_testing.role import GuiTesting
from parallel_execution_manager.roles.results import Result
from parallel_execution_manager.system.processes.executor import Exit
from tests.roles.attempts import Attempts, task
from tests.roles.gui_testing import scripts

ROLE = "gui_testing"
DEADLINE_S = 60
posix_only = pytest.mark.skipif(os.name != "posix", reason="signals of this kind are POSIX")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "beside.py").write_text("TITLE = 'Good window'\n", encoding="utf-8")
    return folder


@pytest.fixture
def attempts(project: Path, tmp_path: Path) -> Attempts:
    # Times are generous where a good script needs them and short where a bad one uses them up.
    options = {"settle_s": 0.1, "show_timeout_s": 20, "close_timeout_s": 20, "stall_ms": 200}
    return Attempts(GuiTesting(), project, tmp_path / "runs", options=options)


@pytest.fixture
def run(attempts: Attempts, project: Path):
    def test(source: str, **options: object) -> Result:
        (project / "window.py").write_text(source, encoding="utf-8")
        return attempts.run(task(ROLE, script_path="window.py", **options))

    return test


def messages(result: Result, level: str) -> list[str]:
    return [finding.message for finding in result.findings if finding.level == level]


def test_a_good_script_passes_and_leaves_picture_tree_and_report(run, attempts: Attempts) -> None:
    result = run(scripts.GOOD, args=["one", "two"])
    assert result.ok
    assert result.summary.startswith("1 window shown, the first after")
    assert messages(result, "error") == []
    assert result.data["windows"] == ["Good window one two"]
    shot = QImage(str(attempts.folder / "shots" / "01-Good-window-one-two.png"))
    assert shot.width() > 50
    tree = json.loads((attempts.folder / "tree.json").read_text(encoding="utf-8"))
    assert tree["windows"][0]["class"] == "QMainWindow"
    assert "press" in json.dumps(tree)
    report = (attempts.folder / "report.md").read_text(encoding="utf-8")
    assert "![Window 1](shots/01-Good-window-one-two.png)" in report
    assert {artefact.path for artefact in result.artefacts} >= {"report.md", "tree.json", "probe.json"}
    assert not (attempts.folder / "crash.txt").exists()


def test_the_tested_script_has_a_home_of_its_own(run, attempts: Attempts) -> None:
    settings = "from PySide6.QtCore import QSettings\nQSettings('Firm', 'Program').setValue('key', 1)\n"
    assert run(scripts.with_window(settings)).ok
    written = [path for path in (attempts.folder / "home").rglob("*") if path.is_file()]
    assert written or os.name == "nt"


def test_an_application_class_of_the_scripts_own_is_no_hindrance(run) -> None:
    result = run(scripts.SUBCLASS)
    assert result.ok
    assert result.data["windows"] == ["Of a subclass"]


def test_a_modal_dialog_at_start_is_shown_closed_and_named(run) -> None:
    result = run(scripts.MODAL_FIRST)
    assert result.ok
    assert result.data["windows"] == ["Hello", "Main"]
    assert "The modal dialog 'Hello' held the script up before its event loop" in messages(result, "warning")


def test_a_script_that_is_a_dialog_passes_and_its_nameless_control_is_noted(run) -> None:
    result = run(scripts.ONLY_A_DIALOG)
    assert result.ok
    assert messages(result, "warning") == []
    assert "In window 'Dialog' a control has neither text nor accessible name: QLineEdit 1" in messages(
        result, "note"
    )


def test_after_a_splash_screen_the_window_is_awaited(run) -> None:
    result = run(scripts.SPLASH_FIRST)
    assert result.ok
    assert result.data["windows"][-1] == "After the splash"


def test_a_stall_is_named_by_file_and_line(run, project: Path) -> None:
    result = run(scripts.STALLS, settle_s=0.8)
    assert result.ok
    (stall,) = [f for f in result.findings if f.path == str(project / "window.py")]
    assert stall.message.startswith("The window did not react for")
    assert "(slow)" in stall.message
    assert (project / "window.py").read_text("utf-8").splitlines()[stall.line - 1] == "    time.sleep(0.5)"


@pytest.mark.parametrize(
    ("source", "words", "line"),
    [
        (
            scripts.FAILS_AT_IMPORT,
            "ModuleNotFoundError: No module named 'no_such_module'",
            "import no_such_module",
        ),
        (scripts.NO_PYTHON, "SyntaxError: invalid syntax", "def f(:"),
        (
            scripts.RAISES_IN_A_SLOT,
            "Uncaught exception in a slot: ValueError: bad value",
            "    raise ValueError",
        ),
        (scripts.RAISES_IN_A_THREAD, "Uncaught exception in thread helper: KeyError", "    raise KeyError"),
    ],
    ids=["import", "syntax", "slot", "thread"],
)
def test_an_uncaught_exception_fails_with_its_line(
    run, project: Path, source: str, words: str, line: str
) -> None:
    result = run(source)
    assert not result.ok
    (error,) = [finding for finding in result.findings if finding.level == "error"]
    assert words in error.message
    assert error.line is not None
    assert Path(error.path) == project / "window.py"
    assert source.splitlines()[error.line - 1].startswith(line)


def test_a_hook_of_the_scripts_own_is_still_called(run, attempts: Attempts) -> None:
    run(scripts.RAISES_IN_A_SLOT)
    assert "hook of the script: bad value" in attempts.log()


@pytest.mark.parametrize(
    ("source", "options", "words"),
    [
        (scripts.NO_WINDOW, {"show_timeout_s": 0.5}, "showed no window in time"),
        (scripts.NO_WIDGETS, {"show_timeout_s": 0.5}, "only Qt Widgets are looked at"),
        (scripts.NO_LOOP, {}, "never ran an event loop"),
        (scripts.NO_QT, {}, "made no QApplication"),
        (scripts.QUITS_AT_ONCE, {"settle_s": 5}, "quit by itself before its windows had settled"),
        (scripts.LEAVES_IN_A_SLOT, {"settle_s": 5}, "left the process with exit code 5"),
        (scripts.ENDS_WITH_A_CODE, {}, "ended with exit code 3"),
        (scripts.ENDS_WITH_A_TEXT, {}, "ended with exit code 1"),
        (scripts.ASKS_AND_STAYS, {"close_timeout_s": 1.5}, "Window 'Editor' did not close"),
        (scripts.GOES_ON_WITHOUT_WINDOWS, {"close_timeout_s": 1}, "went on after its last window"),
        (scripts.ENDLESS_WINDOWS, {"close_timeout_s": 1, "settle_s": 0}, "kept opening windows"),
        (scripts.HANGS_AT_IMPORT, {"show_timeout_s": 0.5}, "hung when it should show a window"),
        (scripts.HANGS_IN_A_SLOT, {"show_timeout_s": 3, "close_timeout_s": 0.5}, "(forever)"),
        (scripts.LEAVES_A_THREAD, {"close_timeout_s": 1}, "hung when it should end after its script"),
    ],
    ids=lambda value: value if isinstance(value, str) and "\n" not in value else "",
)
def test_each_fault_fails_with_a_clear_reason(
    run, source: str, options: dict[str, float], words: str
) -> None:
    result = run(source, **options)
    assert not result.ok
    assert any(words in message for message in messages(result, "error")), result.findings


def test_leaving_the_process_when_closed_is_only_a_warning(run) -> None:
    result = run(scripts.LEAVES_WHEN_CLOSED)
    assert result.ok
    assert "let the event loop return instead" in messages(result, "warning")[0]


def test_a_warning_of_qt_is_reported(run) -> None:
    result = run(scripts.WARNS)
    assert any(message.startswith("Qt says: QLayout") for message in messages(result, "warning"))


@posix_only
def test_a_crash_names_signal_and_line(run, attempts: Attempts) -> None:
    result = run(scripts.CRASHES)
    assert not result.ok
    assert "SIGSEGV" in result.summary
    assert "(crash)" in result.summary
    assert "crash.txt" in {artefact.path for artefact in result.artefacts}


@posix_only
def test_a_stopped_test_leaves_a_result_and_no_process(attempts: Attempts, project: Path) -> None:
    (project / "window.py").write_text(scripts.GOOD, encoding="utf-8")
    spec = task(ROLE, script="window.py", settle_s=60)
    context = attempts.context()
    launch = attempts.role.prepare(spec, context)
    with (
        (context.folder / "output.log").open("wb") as log,
        subprocess.Popen(
            launch.argv, cwd=launch.cwd, env=dict(launch.env), stdout=log, stderr=log
        ) as process,
    ):
        end = time.monotonic() + DEADLINE_S
        while not (context.folder / "probe.json").exists():
            assert time.monotonic() < end
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        code = process.wait(DEADLINE_S)
    assert code == 128 + signal.SIGTERM
    result = attempts.role.conclude(spec, context, Exit(code))
    assert not result.ok
    assert "stopped from outside" in result.summary


def test_this_very_application_passes_its_own_test(attempts: Attempts) -> None:
    attempts.options.update(show_timeout_s=60, close_timeout_s=60)
    result = attempts.run(task(ROLE, target="self"))
    assert result.ok, (result.findings, attempts.log())
    assert result.data["windows"] == ["Parallel Execution Manager"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"script_path": "gone.py"}, "gone.py"),
        ({"script_path": 5}, "script_path"),
        ({"script_path": "window.py", "target": "self"}, "leave one out"),
        ({"target": "other"}, "target"),
        ({"args": 5}, "args"),
        ({"show_timeout_s": -1}, "show_timeout_s"),
        ({"stall_ms": "fast"}, "stall_ms"),
    ],
)
def test_bad_input_is_refused_before_it_is_queued(
    attempts: Attempts, project: Path, options: dict[str, object], words: str
) -> None:
    (project / "window.py").write_text(scripts.GOOD, encoding="utf-8")
    (problem,) = attempts.role.check(task(ROLE, **options), project)
    assert words in problem


def test_a_script_that_vanished_since_is_refused_when_it_should_start(attempts: Attempts) -> None:
    with pytest.raises(TaskInputError, match=r"gone\.py"):
        attempts.role.prepare(task(ROLE, script="gone.py"), attempts.context())
