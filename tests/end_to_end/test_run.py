"""``pem run``: the window where there is a display, the demo to its end where there is none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from parallel_execution_manager.control import run
from parallel_execution_manager.control.command import build_parser
from parallel_execution_manager.control.options import DEFAULT_CONFIG, surrounding_problems
from parallel_execution_manager.roles.registry import BUILTIN
from tests.end_to_end.headless import NO_LIMITS
from tests.end_to_end.pem import run_pem

on_linux = pytest.mark.skipif(
    sys.platform in {"win32", "darwin"}, reason="a display can be missing on Linux only"
)


def without_display() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}


def check_artefacts(printed: str) -> None:
    """What the demo says that it has left is there, and comes from every role that leaves a report."""
    left = [line for line in printed.splitlines() if " left " in line]
    for line in left:
        names, folder = line.partition(" left ")[2].rsplit(" in ", 1)
        for name in names.split(", "):
            assert (Path(folder) / name).exists(), line
    assert sum("report.md" in line or "assessment.md" in line or "status.md" in line for line in left) >= 4


@on_linux
def test_without_a_display_one_line_says_so_and_the_demo_runs_to_its_end(tmp_path):
    # Whatever else the computer does: by default the demo waits until others leave it room.
    (tmp_path / DEFAULT_CONFIG).write_text(json.dumps(NO_LIMITS), encoding="utf-8")
    done = run_pem("run", "--data-dir", "data", cwd=tmp_path, env=without_display())
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr.splitlines() == [
        "pem: there is no display here: running the demo queue without a window"
    ]
    assert "failed" not in done.stdout.splitlines()[-2]
    assert "run folders: " in done.stdout.splitlines()[-1]
    assert all(f"({role})" in done.stdout for role in BUILTIN)
    check_artefacts(done.stdout)


@on_linux
def test_the_demo_is_not_queued_among_tasks_that_an_earlier_manager_has_left(tmp_path):
    program = (
        "from parallel_execution_manager import ParallelExecutionManager\n"
        "manager = ParallelExecutionManager(build_contexts=False, data_dir='data')\n"
        "manager.submit([{'role': 'task_management', 'id': 'left', 'command': ['true']}])\n"
        "manager.close()\n"
    )
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True)
    for options in ([], ["--headless", "--demo"]):
        done = run_pem("run", *options, "--data-dir", "data", cwd=tmp_path, env=without_display())
        assert done.returncode == 2, done.stdout + done.stderr
        assert "1 earlier task (left) has not ended" in done.stderr
        assert "pem batch --resume --data-dir" in done.stderr
        assert "pem run --headless --data-dir" in done.stderr
        assert ("there is no display here" in done.stderr) == (not options)
        assert not (tmp_path / "data" / "demo-1").exists()
    asked = run_pem("list", "--data-dir", "data", cwd=tmp_path)
    assert asked.returncode == 3
    assert "1 task there has not ended: pem batch --resume --data-dir" in asked.stderr


@on_linux
def test_a_display_that_does_not_answer_is_told_before_qt_gives_up(tmp_path):
    env = {**without_display(), "DISPLAY": ":7654", "QT_QPA_PLATFORM": "xcb"}
    done = run_pem("run", cwd=tmp_path, env=env)
    assert done.returncode == 2
    assert "pem: " in done.stderr
    assert "Traceback" not in done.stderr
    assert "Aborted" not in done.stderr


def test_a_bad_configuration_that_was_asked_for_is_refused_without_a_window_too(tmp_path):
    (tmp_path / "c.json").write_text("{", encoding="utf-8")
    done = run_pem("run", "--headless", "--config", "c.json", "--data-dir", "data", cwd=tmp_path)
    assert done.returncode == 2
    assert "c.json:1" in done.stderr
    assert not (tmp_path / "data" / "runs").exists()


def test_the_demo_runs_beside_a_bad_configuration_which_is_told_and_names_what_it_leaves(tmp_path):
    (tmp_path / DEFAULT_CONFIG).write_text('{"monitoring_intervall": 5, "x": 1}', encoding="utf-8")
    done = run_pem("run", "--demo", "--headless", "--data-dir", "data", cwd=tmp_path, env=without_display())
    assert done.returncode == 0, done.stdout + done.stderr
    told = done.stderr.splitlines()
    assert len(told) == 3, done.stderr
    assert all(line.startswith("pem: ") for line in told)
    assert "monitoring_interval" in told[0]
    assert "the defaults are in force" in told[2]
    check_artefacts(done.stdout)


def test_the_window_starts_with_a_bad_configuration_in_the_current_folder_only(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / DEFAULT_CONFIG).write_text("{", encoding="utf-8")
    asked, unasked = (
        build_parser(argv).parse_args(argv)
        for argv in (["run", "--data-dir", "d", "--config", DEFAULT_CONFIG], ["run", "--data-dir", "d"])
    )
    assert len(list(surrounding_problems(asked))) == 1
    assert list(surrounding_problems(unasked)) == []


def test_with_a_display_the_window_gets_what_the_command_line_says(tmp_path, monkeypatch):
    given: list[list[str]] = []
    (tmp_path / "stand_in_window.py").write_text("def main(argv):\n    CALLS.append(argv)\n    return 3\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    import stand_in_window  # type: ignore[import-not-found]

    stand_in_window.CALLS = given
    monkeypatch.setattr(run, "WINDOW", "stand_in_window")
    monkeypatch.setattr(run, "has_display", lambda _env, _platform: True)
    monkeypatch.setattr(run, "display_problem", lambda: None)
    argv = ["run", "--demo", "--config", "c.json", "--data-dir", "d", "-x.pemtasks"]
    argv.insert(-1, "--")
    assert run.execute(build_parser(argv).parse_args(argv)) == 3
    assert given == [["--demo", "--config", "c.json", "--data-dir", "d", "--", "-x.pemtasks"]]


@pytest.mark.parametrize("options", [[], ["--headless"]])
@on_linux
def test_a_file_is_opened_by_a_window_only(tmp_path, options):
    done = run_pem("run", *options, "a.pemtasks", "--data-dir", "d", cwd=tmp_path, env=without_display())
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "pem: a.pemtasks is opened by the window; without one run it by pem batch a.pemtasks",
        "pem: nothing was started",
    ]
