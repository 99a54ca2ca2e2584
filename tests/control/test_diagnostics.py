"""The bundle of diagnostics: what is in it, what is not, and where it is written."""

from __future__ import annotations

import json
import os
import stat
import zipfile
from pathlib import Path

import pytest

from parallel_execution_manager.control import diagnostics_file
from parallel_execution_manager.control.command import carry_out
from parallel_execution_manager.control.diagnostics_bundle import PARTS, Sources
from parallel_execution_manager.control.diagnostics_file import DiagnosticsError, write_diagnostics
from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED, BAD_INPUT
from parallel_execution_manager.runtime.manager import ParallelExecutionManager
from parallel_execution_manager.system.storage.opening import FILE_NAME, STORE_FOLDER


@pytest.fixture
def sources(home):
    project = home / "project"
    project.mkdir()
    config = project / "parallel_execution_config.json"
    return Sources(home / "kept", config, project / "window.ini")


def read(bundle):
    with zipfile.ZipFile(bundle) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def test_the_bundle_holds_every_part_and_says_what_each_is(home, sources):
    write_diagnostics(home / "bundle.zip", sources)
    files = read(home / "bundle.zip")
    assert list(files) == ["README.txt", *(part.name for part in PARTS)]
    for part in PARTS:
        assert part.name in files["README.txt"]
        assert part.meaning in files["README.txt"]


def test_nothing_is_there_yet_and_that_is_said(home, sources):
    write_diagnostics(home / "bundle.zip", sources)
    files = read(home / "bundle.zip")
    assert files["configuration.json"] == files["window.log"] == files["window.ini"] == "there is none\n"
    assert files["crashes.txt"] == "none\n"
    assert "no manager has run yet" in files["queue.jsonl"]
    assert not sources.data_dir.exists()


def test_queue_and_journal_of_a_running_manager_are_in_it_without_secrets(home, sources, monkeypatch):
    monkeypatch.setenv("SOME_TOKEN", "env-hunter2")
    sources.configuration.write_text('{"monitoring_interval": 3}', encoding="utf-8")
    sources.window_settings.write_text("[General]\ntheme=Dark\napi_token=ini-hunter2\n", encoding="utf-8")
    manager = ParallelExecutionManager(base_dir=sources.configuration.parent, data_dir=sources.data_dir)
    try:
        manager.submit(
            [
                {
                    "id": "fit",
                    "role": "task_management",
                    "name": "fit with task-hunter2",
                    "command": ["true", "--password", "cmd-hunter2", "see task-hunter2"],
                    "env": {"API_KEY": "task-hunter2"},
                }
            ]
        )
        log = sources.data_dir / "window.log"
        log.write_text("password=log-hunter2\nsaw env-hunter2\nall is well\n", encoding="utf-8")
        write_diagnostics(home / "bundle.zip", sources)
    finally:
        manager.close()
    files = read(home / "bundle.zip")
    assert "hunter2" not in "".join(files.values())
    assert json.loads(files["configuration.json"]) == {"monitoring_interval": 3}
    assert "theme=Dark" in files["window.ini"]
    assert "all is well" in files["window.log"]
    task = json.loads(files["queue.jsonl"])
    assert (task["id"], task["state"]) == ("fit", "queued")
    assert task["command"][:2] == ["true", "--password"]
    assert "fit" in files["journal.jsonl"]
    assert all(json.loads(line)["kind"] for line in files["journal.jsonl"].splitlines())
    write_diagnostics(home / "later.zip", sources)
    later = read(home / "later.zip")
    assert "hunter2" not in "".join(later.values())
    task = json.loads(later["queue.jsonl"])
    assert (task["id"], task["state"]) == ("fit", "queued")
    assert "fit" in later["journal.jsonl"]
    assert "SOME_TOKEN" in json.loads(files["environment.json"])["names only"]
    assert json.loads(files["about.json"])["libraries"]["psutil"] != "not found"


def test_what_cannot_be_read_does_not_keep_the_rest_out(home, sources):
    sources.data_dir.mkdir()
    store = sources.data_dir / STORE_FOLDER / FILE_NAME
    store.parent.mkdir()
    store.write_bytes(b"no database" * 100)
    (sources.data_dir / "window.log").mkdir()
    sources.configuration.write_text("{ token: broken-hunter2", encoding="utf-8")
    write_diagnostics(home / "bundle.zip", sources)
    files = read(home / "bundle.zip")
    assert files["window.log"].startswith("not available: ")
    assert "hunter2" not in files["configuration.json"]
    assert "cannot be read" in files["queue.jsonl"]
    assert "free" in json.loads(files["folder.json"])


def test_crash_reports_are_in_it_the_newest_last(home, sources):
    folder = sources.data_dir / "crashes"
    folder.mkdir(parents=True)
    for number in range(7):
        file = folder / f"error-{number}.txt"
        file.write_text(f"crash {number}", encoding="utf-8")
        os.utime(file, (number, number))
    write_diagnostics(home / "bundle.zip", sources)
    text = read(home / "bundle.zip")["crashes.txt"]
    assert "crash 1" not in text
    assert text.index("crash 2") < text.index("crash 6")


def test_the_bundle_is_for_its_owner_alone_and_replaces_nothing(home, sources):
    target = home / "bundle.zip"
    write_diagnostics(target, sources)
    if os.name == "posix":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
    before = target.read_bytes()
    with pytest.raises(DiagnosticsError, match="exists already; name another file"):
        write_diagnostics(target, sources)
    assert target.read_bytes() == before


def test_a_folder_that_is_not_there_is_told_with_a_way_out(home, sources):
    with pytest.raises(DiagnosticsError, match="No such file or directory; name a file in another folder"):
        write_diagnostics(home / "none" / "bundle.zip", sources)


def test_pem_diagnostics_writes_it_and_lists_what_is_in_it(home, capsys, monkeypatch):
    monkeypatch.chdir(home)
    assert carry_out(["diagnostics", "out.zip", "--data-dir", str(home / "none")]) == ALL_SUCCEEDED
    told = capsys.readouterr().out
    assert told.startswith(str(home / "out.zip"))
    assert all(part.name in told for part in PARTS)
    assert carry_out(["diagnostics", "out.zip", "--data-dir", str(home / "none")]) == BAD_INPUT
    assert "name another file" in capsys.readouterr().err
    assert not (home / "none").exists()


def test_without_a_name_it_gets_one_with_the_time(home, capsys, monkeypatch):
    monkeypatch.chdir(home)
    assert carry_out(["diagnostics", "--data-dir", str(home / "none")]) == ALL_SUCCEEDED
    (written,) = home.glob("pem-diagnostics-*.zip")
    assert str(written) in capsys.readouterr().out
    assert diagnostics_file.proposed_name(0).startswith("pem-diagnostics-19")


def test_the_documentation_lists_every_part():
    page = (Path(__file__).parents[2] / "docs" / "command-line.md").read_text(encoding="utf-8")
    for part in PARTS:
        assert f"| `{part.name}` | {part.meaning} |" in page
