"""``pem batch`` on bad input: the thing and the way out are named, exit code 2, and nothing was started.

Most is carried out in the test's process; that the program ends as such is tested with what is worst.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parallel_execution_manager.control.options import DEFAULT_CONFIG
from tests.end_to_end.pem import PEM, SMALL, pem_here, python, run_pem
from tests.no_threads import no_new_threads

GOOD = {"role": "agent_simulations", "command": python("open('started', 'w')"), "requirements": SMALL}


def task(**changes: Any) -> dict[str, Any]:
    return {**GOOD, **changes}


def refused(
    folder: Path,
    *lines: dict[str, Any] | bytes,
    options: tuple[str, ...] = (),
    run: Callable[..., subprocess.CompletedProcess[str]] = pem_here,
) -> str:
    """What the command says of a file with a good task and ``lines``; nothing must have been started."""
    content = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in (GOOD, *lines)]
    (folder / "t.jsonl").write_bytes(b"\n".join(content))
    done = run("batch", "t.jsonl", "--data-dir", "data", *options, cwd=folder)
    assert done.returncode == 2, done.stdout + done.stderr
    assert not (folder / "started").exists()
    assert not (folder / "data" / "runs").exists()
    assert "nothing was started" in done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def in_shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, text=True, check=False)


BAD_TASKS = {
    "unknown role": (task(role="script_assesment"), "script_assesment", "script_assessment"),
    "missing role": ({"command": ["true"]}, "role", "missing"),
    "missing script": ({"role": "agent_simulations", "script_path": "gone.py"}, "gone.py", ""),
    "nothing to do": ({"role": "agent_simulations"}, "script", ""),
    "empty command": (task(command=[]), "command is empty", "program"),
    "command that is a text": (task(command="ls -l"), "command", "list"),
    "command and script": (task(script="a.py"), "both", "one of them"),
    "number in a command": (task(command=["sleep", 1]), "command", "text"),
    "NUL in a command": (task(command=["echo", "a\0b"]), "NUL", "remove"),
    "negative requirement": (task(requirements={"cpu_cores": -1}), "cpu_cores", "from 0 to"),
    "more cores than there are": (task(requirements={"cpu_cores": 100_000}), "could never start", "lower it"),
    "more memory than there is": (task(requirements={"memory_mb": 1e12}), "could never start", "lower it"),
    "truth value as requirement": (task(requirements={"cpu_cores": True}), "cpu_cores", "number"),
    "unknown requirement": (task(requirements={"cpu_core": 1}), "cpu_core", "cpu_cores"),
    "unknown priority": (task(priority="hihg"), "hihg", "high"),
    "negative retries": (task(retries=-1), "retries", ""),
    "half a retry": (task(retries=1.5), "retries", "whole number"),
    "zero time limit": (task(timeout_s=0), "timeout_s", ""),
    "unknown id in after": (task(after=["nobody"]), "nobody", ""),
    "task after itself": (task(id="x", after=["x"]), "x", ""),
    "cwd that is no folder": (task(cwd="gone"), "gone", "folder"),
    "files that are no list": (task(files="a.txt"), "files", "list"),
    "empty file name": (task(files=[""]), "files", ""),
    "whole file system": (task(files=["/"]), "'/'", "name the folders"),
    "data folder": (task(files=["./data"]), "'./data'", "name a folder of your own"),
    "device as a file": (task(files=["/dev/null"]), "it is a device", "name a file"),
    "NUL in a file name": (task(files=["a\0b"]), "NUL", "remove"),
    "too long a file name": (task(files=["x" * 300]), "longer than", "shorten"),
    "too many files": (task(files=[f"f{n}" for n in range(10_001)]), "10,001", "folders"),
    "up behind a wildcard": (task(files=["*/../x"]), "'*/../x'", "without it"),
    "environment that is no text": (task(env={"A": 1}), "env.A", "texts"),
}


@pytest.mark.parametrize("name", BAD_TASKS)
def test_a_bad_task_is_named_with_its_line_and_the_way_out(name, tmp_path):
    bad, thing, way_out = BAD_TASKS[name]
    said = refused(tmp_path, bad)
    assert "t.jsonl:2:" in said
    assert "t.jsonl:1:" not in said
    assert thing in said
    assert way_out in said


BAD_LINES = {
    "not JSON": (b'{"role": agent}', "not JSON"),
    "not an object": (b'["agent_simulations"]', "not an object"),
    "not UTF-8": (b'{"role": "caf\xe9"}', "not UTF-8"),
    "NaN": (b'{"role": "agent_simulations", "requirements": {"cpu_cores": NaN}}', "NaN"),
    "infinite": (
        b'{"role": "agent_simulations", "command": ["a"], "requirements": {"cpu_cores": 1e999}}',
        "cpu_cores",
    ),
    "doubled key": (b'{"role": "agent_simulations", "role": "gui_testing"}', "twice"),
}


@pytest.mark.parametrize("name", BAD_LINES)
def test_a_bad_line_is_named_with_its_number(name, tmp_path):
    line, thing = BAD_LINES[name]
    said = refused(tmp_path, line)
    assert "t.jsonl:2:" in said
    assert thing in said


def test_all_problems_are_told_at_once_in_the_order_of_the_lines(tmp_path):
    said = refused(tmp_path, task(role="nobody"), b"{", task(retries=-1), task(command=[]))
    places = [line.split(":")[2].strip() for line in said.splitlines() if ":" in line and "t.jsonl:" in line]
    assert places == ["2", "3", "4", "5"]


def test_a_doubled_id_names_both_lines(tmp_path):
    said = refused(tmp_path, task(id="x"), task(id="x"))
    assert "t.jsonl:3: id 'x' is that of line 2" in said


def test_a_dependency_cycle_is_shown_with_all_its_members(tmp_path):
    said = refused(
        tmp_path,
        task(id="first", after=["third"]),
        task(id="second", after=["first"]),
        task(id="third", after=["second"]),
    )
    assert "first" in said
    assert "second" in said
    assert "third" in said
    assert "t.jsonl:" in said


def test_nothing_is_hidden_by_problems_of_another_kind(tmp_path):
    """Unreadable lines, the tasks' own problems, what they come after, slips in keys, the surroundings."""
    said = refused(
        tmp_path,
        b"{'id': 'unread'}",
        task(retries=-1, id="wrong"),
        task(after=["nobody", "unread", "wrong"]),
        task(depends_on=["wrong"], after=[]),
        options=("--config", "gone.json", "--report", "nowhere/r.json"),
        run=run_pem,
    )
    told = [line.removeprefix("pem: ") for line in said.splitlines()]
    assert told[0].startswith("t.jsonl:5: warning: key 'depends_on'")
    assert [line[:10] for line in told[1:4]] == ["t.jsonl:2:", "t.jsonl:3:", "t.jsonl:4:"]
    assert "'nobody'" in told[3]
    assert "gone.json" in told[4]
    assert "nowhere" in told[5]
    assert told[6:] == ["nothing was started"]


