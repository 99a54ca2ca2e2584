"""What a process is, in words that people know: its program and script, and the task that it runs for.

Command lines hold passwords and tokens. Of one no more is shown than program and script.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath
from types import ModuleType

from parallel_execution_manager.roles.resource_management.processes import ProcessUse
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

TASK_VARIABLE = "PEM_TASK_ID"

_PYTHON = re.compile(r"(python|pypy)[0-9.]*w?(\.exe)?", re.IGNORECASE)
_MODULE = re.compile(r"[\w.]+")
_ROLES_WORKER = re.compile(r"parallel_execution_manager\.roles\.(\w+)\.\w+")
# Short options may stand together; the first one with a value takes the rest, or else the next argument.
_VALUED_OPTION = re.compile(r"(?:-[^-mcWX]*|--check-hash-based-)([mcWX]|pycs)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Identity:
    """What the system tells of a process: its command line, and the id of its task, if any."""

    argv: Sequence[str] = ()
    task: str = ""


def identified(use: ProcessUse, look: Callable[[int], Identity]) -> ProcessUse:
    """``use`` under a name that tells it from others of the same program, with its task."""
    identity = look(use.pid)
    return replace(use, name=program_name(use.name, identity.argv), task=identity.task)


def program_name(name: str, argv: Sequence[str]) -> str:
    """The program ``name``; of Python also its script or module, of our own workers their role."""
    if not _PYTHON.fullmatch(name):
        return name
    flag, what = _python_target(iter(argv[1:]))
    worker = _ROLES_WORKER.fullmatch(what) if flag == "-m" else None
    return worker[1] if worker else " ".join(filter(None, (name, flag, what)))


def _python_target(arguments: Iterator[str]) -> tuple[str, str]:
    """``-m`` with its module, ``-c``, or the script's name, as Python reads its command line."""
    for argument in arguments:
        if argument == "-" or not argument.startswith("-"):
            return "", PurePath(argument).name
        valued = _VALUED_OPTION.fullmatch(argument)
        if valued is None:
            continue
        flag, value = valued[1], valued[2] or next(arguments, "")
        if flag == "c":
            return "-c", ""
        if flag == "m":
            return "-m", value if _MODULE.fullmatch(value) else ""
    return "", ""


def psutil_identity(psutil: ModuleType, pid: int) -> Identity:
    """As psutil tells it; what is closed to this user, or gone, stays empty."""

    def told(question: str) -> object:
        try:
            return getattr(psutil.Process(pid), question)()
        except (psutil.Error, OSError):
            return None

    argv, environment = told("cmdline"), told("environ")
    return Identity(
        tuple(argv) if isinstance(argv, list) else (),
        environment.get(TASK_VARIABLE, "") if isinstance(environment, dict) else "",
    )
