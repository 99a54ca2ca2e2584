"""Completion: the scripts are read by their shells, and give verbs, options, ids and roles."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from parallel_execution_manager.control.command import carry_out
from parallel_execution_manager.control.completion import SHELLS, grammars
from parallel_execution_manager.control.verbs import VERBS


def script(shell: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert carry_out(["completion", shell]) == 0
    path = folder / f"pem.{shell}"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    return path


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_one_that_its_shell_can_read(shell, tmp_path, capsys):
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    subprocess.run([program, "-n", script(shell, tmp_path, capsys)], check=True)


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_knows_every_verb(shell, tmp_path, capsys):
    text = script(shell, tmp_path, capsys).read_text(encoding="utf-8")
    assert all(verb.name in text for verb in VERBS)


def test_what_verbs_take_is_read_from_their_parsers():
    known = {grammar.verb: grammar for grammar in grammars()}
    assert known["why"].takes_tasks
    assert known["start"].takes_roles
    assert known["batch"].takes_files
    assert not known["status"].takes_tasks
    assert "--until" in known["pause"].options
    assert known["completion"].words == tuple(SHELLS)
    assert known["move"].takes_tasks
    assert known["move"].words == ("first", "last")


def test_what_stands_behind_a_verb_and_takes_something_itself_is_read_too():
    (lease,) = [grammar for grammar in grammars() if grammar.below]
    below = {grammar.verb: grammar for grammar in lease.below}
    assert (lease.verb, lease.words) == ("lease", tuple(below)) == ("lease", ("acquire", "list", "release"))
    assert {"--shared", "--wait", "--for"} < set(below["acquire"].options)
    assert "--shared" not in below["list"].options
    assert [name for name in below if below[name].takes_files] == ["acquire", "release"]


@pytest.fixture
def complete(tmp_path, capsys):
    """What bash offers for a line, with a ``pem`` that knows three tasks."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("bash is not installed")
    stand_in = tmp_path / "bin" / "pem"
    stand_in.parent.mkdir()
    stand_in.write_text(
        "#!/bin/sh\nif [ $1 = list ]; then printf 'fit\\nfig 2\\n$(touch oops)\\n'; else echo gui; fi\n"
    )
    stand_in.chmod(0o700)
    source = script("bash", tmp_path, capsys)

    def ask(*words: str) -> list[str]:
        program = (
            f'source {source}\nCOMP_WORDS=("$@")\nCOMP_CWORD=$(($# - 1))\n_pem\n'
            "printf '%s\\n' \"${COMPREPLY[@]}\"\n"
        )
        done = subprocess.run(
            [bash, "-c", program, "bash", *words],
            cwd=tmp_path,
            env={"PATH": f"{stand_in.parent}:/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr == ""
        return done.stdout.splitlines()

    return ask


def test_bash_completes_verbs_options_ids_and_roles_and_runs_nothing_that_stands_in_an_id(complete, tmp_path):
    assert complete("pem", "ev") == ["events"]
    assert complete("pem", "pause", "--un") == ["--until"]
    assert complete("pem", "pause", "--role", "") == ["gui"]
    assert complete("pem", "why", "fi") == ["fit", "fig\\ 2"]
    assert complete("pem", "cancel", "") == ["fit", "fig\\ 2", "\\$\\(touch\\ oops\\)"]
    assert complete("pem", "completion", "z") == ["zsh"]
    assert "bin" in complete("pem", "batch", "")
    assert complete("pem", "pause", "--data-dir", "bi") == ["bin"]
    assert not (tmp_path / "oops").exists()


def test_bash_completes_what_stands_behind_lease(complete):
    assert complete("pem", "lease", "") == ["acquire", "list", "release"]
    assert complete("pem", "lease", "acquire", "--sh") == ["--shared"]
    assert complete("pem", "lease", "acquire", "bi") == ["bin"]
    assert complete("pem", "lease", "release", "bi") == ["bin"]
    assert complete("pem", "lease", "list", "--js") == ["--json"]
    assert complete("pem", "lease", "list", "bi") == [""]
    assert complete("pem", "move", "fit", "la") == ["last"]


def test_zsh_completes_what_stands_behind_lease(tmp_path, capsys):
    zsh = shutil.which("zsh")
    if zsh is None:
        pytest.skip("zsh is not installed")
    source = script("zsh", tmp_path, capsys)
    # In place of the completion system, which needs a terminal: what it is given.
    stand_ins = "compdef() {}; compadd() { print -l -- ${(P)2} }; _files() { print FILES }\n"
    program = f"{stand_ins}source {source}\nwords=($@)\nCURRENT=$#\n_pem"

    def ask(*line: str) -> list[str]:
        command = [zsh, "-f", "-c", program, "zsh", *line, "-"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()

    assert ask("pem", "lease")[-3:] == ["acquire", "list", "release"]
    assert ask("pem", "lease", "acquire")[:4] == ["FILES", "-h", "--help", "--shared"]
    assert ask("pem", "lease", "list") == ["-h", "--help", "--json", "--data-dir"]
    assert ask("pem", "move", "fit")[-2:] == ["first", "last"]


def test_fish_completes_what_stands_behind_lease(tmp_path, capsys):
    fish = shutil.which("fish")
    if fish is None:
        pytest.skip("fish is not installed")
    source = script("fish", tmp_path, capsys)

    def ask(line: str) -> list[str]:
        program = 'source $argv[1]; complete -C "$argv[2]"'
        command = [fish, "--no-config", "-c", program, source, line]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        return [found.split("\t")[0] for found in done.stdout.splitlines()]

    assert ask("pem lease ") == ["acquire", "list", "release"]
    assert ask("pem lease acquire --sh") == ["--shared"]
    assert ask("pem lease acquire pem.f") == ["pem.fish"]
    assert ask("pem lease list pem.f") == []
    assert "--ids" not in ask("pem lease list --")
    assert "--ids" in ask("pem list --")
    assert ask("pem move fit la") == ["last"]
