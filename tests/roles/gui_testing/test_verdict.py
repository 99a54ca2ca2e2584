"""What must be true of a GUI test's verdict: each way to end has its sentence, errors come first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parallel_execution_manager.roles.gui_testing.record import (
    Phase,
    Place,
    Record,
    SeenError,
    SeenWindow,
    Stall,
)
from parallel_execution_manager.roles.gui_testing.verdict import Ending, findings, gui_report

WINDOW = SeenWindow("QWidget", "Title", False, False, False, (100, 50), 3, "shots/01-Title.png", False, ())
CLEAN = Ending(0)
CRASH = """Fatal Python error: Segmentation fault

Current thread 0x00007f (most recent call first):
  File "{library}", line 10 in call
  File "/home/me/window.py", line 5 in bad

Thread 0x1 (most recent call first):
  File "/home/me/other.py", line 1 in run
"""


def good(**changes: object) -> Record:
    record = Record(
        platform="offscreen",
        binding="PySide6",
        phase=Phase.ENDED,
        application="QApplication",
        loop_entered=True,
        first_shown_s=0.1,
        windows=[WINDOW],
        script_ended=True,
        script_code=0,
    )
    return replace(record, **changes)


def told(record: Record | None, ending: Ending = CLEAN) -> list[tuple[str, str]]:
    return [(finding.level, finding.message) for finding in findings(record, ending)]


def test_a_good_run_has_no_findings() -> None:
    assert told(good()) == []


@pytest.mark.parametrize(
    ("record", "ending", "level", "words"),
    [
        (None, Ending(1), "error", "could not be started (exit code 1)"),
        (good(script_ended=False), Ending(-9, was_stopped=True), "error", "stopped from outside"),
        (good(script_ended=False), Ending(-6, was_stuck=True), "error", "lets no Python code run"),
        (good(script_ended=False), Ending(-11), "error", "crashed: signal 11 SIGSEGV"),
        (good(script_ended=False), Ending(-200), "error", "crashed: signal 200;"),
        (good(script_ended=False, hang_at="come"), Ending(3), "error", "no Python code was running"),
        (good(script_ended=False), Ending(5), "error", "left the process with exit code 5"),
        (
            good(script_ended=False, phase=Phase.CLOSING),
            CLEAN,
            "warning",
            "when its windows were closed; let the event loop return",
        ),
        (
            good(script_ended=False, hang_at="come", hang=Place("a.py", 3, "f")),
            Ending(3),
            "error",
            "its main thread was at a.py:3 (f)",
        ),
        (good(script_code=3), Ending(3), "error", "The script ended with exit code 3"),
        (good(errors=[SeenError("a slot", "E: x", None)]), CLEAN, "error", "exception in a slot: E: x"),
        (good(no_window=True, windows=[]), CLEAN, "error", "although its event loop was running"),
        (
            good(no_window=True, windows=[], application="QGuiApplication"),
            CLEAN,
            "error",
            "only Qt Widgets are looked at",
        ),
        (good(windows=[], application=""), CLEAN, "error", "is it a PySide6 script?"),
        (good(windows=[]), CLEAN, "error", "make settle_s shorter"),
        (
            good(windows=[], first_shown_s=None, loop_entered=False),
            CLEAN,
            "error",
            "never ran an event loop",
        ),
        (good(forced_to_quit=True), CLEAN, "error", "had to be ended by force"),
        (good(unshown=4), CLEAN, "error", "kept opening windows: 4 more"),
        (
            good(windows=[replace(WINDOW, is_modal=True, before_loop=True)]),
            CLEAN,
            "warning",
            "held the script up",
        ),
        (good(), Ending(7), "error", "ended with exit code 0, its process with exit code 7"),
        (good(windows=[], first_shown_s=None), CLEAN, "error", "ended before any window was shown"),
        (good(windows=[replace(WINDOW, is_splash=True)]), CLEAN, "error", "nothing but a splash screen"),
        (good(windows=[replace(WINDOW, shot="")]), CLEAN, "warning", "No picture"),
        (good(windows=[replace(WINDOW, title="")]), CLEAN, "warning", "has no title"),
        (good(windows=[replace(WINDOW, is_blank=True)]), CLEAN, "warning", "is blank"),
        (good(threads_left=["T"]), CLEAN, "warning", "Thread 'T' still ran"),
        (good(stalls=[Stall(300, None)]), CLEAN, "note", "300 ms; no Python code"),
        (good(messages=["QX: bad", "QX: bad"]), CLEAN, "warning", "Qt says: QX: bad (2 times)"),
        (good(messages=["This plugin does not support raise()"]), CLEAN, "note", "does not support"),
    ],
)
def test_each_observation_has_one_sentence(
    record: Record | None, ending: Ending, level: str, words: str
) -> None:
    ((found_level, message),) = told(record, ending)
    assert found_level == level
    assert words in message


def test_errors_come_before_warnings_and_warnings_before_notes() -> None:
    record = good(windows=[replace(WINDOW, title="", unnamed=("QLineEdit 1",))], refused_to_close=["W"])
    assert [level for level, _ in told(record)] == ["error", "warning", "note"]


def test_very_many_nameless_controls_are_counted_after_the_first_twenty() -> None:
    window = replace(WINDOW, unnamed=tuple(f"QLineEdit {n}" for n in range(25)))
    assert told(good(windows=[window]))[-1] == (
        "note",
        "In window 'Title' 5 more controls have neither text nor accessible name",
    )
    assert len(told(good(windows=[window]))) == 21


def test_a_crash_is_placed_at_the_scripts_line_and_not_the_librarys() -> None:
    import re as library

    ending = Ending(-11, crash=CRASH.format(library=library.__file__))
    assert " at /home/me/window.py:5 (bad)" in told(good(script_ended=False), ending)[0][1]
    only_library = CRASH.format(library=library.__file__).replace("/home/me/window.py", library.__file__)
    assert (
        f" at {library.__file__}:10 (call)"
        in told(good(script_ended=False), Ending(-11, crash=only_library))[0][1]
    )


def test_the_report_shows_findings_figures_and_windows() -> None:
    record = good(stalls=[Stall(300, Place("a.py", 3, "slow"))])
    report = gui_report("window.py", "All well", record, findings(record, CLEAN))
    assert "| warning | The window did not react for 300 ms, held up by a.py:3 (slow) | a.py:3 |" in report
    assert "| Longest stall | 300 ms |" in report
    assert "## Window 1: Title" in report


def test_the_report_of_a_probe_that_never_started_says_so() -> None:
    assert "There are no findings" in gui_report("window.py", "x", None, [])
