"""The verbs that ask a manager: what they refuse themselves, and what they say where none runs."""

from __future__ import annotations

import io
import json
import re
import sys
import time
from argparse import Namespace
from datetime import datetime, timedelta

import pytest

from devtools.project import ROOT
from parallel_execution_manager.control import add as add_verb
from parallel_execution_manager.control import asking, events, list_tasks, status
from parallel_execution_manager.control.choosing import tell_results
from parallel_execution_manager.control.command import build_parser, carry_out
from parallel_execution_manager.control.exit_codes import BAD_INPUT, NO_MANAGER, SOME_FAILED
from parallel_execution_manager.control.times import clock_time, seconds_to, span
from parallel_execution_manager.control.verbs import VERBS
from parallel_execution_manager.runtime.client import DoorError, WishResults

NOT_ASKING = {"run", "batch", "lease", "diagnostics", "autostart", "completion"}
ASKING = [verb.name for verb in VERBS if verb.name not in NOT_ASKING]
NEEDS = {
    **{name: ["x"] for name in ("why", "log", "pause", "resume", "cancel", "retry", "forget")},
    "move": ["x", "first"],
    "edit": ["x", "--cpu", "0.5"],
    "priority": ["high", "x"],
    "set": ["scheduling.max_parallel_tasks=4"],
    "start": ["--all"],
    "stop": ["--all"],
    "add": ["--role", "task_management", "--", "true"],
    "import": ["-"],
}


class Input:
    """Standard input with one task."""

    def __init__(self) -> None:
        self.buffer = io.BytesIO(b'{"role": "task_management", "command": ["true"]}')


def test_the_page_has_a_row_for_each_verb_that_asks():
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    page = page.partition("## Asking a running manager")[2].partition("### ")[0]
    assert sorted(re.findall(r"^\| `pem (\S+?)[ `]", page, re.MULTILINE)) == sorted(ASKING)


@pytest.mark.parametrize("verb", ASKING)
def test_without_a_manager_the_folder_and_the_way_out_are_told(home, capsys, monkeypatch, verb):
    folder = home / "no data"
    as_json = [] if verb == "export" else ["--json"]
    monkeypatch.setattr(sys, "stdin", Input())
    options = NEEDS.get(verb, [])
    assert carry_out([verb, *as_json, "--data-dir", str(folder), *options]) == NO_MANAGER
    out, told = capsys.readouterr()
    assert f"no manager runs with the data folder {folder}; start one (pem run" in told
    assert "--data-dir" in told
    if as_json:
        assert json.loads(out)["error"]["kind"] == "no_manager"
    assert not folder.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["pause"],
        ["forget"],
        ["forget", "a", "--ended"],
        ["pause", "a", "--role", "r"],
        ["pause", "a", "--hold"],
        ["resume", "a", "--hand-back"],
        ["pause", "a", "--for", "soon"],
        ["pause", "a", "--for", "0"],
        ["pause", "a", "--for", "400d"],
        ["pause", "a", "--for", "1m", "--until", "10:00"],
        ["pause", "a", "--until", "25:00"],
        ["pause", "a", "--until", "2001-01-01T10:00"],
        ["start"],
        ["stop", "x", "--all"],
        ["move", "a", "0"],
        ["move", "a", "middle"],
        ["edit", "a"],
        ["priority", "high"],
        ["priority", "high", "a", "--role", "r"],
        ["priority", "7", "a"],
        ["priority", "high", "--role", "r"],
        ["priority", "11", "--role", "r"],
        ["set", "max_parallel_tasks=4"],
        ["set", "scheduling.monitoring_s=1e999"],
        ["log", "a", "-n", "none"],
        ["log", "-f", "--json", "a"],
        ["events", "--count", "0"],
        ["list", "--state", "nonsense"],
        ["add"],
        ["add", "--file", "f", "--role", "r"],
        ["add", "--role", "r", "--env", "NAME"],
        ["completion", "tcsh"],
        ["nonsense"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_meant_is_refused_before_anybody_is_asked(capsys, arguments):
    with pytest.raises(SystemExit) as raised:
        carry_out(arguments)
    assert raised.value.code == BAD_INPUT
    assert "usage: pem" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add", "--cpu", "x"], "argument --cpu: 'x' is no number; give one such as 2 or 0.5"),
        (["add", "--memory", "nan"], "argument --memory: 'nan' is no number"),
        (["add", "--retries", "1.5"], "argument --retries: '1.5' is no whole number; give one such as 2"),
        (["edit", "a", "--cpu", "much"], "argument --cpu: 'much' is no number"),
        (["lease"], "say what to do: acquire, list or release"),
        (["lease", "list", "--nonsense"], "unrecognized arguments: --nonsense"),
        (["status", "--nonsense"], "unrecognized arguments: --nonsense"),
    ],
    ids=" ".join,
)
def test_a_wrong_option_is_told_with_what_is_wanted_and_the_usage_of_its_verb(capsys, arguments, words):
    with pytest.raises(SystemExit) as raised:
        carry_out(arguments)
    assert raised.value.code == BAD_INPUT
    told = capsys.readouterr().err
    assert words in told
    verb = " ".join(word for word in arguments[:2] if word in {"add", "edit", "lease", "list", "status"})
    assert told.startswith(f"usage: pem {verb} ")


