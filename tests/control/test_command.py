"""The command's own answers: version, help, mistakes in the command line, faults of the program."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest

from parallel_execution_manager.control import command
from parallel_execution_manager.control.exit_codes import BAD_INPUT, INTERNAL_ERROR, SOME_FAILED
from parallel_execution_manager.control.version import program_version


def test_the_version_is_that_of_the_installed_distribution(capsys):
    with pytest.raises(SystemExit) as ended:
        command.carry_out(["--version"])
    assert ended.value.code in (None, 0)
    assert capsys.readouterr().out == f"pem {program_version()}\n"
    assert program_version()[0].isdigit()


@pytest.mark.parametrize(
    "argv", [[], ["bacth"], ["batch", "a", "b"], ["run", "--fast"], ["batch", "a", "--rep", "r"]]
)
def test_a_wrong_command_line_is_bad_input(argv, capsys):
    with pytest.raises(SystemExit) as ended:
        command.carry_out(argv)
    assert ended.value.code == BAD_INPUT
    assert "pem" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "words"), [([], ("run", "batch", "exit codes")), (["batch"], ("--report", "R.json"))]
)
def test_help_tells_what_there_is(argv, words, capsys):
    with pytest.raises(SystemExit):
        command.carry_out([*argv, "--help"])
    out = capsys.readouterr().out
    assert all(word in out for word in words)


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        ([], ("a verb is missing", "  list         the tasks of a running manager")),
        (["--data-dir", "D"], ("a verb is missing",)),
        (["lsit"], ("there is no verb 'lsit'; did you mean list",)),
        (["xyzzy"], ("there is no verb 'xyzzy'; pem --help tells all there are",)),
        (["a\nb"], ("there is no verb 'a\\\\nb'",)),
    ],
)
def test_who_names_no_verb_is_told_which_there_are(argv, words, capsys):
    with pytest.raises(SystemExit) as ended:
        command.carry_out(argv)
    told = capsys.readouterr().err
    assert ended.value.code == BAD_INPUT
    assert all(word in told for word in words), told


def test_help_and_version_load_nothing_heavy():
    program = (
        "import sys\n"
        "from parallel_execution_manager.control.command import carry_out\n"
        "try:\n"
        "    carry_out(['--help'])\n"
        "except SystemExit:\n"
        "    pass\n"
        "heavy = {'PySide6', 'rich', 'psutil', 'parallel_execution_manager.runtime'} & set(sys.modules)\n"
        "print('heavy:', sorted(heavy))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("heavy: []\n")


def test_a_fault_of_the_program_is_told_as_one(monkeypatch, capsys):
    def broken(_args: argparse.Namespace) -> int:
        raise RuntimeError("a bug")

    parser = argparse.ArgumentParser()
    parser.set_defaults(execute=broken, tells_log=False)
    monkeypatch.setattr(command, "build_parser", lambda _arguments: parser)
    assert command.carry_out([]) == INTERNAL_ERROR
    assert "RuntimeError: a bug" in capsys.readouterr().err


def test_the_module_is_the_command():
    done = subprocess.run(
        [sys.executable, "-m", "parallel_execution_manager", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"pem {program_version()}\n"


def test_characters_that_the_terminal_lacks_are_escaped_instead_of_raising():
    done = subprocess.run(
        [sys.executable, "-m", "parallel_execution_manager", "batch", "grüße.jsonl"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "ascii:strict"},
    )
    assert done.returncode == BAD_INPUT
    assert "gr\\xfc\\xdfe.jsonl: no such task file" in done.stderr


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="file names have UTF-8 there in any locale")
def test_where_only_ascii_can_be_named_that_is_told_instead_of_failing_half_way(tmp_path):
    only_ascii = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "parallel_execution_manager", "list", "--data-dir", "d"],
        cwd=tmp_path,
        env={**os.environ, **only_ascii},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == BAD_INPUT
    assert "set a locale with UTF-8 (LC_ALL=C.UTF-8)" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (["--data-dir", "D", "list", "--ids"], ["list", "--data-dir", "D", "--ids"]),
        (["--data-dir=D", "log", "t"], ["log", "--data-dir=D", "t"]),
        (["--data-dir", "D", "lease", "list"], ["lease", "list", "--data-dir", "D"]),
        (["list", "--data-dir", "D"], ["list", "--data-dir", "D"]),
        (["--data-dir", "D"], ["--data-dir", "D"]),
        (["--data-dir", "D", "--help"], ["--data-dir", "D", "--help"]),
        (["--help"], ["--help"]),
        ([], []),
    ],
)
def test_the_data_folder_may_be_named_before_the_verb(given, meant):
    assert command.verb_first(given) == meant


@pytest.mark.parametrize(
    "verb", [["list"], ["status"], ["log", "t"], ["why", "t"], ["events"], ["wait", "t"], ["lease", "list"]]
)
def test_a_mistyped_data_folder_is_not_made_by_looking_into_it(verb, tmp_path, capsys):
    missing = tmp_path / "mistyped"
    command.carry_out(["--data-dir", str(missing), *verb])
    assert list(tmp_path.iterdir()) == []
    assert str(missing) in capsys.readouterr().err
    missing.mkdir()
    command.carry_out([*verb, "--data-dir", str(missing)])
    assert list(missing.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize(
    "words", [("completion", "bash"), ("status", "--json", "--data-dir", "nope"), ("lease", "list")]
)
def test_an_answer_that_the_disk_does_not_take_is_told_in_a_line(words, tmp_path):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "parallel_execution_manager", *words],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            cwd=tmp_path,
        )
    assert done.stderr.splitlines()[-1].startswith(
        "pem: the answer cannot be written to standard output: No space left on device"
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == SOME_FAILED
