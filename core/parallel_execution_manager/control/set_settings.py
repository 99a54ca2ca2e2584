"""``pem set``: changes settings in the configuration's file of a running manager, and puts them in force."""

from __future__ import annotations

import argparse
import json
from typing import Any

from parallel_execution_manager.control.asking import add_asking_options, ask, failed, say_json
from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED, BAD_INPUT
from parallel_execution_manager.control.messages import say
from parallel_execution_manager.control.wording import counted, printable
from parallel_execution_manager.runtime.client import DoorError, ManagerClient
from parallel_execution_manager.system.config.json_text import not_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``pem set``."""
    parser.add_argument(
        "settings",
        metavar="SECTION.KEY=VALUE",
        nargs="+",
        type=_setting,
        help="such as scheduling.max_parallel_tasks=4; the value as JSON would have it, null for the default",
    )
    add_asking_options(parser)


def execute(args: argparse.Namespace) -> int:
    """Wish and tell what became of it; the exit code."""
    return ask(args, lambda manager: _set(args, manager))


def _set(args: argparse.Namespace, manager: ManagerClient) -> int:
    sections: dict[str, dict[str, Any]] = {}
    for section, key, value in args.settings:
        sections.setdefault(section, {})[key] = value
    try:
        answer = manager.configure(sections)
    except DoorError as error:
        if error.kind != "refused":
            raise
        return failed(args, error, BAD_INPUT)
    after = {f"{section}.{key}": value for section, part in sections.items() for key, value in part.items()}
    if args.json:
        say_json(
            {"settings": list(after), "file": answer["file"], "before": answer["before"], "after": after}
        )
        return ALL_SUCCEEDED
    say(f"{counted(len(after), 'setting')} changed for good, in {printable(answer['file'])}")
    for name, value in after.items():
        say(f"  {printable(name)}: {_shown(value)}, before {_shown(answer['before'].get(name))}")
    return ALL_SUCCEEDED


def _shown(value: object) -> str:
    return "the default" if value is None else printable(json.dumps(value, ensure_ascii=False))


def _setting(text: str) -> tuple[str, str, Any]:
    path, equals, written = text.partition("=")
    section, dot, key = path.partition(".")
    if not (equals and dot and section and key):
        raise argparse.ArgumentTypeError(f"{text!r} is no setting; write SECTION.KEY=VALUE")
    try:
        value = json.loads(written)
    except ValueError:
        return section, key, written
    if problem := not_json(value):
        raise argparse.ArgumentTypeError(f"{text!r}: {problem}")
    return section, key, value
