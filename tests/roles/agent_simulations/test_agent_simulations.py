"""What must be true of a simulation: found, seeded, recorded, concluded."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from parallel_execution_manager.roles.agent_simulations.outcome import TAIL_BYTES
from parallel_execution_manager.roles.agent_simulations.role import AgentSimulations
from parallel_execution_manager.system.processes.executor import Exit
from tests.roles.attempts import Attempts, task

ROLE = "agent_simulations"
TELL = """
import json, os, pathlib
folder = pathlib.Path(os.environ["PEM_RUN_DIR"])
names = ("PEM_SEED", "PEM_AGENT_ID", "PYTHONHASHSEED", "PEM_TASK_ID")
print(json.dumps({"cwd": os.getcwd(), "hash": hash("x"), **{n: os.environ[n] for n in names}}))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    for agent in ("AI_Agent_1", "AI_Agent_2"):
        (folder / agent).mkdir(parents=True)
    (folder / "AI_Agent_1" / "sim.py").write_text(TELL, encoding="utf-8")
    (folder / "shared.py").write_text(TELL, encoding="utf-8")
    return folder


@pytest.fixture
def attempts(project: Path, tmp_path: Path) -> Attempts:
    return Attempts(AgentSimulations(), project, tmp_path / "runs")


def told(attempts: Attempts) -> dict[str, Any]:
    return json.loads(attempts.log())


def record(attempts: Attempts) -> dict[str, Any]:
    return json.loads((attempts.folder / "run.json").read_text(encoding="utf-8"))


def test_an_agents_script_runs_in_its_folder_and_is_told_agent_and_seed(
    attempts: Attempts, project: Path
) -> None:
    result = attempts.run(task(ROLE, agent_id="AI_Agent_1", script="sim.py", seed=2**40 + 5))
    assert result.ok
    assert told(attempts)["cwd"] == str(project / "AI_Agent_1")
    assert told(attempts)["PEM_SEED"] == str(2**40 + 5)
    assert told(attempts)["PEM_AGENT_ID"] == "AI_Agent_1"
    assert told(attempts)["PYTHONHASHSEED"] == "5"


def test_without_a_seed_every_attempt_gets_the_same_one_from_the_tasks_id(attempts: Attempts) -> None:
    answers = []
    for _ in range(2):
        attempts.run(task(ROLE, script="shared.py", task_id="walk-é"))
        answers.append(told(attempts))
    expected = int(hashlib.sha256("walk-é".encode()).hexdigest()[:8], 16)
    assert answers[0] == answers[1]
    assert answers[0]["PEM_SEED"] == str(expected)
    assert record(attempts)["seed"] == expected


