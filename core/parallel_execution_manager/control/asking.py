"""What all verbs have in common that ask a running manager: options, the connection, what went wrong."""

from __future__ import annotations

import argparse
import json
import shlex
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from parallel_execution_manager.control.data_folder import add_data_dir_option, data_dir_of
from parallel_execution_manager.control.exit_codes import BAD_INPUT, NO_MANAGER, SOME_FAILED
from parallel_execution_manager.control.messages import say, tell
from parallel_execution_manager.control.wording import counted
from parallel_execution_manager.runtime.client import DoorError, ManagerClient, managers_of
from parallel_execution_manager.system.ipc.local_socket import is_supported

MISTAKES = frozenset(
    {"unknown_task", "unknown_role", "unknown_state", "unknown_kind", "bad_request", "too_long"}
)
"""Kinds of errors for which whoever asked is to blame; the same question will never be answered."""


def add_asking_options(parser: argparse.ArgumentParser, prints: str = "the answer as a JSON object") -> None:
    """``--data-dir`` and ``--json``."""
    add_data_dir_option(parser)
    parser.add_argument("--json", action="store_true", help=f"print {prints}")


def ask(args: argparse.Namespace, do: Callable[[ManagerClient], int]) -> int:
    """Let ``do`` talk to the manager of the data folder; the exit code, also where there is none."""
    if not is_supported():
        tell("a running manager cannot be asked on this system yet; use its window instead")
        return NO_MANAGER
    data_dir = data_dir_of(args)
    with ExitStack() as stack:
        managers = [stack.enter_context(manager) for manager in managers_of(data_dir)]
        if not managers:
            return failed(args, DoorError("no_manager", nobody_there(data_dir)), NO_MANAGER)
        try:
            return do(managers[0])
        except DoorError as error:
            return failed(args, error, BAD_INPUT if error.kind in MISTAKES else SOME_FAILED)


def nobody_there(data_dir: Path) -> str:
    """That no manager runs, and how to start one."""
    return (
        f"no manager runs with the data folder {data_dir}; start one (pem run, pem run --headless, "
        f"pem batch), or name its folder with --data-dir{_waiting_there(data_dir)}"
    )


def _waiting_there(data_dir: Path) -> str:
    """How many tasks an earlier manager has left there, and how to go on with them; else nothing."""
    # Only here: a manager that is asked needs nothing of it.
    from parallel_execution_manager.system.storage.opening import STORE_FOLDER
    from parallel_execution_manager.system.storage.reading import peek

    left = peek(data_dir / STORE_FOLDER).unended
    if not left:
        return ""
    verb = "has" if left == 1 else "have"
    folder = shlex.quote(str(data_dir))
    return (
        f". {counted(left, 'task')} there {verb} not ended: pem batch --resume --data-dir {folder} goes on "
        f"to the end, pem run --headless --data-dir {folder} until you stop it"
    )


def manager_ended(what: str, *, killed: bool) -> DoorError:
    """That a manager has ended while its tasks were waited for; ``what`` is what to do with the next one.

    One that was killed leaves its tasks running; one that ended in order has mostly ended them.
    """
    how = "has ended; its tasks go on" if killed else "has ended before them"
    return DoorError("gone", f"the manager {how}; start one (pem run, pem run --headless) and {what}")


def say_json(value: Mapping[str, Any]) -> None:
    """Print an answer for programs."""
    say(json.dumps(value, indent=2))


def problem_of(error: DoorError) -> str:
    """The error as a sentence, with what may have been meant."""
    near = error.facts.get("near")
    if near:
        return f"{error}; did you mean {' or '.join(map(repr, near))}?"
    return f"{error}; pem list shows all ids" if error.kind == "unknown_task" else str(error)


def failed(args: argparse.Namespace, error: DoorError, code: int) -> int:
    """Tell what went wrong, also to programs; the exit code."""
    tell(problem_of(error))
    if getattr(args, "json", False):
        say_json({"error": {"kind": error.kind, "message": str(error), **error.facts}})
    return code
