"""What must be true of the worker that watches the probe: whatever happens to it, there is a result."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from parallel_execution_manager.roles.gui_testing import worker
from parallel_execution_manager.roles.gui_testing.role import GuiTesting
from parallel_execution_manager.roles.results import Result
from tests.roles.attempts import Attempts, task, work_here
from tests.roles.gui_testing import scripts

ROLE = "gui_testing"
DEADLINE_S = 60


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.fixture
def attempts(tmp_path: Path) -> Attempts:
    return Attempts(GuiTesting(), tmp_path, tmp_path / "runs", options={"settle_s": 0.05})


@pytest.fixture
def run(attempts: Attempts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def work(source: str, **options: object) -> tuple[int, dict[str, object]]:
        (tmp_path / "window.py").write_text(source, encoding="utf-8")
        launch = attempts.role.prepare(task(ROLE, script="window.py", **options), attempts.context())
        code = work_here(worker.main, launch, monkeypatch)
        return code, json.loads((attempts.folder / "result.json").read_text(encoding="utf-8"))

    return work


def test_a_good_script_gives_code_0_and_a_result(run) -> None:
    code, result = run(scripts.SUBCLASS)
    assert (code, result["ok"]) == (0, True)
    assert "closed cleanly" in result["summary"]


def test_a_bad_script_gives_code_1_and_its_first_error_as_summary(run) -> None:
    code, result = run(scripts.NO_QT)
    assert (code, result["ok"]) == (1, False)
    assert "made no QApplication" in result["summary"]


@pytest.mark.skipif(os.name != "posix", reason="signals of this kind are POSIX")
def test_a_request_to_stop_ends_the_probe_and_is_reported(run, attempts: Attempts) -> None:
    def stop_when_it_runs() -> None:
        end = time.monotonic() + DEADLINE_S
        while not list(attempts.runs.glob("*/probe.json")) and time.monotonic() < end:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGTERM)

    stopper = threading.Thread(target=stop_when_it_runs)
    stopper.start()
    code, result = run(scripts.SUBCLASS, settle_s=60)
    stopper.join()
    assert code == 128 + signal.SIGTERM
    assert "stopped from outside" in result["summary"]


def test_a_probe_that_never_starts_is_reported(tmp_path: Path) -> None:
    ok = worker._write("window.py", tmp_path, worker.Ending(2))
    result = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    assert not ok
    assert "could not be started (exit code 2)" in result["summary"]
    assert result["data"] == {}


@pytest.mark.skipif(os.name != "posix", reason="signals of this kind are POSIX")
@pytest.mark.parametrize("ignored", ["", "import signal; signal.signal(signal.SIGABRT, signal.SIG_IGN);"])
def test_a_probe_without_progress_is_ended_even_if_it_ignores_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ignored: str
) -> None:
    monkeypatch.setattr(worker, "ABORT_S", 0.3)
    code = f"{ignored or 'pass;'} open({str(tmp_path / 'probe.json')!r}, 'w'); import time; time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        end = time.monotonic() + DEADLINE_S
        while not (tmp_path / "probe.json").exists() and time.monotonic() < end:
            time.sleep(0.01)
        ending = worker._watch(process, tmp_path, 0.2)
    assert ending.was_stuck
    assert ending.code == -(signal.SIGKILL if ignored else signal.SIGABRT)


def test_the_result_names_what_was_shown(run) -> None:
    _, result = run(scripts.with_window(""))
    shown = Result(**{key: result[key] for key in ("ok", "summary", "data")})
    assert shown.data["windows"] == ["Window"]
    assert shown.data["platform"] == "offscreen"