def test_the_record_has_what_is_needed_to_run_it_again(attempts: Attempts, project: Path) -> None:
    attempts.run(task(ROLE, script="shared.py", args={"steps": 3}))
    kept = record(attempts)
    assert kept["schema"] == "parallel_execution_manager.run"
    assert kept["argv"][1:] == [str(project / "shared.py"), "--steps", "3"]
    assert kept["script"]["sha256"] == hashlib.sha256(TELL.encode()).hexdigest()
    assert kept["outcome"]["exit_code"] == 0
    assert kept["outcome"]["max_memory_mb"] == 20.0
    assert kept["outcome"]["duration_s"] > 0
    assert kept["python"]["version"].count(".") == 2
    assert kept["git"] is None


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_the_record_names_the_commit_and_whether_the_script_differs(
    attempts: Attempts, project: Path
) -> None:
    def git(*arguments: str) -> str:
        identity = ("-c", "user.name=t", "-c", "user.email=t@example.org")
        done = subprocess.run(
            ("git", *identity, *arguments), cwd=project, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    git("init", "-q")
    attempts.run(task(ROLE, script="shared.py"))
    assert record(attempts)["git"] is None
    git("add", ".")
    git("commit", "-q", "-m", "first")
    attempts.run(task(ROLE, script="shared.py"))
    assert record(attempts)["git"] == {"commit": git("rev-parse", "HEAD"), "script_differs": False}
    with (project / "shared.py").open("a", encoding="utf-8") as script:
        script.write("# changed\n")
    attempts.run(task(ROLE, script="shared.py"))
    assert record(attempts)["git"]["script_differs"] is True


def test_the_last_metrics_are_kept_and_bad_lines_are_named(attempts: Attempts, project: Path) -> None:
    lines = ['{"step": 1, "loss": 0.5}', "not json", "[1]", "", '{"step": 2, "loss": NaN}', "[" * 100_000]
    (project / "m.py").write_text(
        "import os\nwith open(os.environ['PEM_RUN_DIR'] + '/metrics.jsonl', 'w') as out:\n"
        f"    out.write({chr(10).join(lines)!r})\n",
        encoding="utf-8",
    )
    result = attempts.run(task(ROLE, script="m.py"))
    assert result.data["metrics"] == {"step": 2, "loss": "NaN"}
    assert "step 2" in result.summary
    assert [finding.message[:22] for finding in result.findings] == [
        "metrics.jsonl, line 2:",
        "metrics.jsonl, line 3:",
        "metrics.jsonl, line 6:",
    ]
    assert {artefact.path for artefact in result.artefacts} == {"metrics.jsonl", "run.json"}


def test_only_the_end_of_huge_metrics_is_read(attempts: Attempts, project: Path) -> None:
    (project / "m.py").write_text(
        "import os\nwith open(os.environ['PEM_RUN_DIR'] + '/metrics.jsonl', 'w') as out:\n"
        f"    for step in range({TAIL_BYTES // 10}):\n        out.write('{{\"step\": %d}}\\n' % step)\n"
        "    out.write('broken')\n",
        encoding="utf-8",
    )
    result = attempts.run(task(ROLE, script="m.py"))
    assert result.data["metrics"] == {"step": TAIL_BYTES // 10 - 1}
    assert len(result.findings) == 1
    assert "of its last MiB" in result.findings[0].message


def test_many_bad_lines_and_many_files_are_summed_up(attempts: Attempts, project: Path) -> None:
    (project / "m.py").write_text(
        "import os, pathlib\nfolder = pathlib.Path(os.environ['PEM_RUN_DIR'])\n"
        "(folder / 'metrics.jsonl').write_text('bad\\n' * 50)\n(folder / 'sub').mkdir()\n"
        "for n in range(150): (folder / 'sub' / f'{n:03}.txt').touch()\n",
        encoding="utf-8",
    )
    result = attempts.run(task(ROLE, script="m.py"))
    assert len(result.artefacts) == 100
    messages = [finding.message for finding in result.findings]
    assert "metrics.jsonl: 40 more such lines" in messages
    assert "52 more files are in the run folder" in messages


def test_a_result_that_the_script_leaves_is_kept_and_added_to(attempts: Attempts, project: Path) -> None:
    stored = {"schema_version": 1, "ok": True, "summary": "42 agents agreed", "artefacts": [], "findings": []}
    (project / "r.py").write_text(
        "import os\nwith open(os.environ['PEM_RUN_DIR'] + '/result.json', 'w') as out:\n"
        f"    out.write({json.dumps(stored)!r})\n",
        encoding="utf-8",
    )
    result = attempts.run(task(ROLE, script="r.py", seed=3))
    assert result.ok
    assert result.summary == "42 agents agreed, seed 3"
    written = json.loads((attempts.folder / "result.json").read_text(encoding="utf-8"))
    assert written["artefacts"] == [{"path": "run.json", "title": "Run record"}]


def test_a_failed_simulation_is_recorded_too(attempts: Attempts, project: Path) -> None:
    (project / "bad.py").write_text("raise SystemExit('no convergence')\n", encoding="utf-8")
    result = attempts.run(task(ROLE, script="bad.py"))
    assert not result.ok
    assert record(attempts)["outcome"]["exit_code"] == 1
    assert "no convergence" in attempts.log()


def test_a_script_outside_the_agents_folder_runs_with_a_note(attempts: Attempts, project: Path) -> None:
    for agent, why in (("AI_Agent_2", "has no such script"), ("Nobody", "has no folder")):
        result = attempts.run(task(ROLE, agent_id=agent, script="shared.py"))
        assert result.ok
        (note,) = result.findings
        assert why in note.message
        assert str(project / "shared.py") in note.message


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
def test_other_programs_than_python_can_simulate(attempts: Attempts, project: Path) -> None:
    script = project / "sim.sh"
    script.write_text('#!/bin/sh\necho "seed $PEM_SEED"\n', encoding="utf-8")
    script.chmod(0o755)
    assert attempts.run(task(ROLE, script="sim.sh", seed=9)).ok
    assert attempts.log() == "seed 9\n"
    assert record(attempts)["python"] is None


def test_the_configured_interpreter_runs_the_script(attempts: Attempts, project: Path) -> None:
    attempts.options["python"] = "python-that-is-not-there"
    launch = attempts.role.prepare(task(ROLE, script="shared.py"), attempts.context())
    assert launch.argv[0] == "python-that-is-not-there"
    assert record(attempts)["python"] == {"path": "python-that-is-not-there", "version": None}


@pytest.mark.parametrize(
    ("options", "parts"),
    [
        ({}, ["names no script"]),
        ({"script": ""}, ["names no script"]),
        (
            {"agent_id": "AI_Agent_7", "script": "sim.py"},
            ["AI_Agent_7", "no folder", "AI_Agent_1, AI_Agent_2"],
        ),
        ({"agent_id": "AI_Agent_2", "script": "sim.py"}, ["does not exist", "AI_Agent_2/sim.py"]),
        ({"agent_id": "../other", "script": "sim.py"}, ["is a path"]),
        ({"agent_id": 7, "script": "shared.py"}, ["agent_id is 7"]),
        ({"script": "shared.py", "seed": -1}, ["seed is -1", "from 0 to"]),
        ({"script": "shared.py", "seed": True}, ["seed is True"]),
        ({"script": "shared.py", "seed": "7"}, ["seed is '7'"]),
        ({"script": "shared.py", "seed": 2**63}, ["seed is"]),
    ],
)
def test_bad_input_is_named(options: dict[str, Any], parts: list[str], project: Path) -> None:
    (problem,) = AgentSimulations().check(task(ROLE, **options), project)
    for part in parts:
        assert part in problem


def test_the_conclusion_of_a_command_of_its_own_needs_no_record(attempts: Attempts) -> None:
    result = attempts.role.conclude(task(ROLE), attempts.context(), Exit(0))
    assert result.ok


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes and links of POSIX")
@pytest.mark.parametrize("name", ["result.json", "run.json", "metrics.jsonl"])
@pytest.mark.parametrize("making", ["os.mkfifo(path)", "os.symlink('/dev/zero', path)"])
def test_a_pipe_or_link_in_a_files_place_fails_the_run_and_is_named(
    attempts: Attempts, project: Path, name: str, making: str
) -> None:
    (project / "odd.py").write_text(
        "import os, pathlib\n"
        f"path = pathlib.Path(os.environ['PEM_RUN_DIR'], {name!r})\n"
        f"path.unlink(missing_ok=True)\n{making}\n",
        encoding="utf-8",
    )
    result = attempts.run(task(ROLE, script="odd.py"))
    assert not result.ok
    assert f"{name} in {attempts.folder} cannot be read: it is" in result.summary
    assert (attempts.folder / "result.json").is_file()


@pytest.mark.parametrize("content", ["", "[]", "{}", "[" * 5000, '{"started_monotonic_s": 1}'])
def test_a_record_that_the_script_wrote_over_fails_the_run(
    attempts: Attempts, project: Path, content: str
) -> None:
    (project / "odd.py").write_text(
        f"import os, pathlib\npathlib.Path(os.environ['PEM_RUN_DIR'], 'run.json').write_text({content!r})\n",
        encoding="utf-8",
    )
    result = attempts.run(task(ROLE, script="odd.py"))
    assert not result.ok
    assert "run.json" in result.summary
    assert "not the record that the run was started with" in result.summary
