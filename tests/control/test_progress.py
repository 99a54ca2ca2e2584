"""Showing progress in plain lines and on a terminal."""

from __future__ import annotations

import io
import os

import pytest
from rich.console import Console

from parallel_execution_manager.control.live_progress import LiveProgress, frame
from parallel_execution_manager.control.progress import PlainProgress, view_for
from parallel_execution_manager.control.tally import Change, Tally
from parallel_execution_manager.scheduling.model.checks import Check, CheckKind
from parallel_execution_manager.scheduling.model.sample import ResourceSample, TaskUsage
from parallel_execution_manager.scheduling.model.task import TaskState
from tests.control.views import REASON, role_view, task_view

SAMPLE = ResourceSample(110.0, 64.0, 32.0, None)
FAILED = Change(112.5, "failed", "t7 build (agent_simulations)", "exit code 2", bad=True)
STARTED = Change(101.0, "started", "t8 (gui_testing)")


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def busy_tally(tasks: int = 3) -> Tally:
    tally = Tally(100.0)
    tally.now = 110.0
    tally.sample = SAMPLE
    for number in range(tasks):
        usage = TaskUsage(0.5, 2048.0)
        tally.task_changed(
            task_view(f"t{number}", TaskState.RUNNING, name="n" * 200, started_at=102.0, usage=usage)
        )
    tally.task_changed(task_view("ended", TaskState.SUCCEEDED))
    return tally


def drawn(tally: Tally, width: int, height: int) -> list[str]:
    console = Console(file=io.StringIO(), width=width, height=height, force_terminal=False)
    with console.capture() as capture:
        console.print(frame(tally, width, height))
    return capture.get().splitlines()


def test_a_plain_line_has_time_word_subject_and_text():
    out = io.StringIO()
    PlainProgress(out).show(Tally(100.0), [FAILED, STARTED])
    assert out.getvalue().splitlines() == [
        "    12.5 s  failed     t7 build (agent_simulations): exit code 2",
        "     1.0 s  started    t8 (gui_testing)",
    ]


def test_no_news_are_no_lines():
    out = io.StringIO()
    PlainProgress(out).show(Tally(100.0), [])
    assert out.getvalue() == ""


def test_a_reader_that_goes_away_does_not_end_the_work():
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8") as out:
        view = PlainProgress(out)
        view.say("x" * 100_000)
        view.say("nobody reads this")
    assert out.closed


def test_the_frame_shows_progress_machine_tasks_and_decisions():
    tally = busy_tally()
    tally.role_throttled("gui_testing", REASON)
    tally.roles = (
        role_view("gui_testing", 2, Check(CheckKind.ROLE_THROTTLED, ok=False, blocker="gui_testing")),
    )
    lines = drawn(tally, 120, 40)
    text = "\n".join(lines)
    assert "1/4 ended, 10.0 s: 3 running, 1 succeeded" in text
    assert "CPU 64 % · memory 32 % · disk —" in text
    assert "0.50 cores" in text
    assert "2.0 GiB" in text
    assert "role gui_testing (2 queued): role gui_testing is throttled" in text
    assert "throttled  role gui_testing: CPU 91 %" in text


@pytest.mark.parametrize("width", [20, 40, 80, 200])
@pytest.mark.parametrize("height", [5, 10, 50])
def test_the_frame_fits_the_terminal_whatever_runs(width, height):
    tally = busy_tally(30)
    lines = drawn(tally, width, height)
    assert max(map(len, lines)) <= width
    assert len(lines) <= max(height, 5)
    assert any("more" in line for line in lines) or height == 50


def test_a_narrow_frame_still_shows_for_how_long_a_task_has_run():
    assert any(line.rstrip().endswith("8.0 s") for line in drawn(busy_tally(1), 40, 20))


def test_estimated_numbers_are_marked():
    tally = busy_tally()
    tally.sample = ResourceSample(110.0, 64.0, None, None, estimated=True)
    assert any("(estimated)" in line for line in drawn(tally, 80, 24))


def test_before_the_first_sample_nothing_is_claimed_about_the_machine():
    assert any("measuring" in line for line in drawn(Tally(0.0), 80, 24))


def test_a_suspended_task_is_marked():
    tally = Tally(100.0)
    tally.task_changed(task_view("t", TaskState.SUSPENDED, started_at=100.0))
    assert any("suspended" in line for line in drawn(tally, 80, 24))


def test_names_are_no_markup_for_the_terminal():
    tally = Tally(100.0)
    tally.task_changed(task_view("t", TaskState.RUNNING, name="[red]x[/red] \x1b[2J"))
    assert any("[red]x[/red] \\x1b[2J" in line for line in drawn(tally, 120, 24))


def test_bad_news_stay_on_the_terminal_and_good_news_do_not():
    out = io.StringIO()
    with LiveProgress(Console(file=out, force_terminal=True, width=100)) as view:
        view.show(busy_tally(), [FAILED, STARTED])
        view.say("a line of its own")
    assert "t7 build" in out.getvalue()
    assert "t8" not in out.getvalue()
    assert "a line of its own" in out.getvalue()


def test_only_a_terminal_that_can_move_its_cursor_gets_the_live_view(monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    assert isinstance(view_for(Terminal()), LiveProgress)
    assert isinstance(view_for(io.StringIO()), PlainProgress)
    monkeypatch.setenv("TERM", "dumb")
    assert isinstance(view_for(Terminal()), PlainProgress)


def test_no_colour_is_sent_where_none_is_wanted(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    terminal = Terminal()
    with view_for(terminal) as view:
        view.show(busy_tally(), [FAILED])
    assert "\x1b[3" not in terminal.getvalue()
