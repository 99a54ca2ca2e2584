"""What must be true of a script-assessment task, run as a process on real files."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from parallel_execution_manager.roles.base import TaskInputError
from parallel_execution_manager.roles.script_assessment import worker
from parallel_execution_manager.roles.script_assessment.role import OPTIONS, ScriptAssessment
from parallel_execution_manager.roles.script_assessment.worker import Stop, assess
from parallel_execution_manager.system.processes.executor import Exit
from tests.roles.attempts import Attempts, task, work_here

ROLE = "script_assessment"
DEADLINE_S = 60
BRANCHES = "def many(x):\n" + "    if x: pass\n" * 30
# Much longer than any limit here, on any machine.
ENDLESS = "x = {\n" + "    1: [2, 3, 4, 5, 6, 7, 8, 9],\n" * 1_500_000 + "}\n"
SETTINGS = {option.key: option.default for option in OPTIONS}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "lib").mkdir(parents=True)
    (folder / "simple.py").write_text("def one(a):\n    return a if a else 0\n", encoding="utf-8")
    (folder / "lib" / "many.py").write_text(BRANCHES, encoding="utf-8")
    return folder


@pytest.fixture
def attempts(project: Path, tmp_path: Path) -> Attempts:
    return Attempts(ScriptAssessment(), project, tmp_path / "runs")


def test_a_tree_is_graded_and_leaves_its_reports(attempts: Attempts) -> None:
    result = attempts.run(task(ROLE, script_path="."))
    assert result.ok
    assert result.summary.startswith("2 graded; average complexity")
    assert "worst 31 (E) in lib/many.py: many" in result.summary
    document = json.loads((attempts.folder / "assessment.json").read_text(encoding="utf-8"))
    assert document["schema"] == "parallel_execution_manager.assessment"
    assert document["complete"] is True
    rows = {row["path"]: row for row in document["files"]}
    assert rows["lib/many.py"]["blocks"][0]["decisions"] == {"if": 30}
    assert rows["simple.py"]["lines"]["total"] == 2
    report = (attempts.folder / "assessment.md").read_text(encoding="utf-8")
    assert "| E | 31 | many | lib/many.py:1 | if 30 |" in report
    assert [artefact.path for artefact in result.artefacts] == ["assessment.md", "assessment.json"]
    assert result.data["worst"][0]["name"] == "many"
    assert "[2/2] lib/many.py: E, MI" in attempts.log()
    assert not (attempts.folder / "progress.json").exists()


def test_a_bad_function_is_a_finding_at_its_line(attempts: Attempts, project: Path) -> None:
    result = attempts.run(task(ROLE, script_path="lib/many.py"))
    (finding,) = result.findings
    assert (finding.level, finding.path, finding.line) == ("warning", str(project / "lib/many.py"), 1)
    assert "rank E" in finding.message


def test_a_rank_that_is_not_allowed_fails_the_task(attempts: Attempts) -> None:
    result = attempts.run(task(ROLE, script_path=".", worst_allowed_rank="C"))
    assert not result.ok
    assert [finding.level for finding in result.findings] == ["error"]


def test_the_roles_options_hold_where_the_task_says_nothing(attempts: Attempts) -> None:
    attempts.options = {"exclude": ["lib"], "worst_allowed_rank": "A"}
    result = attempts.run(task(ROLE, script_path="."))
    assert result.ok
    document = json.loads((attempts.folder / "assessment.json").read_text(encoding="utf-8"))
    assert document["left_out"] == [{"path": "lib", "reason": "it matches 'lib'"}]
    assert "## Left out" in (attempts.folder / "assessment.md").read_text(encoding="utf-8")


def test_a_refused_file_fails_the_task_and_the_others_are_graded(attempts: Attempts, project: Path) -> None:
    (project / "broken.py").write_text("x = 1\ndef f(:\n", encoding="utf-8")
    (project / "deep.py").write_text("x = " + "not " * 50_000 + "1\n", encoding="utf-8")
    result = attempts.run(task(ROLE, script_path="."))
    assert not result.ok
    assert "1 refused (broken.py line 2: it cannot be parsed: " in result.summary
    assert result.data["files"] == {"graded": 2, "partly_graded": 1, "refused": 1, "cancelled": 0}
    assert [(f.level, Path(f.path).name, f.line) for f in result.findings[:2]] == [
        ("error", "broken.py", 2),
        ("warning", "deep.py", None),
    ]
    assert "| refused | broken.py:2 |" in (attempts.folder / "assessment.md").read_text(encoding="utf-8")


def test_of_many_refused_files_the_summary_names_the_first(attempts: Attempts, project: Path) -> None:
    for name in ("aaa.py", "bbb.py"):
        (project / name).write_bytes(b"\xff")
    summary = attempts.run(task(ROLE, script_path=".")).summary
    assert summary.startswith("2 graded, 2 refused (aaa.py line 1: ")
    assert ", …); average complexity" in summary
    assert "bbb.py" not in summary


def test_a_long_elif_chain_is_graded_in_full(attempts: Attempts, project: Path) -> None:
    chain = "def f(x):\n    if x: pass\n" + "    elif x: pass\n" * 1200
    (project / "chain.py").write_text(chain, encoding="utf-8")
    result = attempts.run(task(ROLE, script_path="chain.py"))
    assert result.ok
    assert result.data["files"]["graded"] == 1
    assert result.data["worst"][0]["complexity"] == 1202


def test_a_file_that_takes_too_long_is_refused_and_the_next_ones_are_graded(
    attempts: Attempts, project: Path
) -> None:
    (project / "aaa.py").write_text(ENDLESS, encoding="utf-8")
    result = attempts.run(task(ROLE, script_path=".", file_timeout_s=1, max_file_mb=100))
    assert not result.ok
    assert result.data["files"] == {"graded": 2, "partly_graded": 0, "refused": 1, "cancelled": 0}
    assert result.findings[0].message == "Refused: it took longer than file_timeout_s allows (1 s)"


def test_a_folder_without_python_files_fails_with_the_way_out(attempts: Attempts, project: Path) -> None:
    (project / "empty").mkdir()
    result = attempts.run(task(ROLE, script_path="empty"))
    assert not result.ok
    assert "correct script_path or the exclude patterns" in result.findings[0].message


def test_relative_paths_start_at_the_tasks_folder(attempts: Attempts, project: Path) -> None:
    assert attempts.run(task(ROLE, script_path="many.py", cwd=str(project / "lib"))).ok


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "script_path"),
        ({"script_path": "  "}, "script_path"),
        ({"script_path": 7}, "script_path is 7"),
        ({"script_path": "gone.py"}, "there is no"),
        ({"script_path": "a\0b"}, "no program can be given"),
        ({"script_path": ".", "worst_allowed_rank": "G"}, "worst_allowed_rank"),
        ({"script_path": ".", "max_file_mb": True}, "max_file_mb"),
        ({"script_path": ".", "exclude": "lib"}, "exclude"),
        ({"script_path": ".", "shown_blocks": 0}, "shown_blocks"),
    ],
)
def test_bad_input_is_refused_before_it_is_queued(
    attempts: Attempts, project: Path, options: dict[str, object], words: str
) -> None:
    (problem,) = attempts.role.check(task(ROLE, **options), project)
    assert words in problem


def test_a_script_that_vanished_since_is_refused_when_it_should_start(attempts: Attempts) -> None:
    with pytest.raises(TaskInputError, match="there is no"):
        attempts.role.prepare(task(ROLE, script_path="gone.py"), attempts.context())


@pytest.mark.skipif(os.name != "posix", reason="signals of this kind are POSIX")
def test_a_stopped_run_reports_the_part_it_reached(attempts: Attempts, project: Path) -> None:
    for number in range(400):
        (project / f"file{number:03}.py").write_text(BRANCHES * 10, encoding="utf-8")
    spec, context = task(ROLE, script_path="."), attempts.context()
    launch = attempts.role.prepare(spec, context)
    with subprocess.Popen(
        launch.argv, cwd=launch.cwd, env=dict(launch.env), stdout=subprocess.DEVNULL
    ) as process:
        wait_for(context.folder / "progress.json")
        process.send_signal(signal.SIGTERM)
        code = process.wait(DEADLINE_S)
    result = attempts.role.conclude(spec, context, Exit(code))
    assert code == 128 + signal.SIGTERM
    assert not result.ok
    assert result.data["complete"] is False
    assert result.data["files"]["cancelled"] > 0
    assert "only the part" in (context.folder / "assessment.md").read_text(encoding="utf-8")


@pytest.mark.skipif(os.name != "posix", reason="signals of this kind are POSIX")
def test_a_killed_run_says_at_which_file(attempts: Attempts, project: Path) -> None:
    (project / "aaa.py").write_text("x = {\n" + "    1: [2, 3],\n" * 300_000 + "}\n", encoding="utf-8")
    spec, context = task(ROLE, script_path="."), attempts.context()
    launch = attempts.role.prepare(spec, context)
    with subprocess.Popen(
        launch.argv, cwd=launch.cwd, env=dict(launch.env), stdout=subprocess.DEVNULL
    ) as process:
        wait_for(context.folder / "progress.json")
        process.kill()
        code = process.wait(DEADLINE_S)
    result = attempts.role.conclude(spec, context, Exit(code))
    assert not result.ok
    assert re.fullmatch(r"Assessment ended by signal 9 at \S+\.py; \d of 3 files were graded", result.summary)


def test_progress_that_cannot_be_read_is_said(attempts: Attempts) -> None:
    context = attempts.context()
    (context.folder / "progress.json").write_text("{", encoding="utf-8")
    result = attempts.role.conclude(task(ROLE, script_path="."), context, Exit(-9))
    assert not result.ok
    assert "cannot be read" in result.summary


@pytest.fixture
def _signals() -> Iterator[None]:
    """The worker takes signals; here they are those of the tests."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("_signals")