def test_a_file_that_is_no_task_file_is_told_with_its_lines(tmp_path, capsys):
    file = tmp_path / "t.jsonl"
    file.write_text("{\n[]\n", encoding="utf-8")
    assert carry_out(["add", "--file", str(file)]) == BAD_INPUT
    assert [line.partition(": is ")[0] for line in capsys.readouterr().err.splitlines()] == [
        f"pem: {file}:1",
        f"pem: {file}:2",
    ]
    assert carry_out(["import", str(tmp_path / "none")]) == BAD_INPUT
    assert "no such task file" in capsys.readouterr().err


def test_beside_lines_that_are_no_json_the_problems_of_all_others_are_told(tmp_path, capsys):
    file = tmp_path / "t.jsonl"
    rows = (
        '{"role": "task_management", "command": ["true"], "priority": "soon"}',
        "{",
        '{"command": ["true"]}',
        '{"role": ["x"], "command": ["true"]}',
        '{"role": "only the manager knows it"}',
        '{"role": "task_management", "id": "a", "command": ["true"]}',
    )
    file.write_text("\n".join(rows), encoding="utf-8")
    assert carry_out(["add", "--file", str(file)]) == BAD_INPUT
    told = capsys.readouterr().err.splitlines()
    assert [line.removeprefix(f"pem: {file}:").partition(":")[0] for line in told] == ["1", "2", "3", "4"]


def test_the_options_of_a_task_are_the_keys_of_a_task_file():
    argv = [
        *("add", "--role", "r", "--id", "i", "--name", "n", "--priority", "high", "--cwd", "d"),
        *("--after", "a", "--after", "b", "--files", "f", "--reads", "g", "--cpu", "0.5", "--memory", "10"),
        *("--timeout", "2m", "--retries", "3", "--env", "A=b=c", "--set", "seed=7", "--rerunnable"),
        *("--", "python3", "-c", "pass"),
    ]
    assert add_verb.row_of(build_parser(argv).parse_args(argv)) == {
        "role": "r",
        "id": "i",
        "name": "n",
        "priority": "high",
        "cwd": "d",
        "command": ["python3", "-c", "pass"],
        "after": ["a", "b"],
        "files": ["f", {"path": "g", "mode": "read"}],
        "requirements": {"cpu_cores": 0.5, "memory_mb": 10.0},
        "timeout_s": 120.0,
        "retries": 3,
        "env": {"A": "b=c"},
        "seed": "7",
        "rerunnable": True,
    }


@pytest.mark.parametrize(
    ("text", "seconds"), [("90", 90.0), ("90s", 90.0), ("10m", 600.0), ("1.5h", 5400.0), ("2d", 172_800.0)]
)
def test_spans_of_time_have_units(text, seconds):
    assert span(text) == seconds


def test_a_time_of_day_is_the_next_one_and_a_date_is_itself():
    now = datetime.now().astimezone()
    before, behind = now - timedelta(minutes=2), now + timedelta(minutes=2)
    assert clock_time(f"{before:%H:%M}") > now.timestamp() + 23 * 3600 - 7200
    assert clock_time(f"{behind:%H:%M}") <= behind.timestamp()
    moment = (now + timedelta(days=3)).replace(microsecond=0)
    assert clock_time(moment.isoformat()) == moment.timestamp()
    assert seconds_to(time.time() - 100) == 1.0


def test_what_may_have_been_meant_is_told():
    assert asking.problem_of(DoorError("unknown_task", "no 'a'", near=["b", "c"])) == (
        "no 'a'; did you mean 'b' or 'c'?"
    )
    assert asking.problem_of(DoorError("unknown_task", "no 'a'", near=[])) == "no 'a'; pem list shows all ids"
    assert asking.problem_of(DoorError("gone", "it has ended")) == "it has ended"


