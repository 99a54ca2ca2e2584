"""What a process has open is seen, by whatever means, and what it cannot have done is told."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from parallel_execution_manager.system.processes.open_files import (
    LinuxOpenFiles,
    NoOpenFiles,
    OpenFile,
    OpenFiles,
    PsutilOpenFiles,
    best_open_files,
)
from tests.system.files.test_file_identity import ordinary_user
from tests.system.trees import wait_until

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux's own means")

# Opens the files of the arguments, says so, and does what it is told line by line.
OPENER = """
import sys
files = [open(path, mode) for path, mode in zip(sys.argv[1::2], sys.argv[2::2])]
print("open", flush=True)
for line in sys.stdin:
    if line == "write\\n":
        files[0].write("more"); files[0].flush()
    print("done", flush=True)
"""


@contextmanager
def opener(*files: tuple[Path, str]) -> Iterator[subprocess.Popen[str]]:
    """A process that has ``files`` open."""
    words = [word for path, mode in files for word in (str(path), mode)]
    with subprocess.Popen(
        [sys.executable, "-S", "-E", "-c", OPENER, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
        process.kill()


def tell(process: subprocess.Popen[str], word: str) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{word}\n")
    process.stdin.flush()
    assert process.stdout.readline() == "done\n"


@pytest.fixture(params=[pytest.param(LinuxOpenFiles, marks=on_linux), lambda: PsutilOpenFiles(psutil)])
def files(request: pytest.FixtureRequest) -> OpenFiles:
    made: OpenFiles = request.param()
    return made


def seen(files: OpenFiles, pid: int) -> dict[str, OpenFile]:
    found = files.of(pid)
    assert found is not None
    return {Path(file.path).name: file for file in found}


def test_open_files_are_seen_with_identity_and_whether_they_were_opened_to_write(
    files: OpenFiles, tmp_path: Path
):
    for name in ("r.txt", "w.txt", "rw.txt"):
        (tmp_path / name).write_text("text")
    with opener((tmp_path / "r.txt", "r"), (tmp_path / "w.txt", "a"), (tmp_path / "rw.txt", "r+")) as process:
        found = seen(files, process.pid)
    status = (tmp_path / "w.txt").stat()
    assert found["w.txt"].inode == (status.st_dev, status.st_ino)
    assert found["w.txt"].path == str(tmp_path / "w.txt")
    if sys.platform == "linux":
        assert {name: file.writable for name, file in found.items()} == {
            "r.txt": False,
            "w.txt": True,
            "rw.txt": True,
        }


def test_of_one_that_is_gone_nothing_is_known(files: OpenFiles):
    with subprocess.Popen([sys.executable, "-S", "-E", "-c", "pass"]) as process:
        pass
    assert files.of(process.pid) is None
    assert files.deeds(process.pid) is None


@on_linux
def test_a_file_that_was_removed_is_seen_by_the_name_that_it_had(tmp_path: Path):
    path = tmp_path / "a.txt"
    odd = tmp_path / "odd (deleted)"
    with opener((path, "w"), (odd, "w")) as process:
        path.unlink()
        assert set(seen(LinuxOpenFiles(), process.pid)) == {"a.txt", "odd (deleted)"}


@on_linux
def test_deeds_tell_who_wrote_and_who_did_nothing_at_all(tmp_path: Path):
    files = LinuxOpenFiles()
    with opener((tmp_path / "a.txt", "w")) as process:
        wait_until(lambda: psutil.Process(process.pid).status() == "sleeping", "the process to wait")
        before = files.deeds(process.pid)
        assert before is not None
        assert files.deeds(process.pid) == before
        tell(process, "write")
        after = files.deeds(process.pid)
    assert after is not None
    assert after.written >= before.written + len("more")
    assert after.ran_ns > before.ran_ns


@on_linux
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_what_may_not_be_seen_is_unknown():
    files = LinuxOpenFiles()
    with ordinary_user():
        assert files.of(1) is None
        assert files.deeds(1) is None


def test_the_best_means_are_chosen(tmp_path: Path):
    assert isinstance(best_open_files(psutil, "darwin"), PsutilOpenFiles)
    assert isinstance(best_open_files(None, "darwin"), NoOpenFiles)
    assert isinstance(best_open_files(psutil, "linux", str(tmp_path)), PsutilOpenFiles)
    if sys.platform == "linux":
        assert isinstance(best_open_files(psutil), LinuxOpenFiles)


def test_without_means_nothing_is_known():
    assert NoOpenFiles().of(os.getpid()) is None
    assert NoOpenFiles().deeds(os.getpid()) is None
