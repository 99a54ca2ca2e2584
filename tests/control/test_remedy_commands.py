"""The command lines of remedies: each is one that ``pem`` itself reads, and asks for what the action says."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from parallel_execution_manager.control import remedy_commands
from parallel_execution_manager.control.command import build_parser
from parallel_execution_manager.control.edit_options import EDIT_OPTIONS
from parallel_execution_manager.control.remedy_commands import command_of
from parallel_execution_manager.runtime import task_changes
from parallel_execution_manager.scheduling.snapshot import Verb

ACTIONS = [
    ("cancel", {"tasks": ["a", "b c"]}, "pem cancel a 'b c'"),
    ("pause", {"role": "r"}, "pem pause --role=r"),
    ("retry", {"tasks": ["-x"]}, "pem retry -- -x"),
    ("resume", {"tasks": ["a"]}, "pem resume a"),
    ("start", {"roles": ["r"]}, "pem start r"),
    ("move", {"task": "a", "position": 0}, "pem move a first"),
    ("move", {"task": "a", "position": 4}, "pem move a 5"),
    ("priority", {"task": "-a", "priority": "high"}, "pem priority -- high -a"),
    ("priority", {"role": "r", "priority": 7}, "pem priority 7 --role=r"),
    ("edit", {"task": "-a", "cpu_cores": 0.4, "memory_mb": 9}, "pem edit --cpu=0.4 --memory=9 -- -a"),
    ("edit", {"task": "a", "drop_files": ["/x/*.csv"]}, "pem edit a '--drop-file=/x/*.csv'"),
    ("edit", {"task": "a", "read_files": ["/x/f"], "drop_after": ["b", "c"]}, None),
    ("edit", {"task": "a", "role": "r", "priority": "low"}, None),
    (
        "configure",
        {"settings": {"resource_thresholds": {"cpu_percent": {"throttle": 93.0, "resume": 70.0}}}},
        'pem set \'resource_thresholds.cpu_percent={"throttle":93.0,"resume":70.0}\'',
    ),
    ("configure", {"settings": {"scheduling": {"max_parallel_tasks": 4}}}, None),
    (
        "configure",
        {"settings": {"role_settings": {"gui_testing.max_concurrent_tasks": 2}}},
        "pem set role_settings.gui_testing.max_concurrent_tasks=2",
    ),
]


@pytest.mark.parametrize(("verb", "arguments", "line"), ACTIONS)
def test_the_command_line_is_one_that_pem_reads(verb, arguments, line):
    written = command_of({"verb": verb, "arguments": arguments})
    assert line in (None, written)
    program, *words = shlex.split(written)
    assert program == "pem"
    args = build_parser(words).parse_args(words)
    given = vars(args)
    told_otherwise = {"settings", "priority"}
    for key in arguments.keys() - told_otherwise:
        assert given[key] == arguments[key], key
    if verb == "configure":
        flat = [(s, k, v) for s, part in arguments["settings"].items() for k, v in part.items()]
        assert args.settings == flat
    elif "priority" in arguments:
        assert given["priority"] == str(arguments["priority"])


def test_the_data_folder_that_was_named_is_named_again():
    action = {"verb": "pause", "arguments": {"tasks": ["a"]}}
    assert command_of(action, Path("/x y")) == "pem pause --data-dir '/x y' a"


def test_whatever_can_be_changed_of_a_task_has_an_option_and_nothing_else_has():
    assert list(EDIT_OPTIONS) == list(task_changes._CHANGES)


def test_each_verb_has_a_command_line():
    assert set(remedy_commands._WORDS) == set(Verb)
    assert {verb for verb, *_ in ACTIONS} == set(Verb)
