"""The workflow of the hosting service: the commands that anybody runs, and nothing else."""

from __future__ import annotations

import re

import pytest

from devtools.command_line import command_parser
from devtools.project import PYTHONS, ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TEXT = "\n".join(path.read_text(encoding="utf-8") for path in WORKFLOWS)
RUNS = re.findall(r"^\s*-? ?run: (.+)$", TEXT, re.MULTILINE)


@pytest.mark.parametrize("command", sorted(set(RUNS)))
def test_each_step_is_a_command_of_the_checkout(command):
    if command == "bash .ci/libraries":
        assert (ROOT / ".ci" / "libraries").is_file()
        return
    words = command.removeprefix("python dev.py ").split()
    assert words[0] != "python"
    options, rest = command_parser().parse_known_args(words)
    assert options.takes_rest or rest == []


def test_there_is_no_logic_in_it():
    assert "run: |" not in TEXT
    assert not re.search(r"^\s*if:", TEXT, re.MULTILINE)


def test_what_must_hold_is_called_on_all_three_systems():
    systems = re.findall(r"os: \[(.+)\]", TEXT)
    assert systems == ["ubuntu-latest, macos-latest, windows-latest"] * 2
    for command in ("check", "test --coverage", "package --check", "docs", "release --dry-run"):
        assert f"python dev.py {command}" in RUNS


def test_all_pythons_of_the_project_are_tried():
    assert all(f'"{version}"' in TEXT for version in PYTHONS)


def test_actions_are_pinned_and_may_only_read():
    used = re.findall(r"uses: (\S+)", TEXT)
    assert used
    assert all(re.fullmatch(r"actions/[\w-]+@(v\d+|[0-9a-f]{40})", action) for action in used)
    assert "permissions:\n  contents: read\n" in TEXT
