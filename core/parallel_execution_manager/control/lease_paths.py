"""What ``pem lease`` is told: paths, and the process that holds them."""

from __future__ import annotations

import argparse
import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from parallel_execution_manager.runtime.lease_claims import claims_of
from parallel_execution_manager.runtime.lease_desk import default_lease_dir
from parallel_execution_manager.scheduling.model.task import ClaimMode, FileClaim
from parallel_execution_manager.system.processes.identity import (
    KinRule,
    ProcessIdentity,
    broken_rule,
    identity_of,
    own_number,
    user_of,
)

LONGEST_LABEL = 60
_FIRST = 1
_OWN_ONLY = (
    "and files are held for one's own processes only; ask in that process, or run what needs them as a "
    "command of this one (-- COMMAND…)"
)
_STRANGE: Final = {
    KinRule.USER: f"belongs to another user (number {{user}}), {_OWN_ONLY}",
    KinRule.KIN: f"neither runs this command nor was started by what does, {_OWN_ONLY}",
    KinRule.TASK: (
        "is no part of the task that this runs in, and would keep the files beyond its end; run what needs "
        "them as a command of this one (-- COMMAND…)"
    ),
}


class LeaseInputError(Exception):
    """Something that was asked for cannot be; the message says what and the way out."""


def holder_of(pid: int | None) -> ProcessIdentity:
    """The process ``pid``, or the one that called this command.

    Raises:
        LeaseInputError: there is no such process.
    """
    number = os.getppid() if pid is None else pid
    identity = identity_of(number)
    if pid is None and (identity is None or number == _FIRST):
        raise LeaseInputError(
            "the process that called this command has ended, or is the first of all (1), and ends only with "
            "the computer or container; name the one that is to hold the files with --for PID"
        )
    if identity is None:
        raise LeaseInputError(
            f"there is no process {pid} (any more), and a lease belongs to a process that lives"
        )
    return identity


def holder_for(pid: int | None) -> ProcessIdentity:
    """The process that is to hold files: see `holder_of`.

    Raises:
        LeaseInputError: there is no such process, or it is not the caller's own: not one that this command
            runs in, or that whoever called this command has started. In a task only that task's own count.
    """
    holder = holder_of(pid)
    what = f"process {holder.pid} ({label_of(holder)})"
    if holder.pid == _FIRST:
        raise LeaseInputError(
            f"{what} is the first of all, and ends only with the computer or container: files would be held "
            "for as long; name another process with --for PID"
        )
    broken = broken_rule(own_number(), user_of(own_number()), holder)
    if broken is not None:
        raise LeaseInputError(f"{what} {_STRANGE[broken].format(user=user_of(holder.pid))}")
    return holder


def label_of(identity: ProcessIdentity) -> str:
    """What people call a process: its program's name."""
    try:
        name = Path(f"/proc/{identity.pid}/comm").read_text(errors="replace").strip()
    except OSError:
        name = ""
    return name or "process"


def label_of_command(command: Sequence[str]) -> str:
    """What people call a command: its words, cut."""
    words = shlex.join([Path(command[0]).name or command[0], *command[1:]])
    # What is no text cannot be told to a manager.
    words = words.encode("utf-8", "backslashreplace").decode()
    return words if len(words) <= LONGEST_LABEL else f"{words[: LONGEST_LABEL - 1]}…"


def lease_dir_of(args: argparse.Namespace) -> Path:
    """The absolute data folder that is named, else that of the task that this runs in, else the user's."""
    chosen: Path | None = args.data_dir
    return default_lease_dir(os.environ) if chosen is None else chosen.expanduser().absolute()


def claims_from(paths: Sequence[str], data_dir: Path, *, shared: bool = False) -> tuple[FileClaim, ...]:
    """The claims on ``paths``, which are looked up in the current folder.

    Raises:
        FileIdentityError: one of them names no file for certain.
    """
    return claims_of(paths, str(Path.cwd()), ClaimMode.READ if shared else ClaimMode.WRITE, data_dir)
