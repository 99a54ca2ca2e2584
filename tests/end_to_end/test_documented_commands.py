"""Every command that the documentation shows is carried out, or says why it is not."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from devtools.command_line import command_parser
from devtools.page_links import pages
from devtools.project import ROOT
from parallel_execution_manager.control.command import build_parser, carry_out
from parallel_execution_manager.control.completion import grammars
from parallel_execution_manager.control.verbs import VERBS
from parallel_execution_manager.system.host import is_supported
from tests.bench.run import NAMES as BENCHES
from tests.end_to_end.documented import documented_commands, shown_blocks
from tests.end_to_end.documented_runs import ASKED, BLOCKS, ELSEWHERE, ONLY_READ, SHELL, TYPED
from tests.end_to_end.headless import Headless, headless
from tests.end_to_end.leases import PEM_WORDS
from tests.end_to_end.pem import PATIENCE_S

HERE = Path(__file__).relative_to(ROOT).with_name("documented_runs.py").as_posix()
SHOWN = documented_commands()
OF_DEV = {command for command in SHOWN if re.match(r"(python3 )?dev\.py ", command)}
OPTIONS = {
    f"{outer.verb} {inner.verb}".strip(): inner.options for outer in grammars() for inner in outer.below
} | {grammar.verb: grammar.options for grammar in grammars()}
needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="needs local sockets and POSIX signals")


def verb_of(command: str) -> tuple[str, list[str]]:
    """The verb of ``pem`` that a command names, and what stands behind it."""
    words = command.split()[1:]
    length = 2 if " ".join(words[:2]) in OPTIONS else 1
    return " ".join(words[:length]), words[length:]


def is_mention(command: str) -> bool:
    """Whether only a verb is named, as one does in a sentence."""
    verb, rest = verb_of(command)
    return verb in OPTIONS and rest in ([], ["…"])


def test_every_command_of_the_pages_has_its_place():
    placed = {command for command, _ in ASKED} | set(SHELL) | set(ELSEWHERE)
    others = {command for command in SHOWN if command not in OF_DEV and not is_mention(command)}
    lost = [f"{command!r} ({', '.join(SHOWN[command])})" for command in sorted(others - placed)]
    assert lost == [], f"shown and carried out nowhere; add it to {HERE}"
    assert sorted(placed - set(SHOWN)) == [], f"shown on no page any more; take it out of {HERE}"


@pytest.mark.parametrize("command", [each for each in SHOWN if each.startswith("pem ") and each not in SHELL])
def test_verbs_and_options_of_the_pages_exist(command):
    for part in command.split(" && "):
        verb, rest = verb_of(part.replace("--data-dir D ", ""))
        before_verb = {option for action in build_parser([])._actions for option in action.option_strings}
        if verb.startswith("-") or verb == "VERB":
            assert verb in before_verb | {"-c", "-m", "-u", "VERB"}
            continue
        assert verb in OPTIONS
        given = rest[: rest.index("--")] if "--" in rest else rest
        named = {match[1] for word in given if (match := re.match(r"\[?(--?[a-z][a-z-]*)", word))}
        assert named <= set(OPTIONS[verb])


@pytest.mark.parametrize("command", sorted(OF_DEV))
def test_commands_of_the_checkout_are_understood(command):
    words = command.split("dev.py ", 1)[1].replace("[", "").replace("]", "").split()
    options, rest = command_parser().parse_known_args(words)
    assert options.takes_rest or rest == []
    assert ONLY_READ[options.verb]
    if options.verb == "bench" and rest and rest[0].islower() and not rest[0].startswith("-"):
        assert rest[0] in BENCHES


@pytest.mark.parametrize("test", sorted(set(ELSEWHERE.values())))
def test_what_is_carried_out_elsewhere_is(test):
    file, _, name = test.partition("::")
    assert f"def {name}(" in (ROOT / "tests" / file).read_text(encoding="utf-8")


def test_every_block_of_code_has_a_test():
    counted = {
        page.relative_to(ROOT).as_posix(): len([language for language in shown_blocks(page) if language])
        for page in pages()
    }
    assert {page: number for page, number in counted.items() if number} == {
        page: number for page, (number, _) in BLOCKS.items()
    }, f"run a new block in a test, and count it in {HERE}"
    for page, (_, file) in BLOCKS.items():
        text = (ROOT / "tests" / file).read_text(encoding="utf-8")
        assert page in text or Path(page).parent.name in {"tutorials", "roles"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the files that the commands name."""
    (tmp_path / "fit.py").write_text("import time\nprint('begun', flush=True)\ntime.sleep(600)\n")
    (tmp_path / "plot.py").write_text("print('plotted')\n")
    (tmp_path / "TASKS.jsonl").write_text(
        '{"role": "agent_simulations", "id": "waiter", "command": ["true"], "after": ["walk"]}\n'
        '{"role": "agent_simulations", "id": "last", "command": ["true"], "after": ["walk"]}\n'
    )
    (tmp_path / "tasks.jsonl").write_text('{"role": "gui_testing", "id": "small", "command": ["true"]}\n')
    (tmp_path / "other.jsonl").write_text('{"role": "gui_testing", "id": "other", "command": ["true"]}\n')
    return tmp_path


@pytest.fixture
def manager(project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Headless]:
    monkeypatch.setenv("PEM_DATA_DIR", str(project / "data"))
    with headless(project, project / "data") as started:
        yield started


@needs_posix
def test_what_asks_a_manager_does_what_it_says(manager: Headless):
    for shown, typed in ASKED:
        for line in typed or [part.removeprefix("pem ") for part in shown.split(" && ")]:
            words = [sys.executable if word == "python3" else word for word in shlex.split(line)]
            done = manager.pem(*words)
            may_be = {0, 1} if line.startswith("wait") else {0}  # what was cancelled has not succeeded
            assert done.returncode in may_be, f"{shown}: pem {line}\n{done.stdout}{done.stderr}"


@needs_posix
@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_what_is_typed_into_a_shell_works(manager: Headless):
    for shown, before in SHELL.items():
        script = f'set -e\npem() {{ {PEM_WORDS} "$@"; }}\n{before}\n{TYPED.get(shown, shown)}\n'
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=manager.cwd,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert done.returncode == 0, f"{shown}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS])
def test_every_verb_tells_what_it_takes(verb, capsys):
    with pytest.raises(SystemExit) as end:
        carry_out([verb, "--help"])
    assert end.value.code == 0
    assert f"usage: pem {verb}" in capsys.readouterr().out


@pytest.mark.skipif(not is_supported(), reason="there are no autostart folders here")
def test_autostart_is_switched_as_shown(home, capsys):
    for words, said in ((["on"], "autostart is on"), ([], "autostart is on"), (["off"], "autostart is off")):
        assert carry_out(["autostart", *words]) == 0
        assert said in capsys.readouterr().out