def test_the_worker_gives_code_0_for_good_files_and_1_for_refused_ones(
    attempts: Attempts, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    launch = attempts.role.prepare(task(ROLE, script_path="."), attempts.context())
    assert work_here(worker.main, launch, monkeypatch) == 0
    (project / "broken.py").write_bytes(b"\xff")
    assert work_here(worker.main, launch, monkeypatch) == 1


def test_a_request_to_stop_before_the_first_file_cancels_all(project: Path, tmp_path: Path) -> None:
    stop = Stop()
    stop.note(signal.SIGTERM, None)
    assert assess(project, SETTINGS, tmp_path, stop) == 128 + signal.SIGTERM
    document = json.loads((tmp_path / "assessment.json").read_text(encoding="utf-8"))
    assert {row["state"] for row in document["files"]} == {"cancelled"}


def test_refusals_and_corrections_come_into_report_and_document(project: Path, tmp_path: Path) -> None:
    (project / "broken.py").write_text("def f(:\n", encoding="utf-8")
    (project / "star.py").write_text(
        "class C:\n    def f(self):\n        try: pass\n        except* A: pass\n", encoding="utf-8"
    )
    assert assess(project, SETTINGS, tmp_path, Stop()) == 1
    report = (tmp_path / "assessment.md").read_text(encoding="utf-8")
    assert "corrected, radon says 1: except\\* 1" in report
    summary = json.loads((tmp_path / "assessment.json").read_text(encoding="utf-8"))["summary"]
    assert summary["corrected_blocks"] == 1


def test_very_many_findings_are_cut_with_a_word_about_the_rest(project: Path, tmp_path: Path) -> None:
    (project / "lib" / "many.py").write_text(BRANCHES * 150, encoding="utf-8")
    assess(project, SETTINGS, tmp_path, Stop())
    findings = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))["findings"]
    assert len(findings) == 101
    assert findings[-1]["message"].startswith("50 more findings")


def wait_for(path: Path) -> None:
    end = time.monotonic() + DEADLINE_S
    while not path.exists():
        assert time.monotonic() < end, f"{path} did not appear"
        time.sleep(0.005)
