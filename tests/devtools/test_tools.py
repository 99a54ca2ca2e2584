"""The small tools of dev.py: words for failures, interpreters, processes, named hosts, the command line."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading

import pytest

from devtools.alone import alone
from devtools.checks import all_checks
from devtools.environment import environment_for
from devtools.failures import explain, explain_os_error
from devtools.hosts import named_hosts
from devtools.installers import VenvAndPip
from devtools.interpreters import chosen, find, own_interpreter, own_version
from devtools.processes import answers, call, quietly
from devtools.project import PYTHONS, ROOT, ToolError

POSIX_ONLY = pytest.mark.skipif(os.name != "posix", reason="scripts and signals of POSIX")


def dev(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "dev.py", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("WARNING: Retrying ... NewConnectionError('<...>: Failed to establish')", "cannot be reached"),
        ("error: Request failed\n  Caused by: dns error\n", "cannot be reached"),
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            "no space",
        ),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE",
            "not the one that the lock",
        ),
        ("ERROR: No matching distribution found for numpy==2.4.6", "not offered for this Python"),
        ("error: Permission denied (os error 13)", "may not be written"),
        ("something new", "see below"),
    ],
)
def test_a_failed_step_says_why_and_shows_what_the_tool_said(said, meant):
    text = explain("installing run.txt", said)
    assert text.startswith("installing run.txt failed: ")
    assert meant in text
    assert said.strip().splitlines()[-1] in text


def test_a_full_disk_is_explained_without_a_traceback():
    assert "free about 1 GB" in explain_os_error(OSError(errno.ENOSPC, "No space left on device", "/x"))
    assert explain_os_error(OSError(errno.EACCES, "Permission denied", "/x")) == "/x: Permission denied."


def test_this_python_is_found_without_a_search():
    assert find(own_version()) == own_interpreter()
    assert chosen(None) == [(own_version(), own_interpreter())]


def test_of_all_pythons_this_one_comes_first():
    assert chosen("all")[0] == (own_version(), own_interpreter())


@POSIX_ONLY
def test_a_shim_that_fails_is_passed_over(tmp_path, monkeypatch):
    other = next(version for version in PYTHONS if version != own_version())
    shims, real = tmp_path / "shims", tmp_path / "real"
    for folder, script in ((shims, "exit 1"), (real, f"echo {other}; echo /opt/python")):
        folder.mkdir()
        (folder / f"python{other}").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (folder / f"python{other}").chmod(0o755)
    monkeypatch.setenv("PATH", f"{shims}{os.pathsep}{real}", prepend=os.pathsep)
    assert str(find(other)) == "/opt/python"


def test_a_python_that_the_project_does_not_know_is_refused():
    with pytest.raises(ToolError, match=r"--python 2\.7: the project is tested with"):
        chosen("2.7")


@POSIX_ONLY
def test_a_python_without_venv_is_told_what_to_install(tmp_path):
    bare = tmp_path / "python"
    bare.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    bare.chmod(0o755)
    with pytest.raises(ToolError, match="sudo apt-get install python3-venv"):
        VenvAndPip().make(tmp_path / ".venv", bare)


def test_a_program_that_does_not_exist_does_not_answer():
    assert not answers(["no-such-program-anywhere"])
    assert answers([sys.executable, "--version"])


@POSIX_ONLY
def test_exit_codes_are_those_of_a_shell():
    assert call([sys.executable, "-c", "raise SystemExit(7)"]) == 7
    assert call([sys.executable, "-c", "import os; os.kill(os.getpid(), 15)"]) == 128 + 15


def test_a_quiet_step_shows_what_is_downloaded_and_explains_its_failure(capsys):
    program = "print('Collecting x'); print('Downloading x (3 MB)'); print('[Errno 28]'); raise SystemExit(1)"
    with pytest.raises(ToolError, match="a step failed: there is no space left"):
        quietly("a step", [sys.executable, "-c", program])
    assert capsys.readouterr().err == "dev.py:   Downloading x (3 MB)\n"


def test_one_holder_of_a_lock_at_a_time(tmp_path):
    order = []

    def second() -> None:
        with alone(tmp_path / "lock", waiting.set):
            order.append("second")

    waiting = threading.Event()
    thread = threading.Thread(target=second)
    with alone(tmp_path / "lock", pytest.fail):
        thread.start()
        assert waiting.wait(30)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_a_file_that_names_a_registry_is_found(tmp_path):
    registry = "pypi" + ".org"
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "locks").mkdir()
    (tmp_path / "README.md").write_text(f"fine\nsee https://{registry}/x\n", encoding="utf-8")
    (tmp_path / "locks" / "run.txt").write_text("--find-" + "links https://example.test\n", encoding="utf-8")
    (tmp_path / ".gitignore").write_text("ignored\n", encoding="utf-8")
    (tmp_path / "ignored").write_text(registry, encoding="utf-8")
    assert sorted(line.split(": ")[0] for line in named_hosts(tmp_path)) == ["README.md:2", "locks/run.txt:1"]


def test_without_git_the_search_says_what_it_lacks(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(ToolError, match="git"):
        named_hosts(tmp_path)


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="asks git which files are the project's")
def test_no_file_of_the_project_names_a_registry():
    assert named_hosts() == []


def test_every_check_has_a_name_of_its_own():
    names = [check.name for check in all_checks(environment_for(own_version(), own_interpreter()))]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("arguments", [("fly",), ("check", "--faster"), ("test", "--python", "2.7")])
def test_what_dev_does_not_understand_ends_with_2_and_no_traceback(arguments):
    done = dev(*arguments)
    assert done.returncode == 2
    assert arguments[-1] in done.stderr
    assert "Traceback" not in done.stderr


def test_every_verb_is_listed():
    listed = dev("--help").stdout
    assert all(verb in listed for verb in ("run", "test", "check", "bench", "screenshots", "lock"))


def test_a_python_that_is_too_old_is_told_so_before_anything_else():
    pretend = (
        f"import sys; sys.version_info = (3, 10, 0, 'final', 0); exec(open({str(ROOT / 'dev.py')!r}).read())"
    )
    done = subprocess.run([sys.executable, "-c", pretend], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("dev.py needs Python 3.11 or newer")
