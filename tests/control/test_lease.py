"""``pem lease`` in this process: what is said, and what it does without loading."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from parallel_execution_manager.control.command import carry_out
from parallel_execution_manager.control.lease_acquire import told_for
from parallel_execution_manager.control.lease_list import lines_of
from parallel_execution_manager.control.lease_paths import label_of_command
from parallel_execution_manager.runtime.lease_answers import LeaseRow, Obstacle, Party

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="leases of other programs need POSIX")

ME = str(os.getpid())


@pytest.fixture(autouse=True)
def _in_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_lease_is_told_and_listed_for_programs(capsys, tmp_path):
    assert carry_out(["lease", "acquire", "a.txt", "--for", ME, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["pid"] == os.getpid()
    assert told["files"] == [str(tmp_path / "a.txt")]
    assert carry_out(["lease", "list", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["files"]
    assert (row["name"], row["mode"]) == (str(tmp_path / "a.txt"), "write")
    assert [(h["id"], h["fence"]) for h in row["holders"]] == [(told["lease"], told["fence"])]
    assert carry_out(["lease", "acquire", "a.txt", "--for", ME]) == 6
    assert f"process {ME}, {told['lease']})" in capsys.readouterr().err
    assert carry_out(["lease", "release", "a.txt", "--for", ME]) == 0
    assert carry_out(["lease", "list"]) == 0
    assert capsys.readouterr().out == "no file is leased\n"


def test_who_is_not_the_holder_lets_go_of_nothing(capsys):
    with subprocess.Popen(["sleep", "600"]) as other, contextlib.ExitStack() as stack:
        stack.callback(other.kill)
        assert carry_out(["lease", "acquire", "a.txt", "--shared", "--for", str(other.pid)]) == 0
        lease_id = capsys.readouterr().out.split()[0]
        for name in (lease_id, "a.txt"):
            assert carry_out(["lease", "release", name, "--for", ME]) == 7
            assert f"is leased to sleep (process {other.pid}, {lease_id})" in capsys.readouterr().err
        assert carry_out(["lease", "release", "b.txt"]) == 2
        assert "b.txt is not leased" in capsys.readouterr().err
        assert carry_out(["lease", "acquire", "data/", "--for", str(other.pid)]) == 0
        capsys.readouterr()
        assert carry_out(["lease", "release", "data/x.csv"]) == 2
        assert f"data/, by sleep (process {other.pid}" in capsys.readouterr().err
        assert carry_out(["lease", "release", lease_id, "--for", str(other.pid)]) == 0


def test_a_lease_needs_a_process_that_ends_some_time(capsys, monkeypatch):
    monkeypatch.setattr(os, "getppid", lambda: 1)
    assert carry_out(["lease", "acquire", "a.txt"]) == 2
    assert "name the one that is to hold the files with --for PID" in capsys.readouterr().err


@pytest.mark.parametrize("verb", [["list"], ["acquire", "a.txt"], ["release", "a.txt"]])
def test_a_record_that_cannot_be_used_is_told(capsys, home, verb):
    (home / "pem-data" / "leases.json").write_text("{}")
    assert carry_out(["lease", *verb]) == 1
    assert "leases.json is damaged" in capsys.readouterr().err


@pytest.mark.parametrize("verb", [["list"], ["acquire", "a.txt"], ["release", "a.txt"]])
def test_a_data_folder_that_cannot_be_used_is_told(capsys, home, verb, tmp_path):
    (tmp_path / "file").touch()
    assert carry_out(["lease", *verb, "--data-dir", "file"]) == 2
    assert "is a file and no folder" in capsys.readouterr().err


def test_the_list_says_who_has_a_file_and_who_waits():
    row = LeaseRow(
        "/data",
        "write",
        "tree",
        "*.csv",
        (Party("fit", "fit", 0, 90.0, 3), Party("lease:1", "sh\x1b", 7, 95.0)),
        (Party("lease:2", "vi", 8, 101.0),),
    )
    assert list(lines_of(row, 100.0)) == [
        "/data/*.csv (write)",
        "  held by task fit for 10.0 s, number 3",
        "  held by sh\\x1b (process 7, lease:1) for 5.0 s",
        "  waited for by vi (process 8, lease:2) for 0.0 s",
    ]


def test_whoever_waits_is_told_for_how_long_at_most(capsys, monkeypatch):
    monkeypatch.setattr("time.time", lambda: 100.0)
    told_for(5.0)(Obstacle("/a", Party("fit", "fit", 0, 90.0)))
    told_for(float("inf"))(Obstacle("/a", Party("lease:1", "sh", 7, 100.0), waits=True))
    assert capsys.readouterr().err.splitlines() == [
        "pem: /a is held for 10.0 s by task fit; waiting at most 5 s",
        "pem: /a is waited for by sh (process 7, lease:1); waiting",
    ]


def test_a_commands_label_is_short_and_text():
    assert label_of_command(["/bin/sort", "-o", "a b"]) == "sort -o 'a b'"
    assert len(label_of_command(["x" * 200])) == 60
    assert label_of_command(["cat", "caf\udce9"]) == "cat 'caf\\udce9'"


def test_nothing_heavy_is_loaded():
    code = (
        "import sys; from parallel_execution_manager.control.command import carry_out; "
        "carry_out(['lease', 'acquire', 'a.txt']); carry_out(['lease', 'list']); "
        "loaded = {name.partition('.')[0] for name in sys.modules}; "
        "print(sorted(loaded & {'PySide6', 'psutil', 'rich', 'ctypes'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
