"""``pem run``: the window where there is a display, the demo where there is none."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from parallel_execution_manager.control import run
from parallel_execution_manager.control.command import build_parser
from parallel_execution_manager.control.options import DEFAULT_CONFIG, surrounding_problems
from tests.end_to_end.pem import PATIENCE_S, PEM, run_pem, without_display

on_linux = pytest.mark.skipif(
    sys.platform in {"win32", "darwin"}, reason="a display can be missing on Linux only"
)


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


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
def test_the_demo_begins_beside_a_bad_configuration_which_is_told(tmp_path):
    (tmp_path / DEFAULT_CONFIG).write_text('{"monitoring_intervall": 5, "x": 1}', encoding="utf-8")
    command = [*PEM, "run", "--demo", "--headless", "--data-dir", "data"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        # One task of it starts whatever the computer does; when the others do is up to the defaults.
        assert any(" started " in line for line in process.stdout)
        process.terminate()
        told = process.communicate(timeout=PATIENCE_S)[1].splitlines()
    assert process.returncode == 128 + signal.SIGTERM
    assert all(line.startswith("pem: ") for line in told[:3])
    assert "monitoring_interval" in told[0]
    assert "the defaults are in force" in told[2]


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