def test_tasks_are_checked_although_there_is_no_usable_data_folder(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "t.jsonl").write_text(json.dumps(task(retries=-1)), encoding="utf-8")
    done = pem_here("batch", "t.jsonl", "--data-dir", "file", cwd=tmp_path)
    assert done.returncode == 2
    assert "t.jsonl:1: retries" in done.stderr
    assert "is a file" in done.stderr


def test_a_file_without_tasks_is_refused_because_it_is_most_likely_a_mistake(tmp_path):
    (tmp_path / "t.jsonl").write_bytes(b"\xef\xbb\xbf\n \n")
    done = pem_here("batch", "t.jsonl", "--report", "r.json", cwd=tmp_path)
    assert done.returncode == 2
    assert "t.jsonl: holds no tasks; a task file holds one JSON object a line" in done.stderr
    assert not (tmp_path / "r.json").exists()


def test_a_missing_task_file_is_named(tmp_path):
    done = run_pem("batch", "gone.jsonl", cwd=tmp_path)
    assert done.returncode == 2
    assert "gone.jsonl: no such task file" in done.stderr


def test_a_list_of_tasks_is_told_how_to_become_lines(tmp_path):
    (tmp_path / "t.json").write_text(json.dumps([GOOD, GOOD], indent=2), encoding="utf-8")
    done = pem_here("batch", "t.json", cwd=tmp_path)
    assert done.returncode == 2
    assert "jq" in done.stderr


def test_a_file_that_is_no_configuration_is_called_one_with_its_whole_path(tmp_path):
    (tmp_path / "passwd").write_text("root:x:0:0:root", encoding="utf-8")
    path = tmp_path / "passwd"
    said = refused(tmp_path, options=("--config", str(path)))
    assert f"pem: configuration {path}:1:1: expected a value" in said
    assert "or name a file with settings, one JSON object, with --config" in said
    folder = refused(tmp_path, options=("--config", str(tmp_path)))
    assert f"pem: configuration {tmp_path}: is a folder; name a file with settings" in folder
    gone = refused(tmp_path, options=("--config", "gone.json"))
    assert "configuration gone.json does not exist; name an existing file" in gone


def test_a_report_never_takes_the_place_of_what_is_read(tmp_path):
    (tmp_path / "c.json").write_text("{}", encoding="utf-8")
    (tmp_path / DEFAULT_CONFIG).write_text("{}", encoding="utf-8")
    (tmp_path / "link").symlink_to("t.jsonl")
    os.link(tmp_path / "c.json", tmp_path / "hard")
    for name, what in (("./t.jsonl", "the task file t.jsonl"), ("link", "the task file t.jsonl")):
        assert f"report {name.removeprefix('./')}: is {what}" in refused(tmp_path, options=("--report", name))
    said = refused(tmp_path, options=("--report", DEFAULT_CONFIG))
    assert "which the report would overwrite; name another file" in said
    said = refused(tmp_path, options=("--config", "c.json", "--report", "hard"))
    assert "is the configuration c.json" in said