def test_a_list_is_a_table_that_a_terminal_cannot_be_made_to_obey():
    task = {
        "id": "a\x1b",
        "state": "timed_out",
        "role": "r",
        "priority": "low",
        "waits_for": None,
        "detail": "",
    }
    other = {**task, "id": "longer", "state": "queued", "waits_for": "f held by a"}
    assert list(list_tasks.lines_of([task, other])) == [
        "a\\x1b   timed out  r  low",
        "longer  queued     r  low  f held by a",
        "2 tasks",
    ]
    held = {**other, "waits_for": "role r is throttled: CPU 91 % over 80 % for 5 s: nothing starts; resumes"}
    assert next(iter(list_tasks.lines_of([held]))).endswith("role r is throttled: CPU 91 % over 80 % for 5 s")
    assert list(list_tasks.lines_of([])) == ["0 tasks"]


def test_a_status_without_a_sample_or_tasks_is_told_too():
    answer = {
        "manager": {"program": "pem run", "pid": 7, "data_dir": "/d", "started_at": 10.0},
        "sample": None,
        "tasks": {},
        "roles": [{"name": "r", "state": "active", "queued": 2000, "running": 1}],
    }
    assert list(status.lines_of(answer, 15.0)) == [
        "pem run, process 7, for 5.0 s",
        "data folder /d",
        "0 tasks",
        "  r  active     2,000 queued, 1 running",
    ]


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"state": "suspended", "by_hand": "paused"}, "  r  paused     0 queued, 1 running, by you"),
        ({"state": "throttled", "by_hand": "held"}, "  r  held       0 queued, 1 running, by you"),
        ({"state": "suspended", "by_hand": "held"}, "  r  suspended  0 queued, 1 running, by you"),
        ({"state": "throttled", "by_hand": None}, "  r  throttled  0 queued, 1 running"),
        (
            {"state": "throttled", "by_hand": None, "reason": "CPU 91 % over 80 % for 5 s"},
            "  r  throttled  0 queued, 1 running: CPU 91 % over 80 % for 5 s",
        ),
        ({"state": "active", "by_hand": "going"}, "  r  active     0 queued, 1 running, kept going by you"),
        ({"state": "stopped", "by_hand": "held"}, "  r  stopped    0 queued, 1 running, by you"),
    ],
)
def test_a_role_that_is_set_by_hand_is_told_in_the_words_of_what_was_done(given, line):
    answer = {
        "manager": {"program": "pem run", "pid": 7, "data_dir": "/d", "started_at": 10.0},
        "sample": None,
        "tasks": {},
        "roles": [{"name": "r", "queued": 0, "running": 1, "until": None, **given}],
    }
    assert list(status.lines_of(answer, 15.0))[-1] == line
    end = time.time() + 86_400 * 3
    answer["roles"][0]["until"] = end
    ending = f" until {datetime.fromtimestamp(end).astimezone():%Y-%m-%d %H:%M}" if given["by_hand"] else ""
    assert list(status.lines_of(answer, 15.0))[-1] == f"{line}{ending}"


def test_a_list_says_until_when_a_task_is_paused():
    end = datetime.now().astimezone().replace(hour=23, minute=59)
    task = {"id": "a", "state": "suspended", "role": "r", "priority": "low", "waits_for": None, "detail": ""}
    paused = {**task, "still": "paused by you", "until": end.timestamp()}
    assert next(list_tasks.lines_of([paused])) == "a  suspended  r  low  paused by you until 23:59"


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ({"event": "listening"}, "listening"),
        ({"event": "lost", "count": 3000}, "3,000 events were lost: they came faster than they were read"),
        (
            {
                "event": "task_changed",
                "subject": "a",
                "task": {"state": "queued", "waits_for": "x", "detail": ""},
            },
            "task a queued: x",
        ),
        (
            {"event": "role_state_changed", "subject": "r", "text": "stopped"},
            "role_state_changed r: stopped",
        ),
        ({"event": "computer_slept", "subject": "", "slept_s": 7200.0}, "the computer slept for 2 h 00 min"),
        ({"event": "problem", "subject": "", "text": "bad"}, "problem: bad"),
    ],
)
def test_events_are_told_in_a_line(event, words):
    assert events.line_of({"at": 0.0, **event}).partition(" ")[2] == words


def test_what_was_done_and_is_not_kept_is_told_beside_what_was_done(capsys):
    found = WishResults(("a", "b"), {}, dict.fromkeys("ab", ("this was carried out, but the disk is full",)))
    assert tell_results(Namespace(json=False), found, "task", "paused") == SOME_FAILED
    told = capsys.readouterr()
    assert told.err.count("this was carried out, but the disk is full") == 1
    assert "2 tasks paused: a, b" in told.out
    assert tell_results(Namespace(json=True), found, "task", "paused") == SOME_FAILED
    answer = json.loads(capsys.readouterr().out)
    assert answer["refused"] == []
    assert [row["task"] for row in answer["not_kept"]] == answer["done"] == ["a", "b"]
