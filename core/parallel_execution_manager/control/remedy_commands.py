"""The command line that carries out an action of a remedy, to be copied into a shell as it is."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from parallel_execution_manager.control.edit_options import EDIT_OPTIONS

Arguments = Mapping[str, Any]


def command_of(action: Mapping[str, Any], data_dir: Path | None = None) -> str:
    """``pem VERB …`` for an action as `ManagerClient.why` tells it; ``data_dir`` if one was named."""
    where = [] if data_dir is None else ["--data-dir", str(data_dir)]
    verb, arguments = action["verb"], action["arguments"]
    words = _WORDS[verb](arguments)
    return shlex.join(["pem", {"configure": "set"}.get(verb, verb), *where, *_plain(words)])


def _plain(words: list[str]) -> list[str]:
    """What looks like an option and is none stands behind ``--``."""
    options = [i for i, word in enumerate(words) if word.startswith("--")]
    values = words[: options[0]] if options else words
    rest = words[len(values) :]
    return [*rest, "--", *values] if any(value.startswith("-") for value in values) else words


def _tasks_or_role(arguments: Arguments) -> list[str]:
    return list(arguments["tasks"]) if "tasks" in arguments else [f"--role={arguments['role']}"]


def _place(arguments: Arguments) -> list[str]:
    position = arguments["position"]
    return [arguments["task"], str(position + 1) if position else "first"]


def _priority(arguments: Arguments) -> list[str]:
    whose = [f"--role={arguments['role']}"] if "role" in arguments else [arguments["task"]]
    return [str(arguments["priority"]), *whose]


def _edit(arguments: Arguments) -> list[str]:
    words = [arguments["task"]]
    for key, option in EDIT_OPTIONS.items():
        if key in arguments:
            values = arguments[key] if option.is_list else [arguments[key]]
            words += [f"{option.name}={value}" for value in values]
    return words


def _settings(arguments: Arguments) -> list[str]:
    return [
        f"{section}.{key}={json.dumps(value, separators=(',', ':'))}"
        for section, part in arguments["settings"].items()
        for key, value in part.items()
    ]


_WORDS: Mapping[str, Callable[[Arguments], list[str]]] = {
    "cancel": _tasks_or_role,
    "pause": _tasks_or_role,
    "resume": _tasks_or_role,
    "retry": _tasks_or_role,
    "start": lambda arguments: list(arguments["roles"]),
    "move": _place,
    "priority": _priority,
    "edit": _edit,
    "configure": _settings,
}