def test_a_report_that_cannot_be_written_is_found_before_anything_starts(tmp_path):
    assert "mkdir -p nowhere" in refused(tmp_path, options=("--report", "nowhere/r.json"))
    assert "is a folder" in refused(tmp_path, options=("--report", "."))


def test_a_data_folder_that_cannot_be_used_is_named_with_the_way_out(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "t.jsonl").write_text(json.dumps(GOOD), encoding="utf-8")
    done = pem_here("batch", "t.jsonl", "--data-dir", "file/data", cwd=tmp_path)
    assert done.returncode == 2
    assert "file" in done.stderr
    assert "--data-dir" in done.stderr
    assert not (tmp_path / "started").exists()


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="needs a read-only file system")
def test_a_data_folder_where_nobody_can_write_is_named(tmp_path):
    (tmp_path / "t.jsonl").write_text(json.dumps(GOOD), encoding="utf-8")
    done = pem_here("batch", "t.jsonl", "--data-dir", "/proc/pem", cwd=tmp_path)
    assert done.returncode == 2
    assert "data folder /proc/pem cannot be used" in done.stderr


def test_a_bad_configuration_is_told_with_its_lines(tmp_path):
    (tmp_path / "c.json").write_text(
        '{\n  "resource_thresholds": {\n    "cpu_percnt": 50\n  },\n  "monitoring_interval": true\n}',
        encoding="utf-8",
    )
    said = refused(tmp_path, options=("--config", "c.json"))
    assert "c.json:3" in said
    assert "cpu_percent" in said
    assert "c.json:5" in said


def test_a_bad_configuration_in_the_current_folder_is_refused_too(tmp_path):
    (tmp_path / DEFAULT_CONFIG).write_text('{"monitoring_interval": true}', encoding="utf-8")
    assert f"{DEFAULT_CONFIG}:1: monitoring_interval" in refused(tmp_path)


def test_a_bad_configuration_is_refused_although_there_was_a_good_one(tmp_path):
    (tmp_path / DEFAULT_CONFIG).write_text("{}", encoding="utf-8")
    (tmp_path / "ok.jsonl").write_text(json.dumps(task(command=python(""))), encoding="utf-8")
    assert run_pem("batch", "ok.jsonl", "--data-dir", "good", cwd=tmp_path).returncode == 0
    (tmp_path / DEFAULT_CONFIG).write_text("{", encoding="utf-8")
    done = pem_here("batch", "ok.jsonl", "--data-dir", "good", cwd=tmp_path)
    assert done.returncode == 2
    assert len(list((tmp_path / "good" / "runs").glob("*/*"))) == 1


def test_a_missing_configuration_that_was_asked_for_is_named(tmp_path):
    assert "gone.json" in refused(tmp_path, options=("--config", "gone.json"))


def test_problems_of_surroundings_and_task_file_are_told_together(tmp_path):
    said = refused(tmp_path, b"{", options=("--report", "nowhere/r.json", "--config", "gone.json"))
    assert "t.jsonl:2:" in said
    assert "nowhere" in said
    assert "gone.json" in said


@pytest.mark.skipif(sys.platform == "win32", reason="file names of POSIX are bytes")
def test_a_file_name_that_is_no_text_is_told_escaped(tmp_path):
    done = run_pem("batch", os.fsdecode(b"gone-\xff.jsonl"), cwd=tmp_path)
    assert done.returncode == 2
    assert "gone-\\udcff.jsonl: no such task file" in done.stderr


def test_an_empty_path_is_refused_instead_of_meaning_the_current_folder(tmp_path):
    (tmp_path / "t.jsonl").write_text(json.dumps(GOOD), encoding="utf-8")
    for option in ("--data-dir", "--config", "--report"):
        done = pem_here("batch", "t.jsonl", option, "", cwd=tmp_path)
        assert done.returncode == 2
        assert f"{option}: the path is empty" in done.stderr
    assert not (tmp_path / "runs").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a current folder cannot be removed there")
def test_a_current_folder_that_is_gone_is_told(tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    (tmp_path / "t.jsonl").write_text(json.dumps(GOOD), encoding="utf-8")
    command = shlex.join([*PEM, "batch", str(tmp_path / "t.jsonl")])
    done = in_shell(f"rmdir {shlex.quote(str(gone))}; {command}", gone)
    assert done.returncode == 2
    assert "the current folder no longer exists" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX closes the stream")
def test_a_closed_standard_input_is_told(tmp_path):
    done = in_shell(f"{shlex.join([*PEM, 'batch', '-'])} <&-", tmp_path)
    assert done.returncode == 2
    assert "standard input: is closed" in done.stderr


def test_a_computer_that_allows_no_threads_is_told_of_before_anything_starts(tmp_path):
    with no_new_threads():
        said = refused(tmp_path)
    assert "this computer allows only 0 more threads or processes, and 32 are needed" in said
    assert "raise 'ulimit -u'" in said
