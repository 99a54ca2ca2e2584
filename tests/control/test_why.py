"""``pem why`` in words: the numbers, since when, and what would start the task."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from parallel_execution_manager.control import asking, why
from parallel_execution_manager.control.command import carry_out
from parallel_execution_manager.control.exit_codes import NO_MANAGER

NOW = 1000.0


def check(words: str, *, ok: bool, since: float | None = None) -> dict[str, Any]:
    return {"kind": "cpu", "ok": ok, "words": words, "since": since}


def remedy(words: str, **actions: dict[str, Any]) -> dict[str, Any]:
    return {
        "words": words,
        "actions": [{"verb": verb, "arguments": given} for verb, given in actions.items()],
    }


def answer(**changes: Any) -> dict[str, Any]:
    task = {"id": "a", "name": "a", "role": "r", "state": "queued", "detail": "", "queued_at": NOW - 70.0}
    return {"task": task, "still": None, "checks": [], "estimated_start": None, "remedies": [], **changes}


def test_a_waiting_task_is_explained_line_by_line():
    said = answer(
        checks=[check("is free", ok=True), check("too few cores", ok=False, since=NOW - 5.0)],
        estimated_start=NOW + 240.0,
        remedies=[
            remedy("lower cpu_cores to 0.4", edit={"task": "a", "cpu_cores": 0.4}),
            remedy("pause b, and resume it", pause={"tasks": ["b"]}, resume={"tasks": ["a"]}),
        ],
    )
    assert list(why.lines_of(why.with_commands(said, None), NOW)) == [
        "a, role r: waits, for 1 min 10 s",
        "Why it does not run:",
        "  ✗ too few cores, for 5.0 s",
        "  ✓ is free",
        "Estimated start: in about 4 min 00 s",
        "What would start it now:",
        "  - lower cpu_cores to 0.4",
        "      pem edit a --cpu=0.4",
        "  - pause b, and resume it",
        "      pem pause b && pem resume a",
    ]


def test_a_remedy_that_changes_settings_says_that_it_is_for_good_and_what_else_it_does():
    limit = {"throttle": 100.0, "resume": 70.0}
    changes = (
        {"scheduling": {"max_parallel_tasks": 3}},
        {"resource_thresholds": {"memory_percent": limit}},
        {"resource_thresholds": {"cpu_percent": limit}},
    )
    said = answer(
        checks=[check("now", ok=False)],
        remedies=[remedy("raise it", configure={"settings": change}) for change in changes],
    )
    told = [line for line in why.lines_of(why.with_commands(said, None), NOW) if line.startswith("  - ")]
    assert told[:2] == ["  - raise it (for good, in the configuration's file)"] * 2
    assert told[2].endswith("file; at 100 % the processor is packed, see scheduling.cpu_overcommit)")


def test_what_is_not_known_is_said_to_be_unknown():
    said = answer(checks=[check("now", ok=False, since=NOW - 0.1)])
    assert list(why.lines_of(said, NOW))[2:] == [
        "  ✗ now",
        "Estimated start: unknown",
        "Nothing that was tried would start it now.",
    ]


def test_a_task_that_does_not_wait_has_only_its_state():
    task = {**answer()["task"], "state": "timed_out", "name": "fit\x1b", "detail": "ran too long"}
    assert list(why.lines_of(answer(task=task), NOW)) == ["a (fit\\x1b), role r: timed out, ran too long"]


def test_a_task_that_stands_still_says_why():
    task = {**answer()["task"], "state": "suspended"}
    said = why.lines_of(answer(task=task, still="paused by you"), NOW)
    assert list(said) == ["a, role r: suspended", "  paused by you"]


def test_where_no_manager_runs_the_way_out_is_told(home, capsys):
    assert carry_out(["why", "a", "--data-dir", str(home)]) == NO_MANAGER
    told = capsys.readouterr().err
    assert f"no manager runs with the data folder {home}" in told
    assert "--data-dir" in told


def test_a_system_without_local_sockets_is_told(home, capsys, monkeypatch):
    monkeypatch.setattr(asking, "is_supported", lambda: False)
    assert carry_out(["why", "a"]) == NO_MANAGER
    assert "on this system yet" in capsys.readouterr().err


def test_asking_loads_nothing_heavy():
    program = (
        "import sys\n"
        "from parallel_execution_manager.control.command import carry_out\n"
        "print('code:', carry_out(['why', 'a']))\n"
        "print('heavy:', sorted({'PySide6', 'rich', 'psutil', 'radon'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "code: 3\nheavy: []\n"
