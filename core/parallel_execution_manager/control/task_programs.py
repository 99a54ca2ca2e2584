"""Warns of commands whose program does not exist: such a task fails as soon as it starts."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from parallel_execution_manager.control.messages import tell
from parallel_execution_manager.control.task_file import LineProblem, TaskFile
from parallel_execution_manager.control.wording import counted
from parallel_execution_manager.system.processes.executor import found_program, is_bare


class _Program(NamedTuple):
    """What decides which file a command starts: the name as it is written, the folder, the PATH."""

    name: str
    cwd: str
    path: str | None


def program_warnings(tasks: TaskFile, base_dir: Path | None) -> Iterator[LineProblem]:
    """A warning for each program that is not there, at the first line that names it.

    No error: it may be installed before the task starts. A task that comes after others is passed over, for
    they may make it. ``base_dir`` is where relative paths start; ``None`` if that is not known.
    """
    first: dict[_Program, int] = {}
    count: Counter[_Program] = Counter()
    program_of = lru_cache(partial(_program, base_dir=base_dir))
    for row in tasks.rows:
        written = _written(row.task)
        program = None if written is None else program_of(*written)
        if program is not None:
            first.setdefault(program, row.line)
            count[program] += 1
    for program, line in first.items():
        if not _is_there(program):
            yield LineProblem(line, _warning(program, count[program] - 1))


def warn_of_programs(tasks: TaskFile, base_dir: Path | None) -> None:
    """Tell commands whose program is not there; ``base_dir`` is where relative paths start, if known."""
    for warning in program_warnings(tasks, base_dir):
        place = f"{tasks.name}:{warning.line}: " if tasks.name else ""
        tell(f"{place}{warning.message}")


def _written(task: Mapping[str, Any]) -> tuple[str, str, str | None] | None:
    """Program, folder and PATH of a task's command, if it can be judged.

    What is written wrong is told elsewhere.
    """
    command, cwd, env = task.get("command"), task.get("cwd"), task.get("env")
    if task.get("after") or not isinstance(command, list) or not command or not isinstance(command[0], str):
        return None
    name = command[0]
    if not name or "\0" in name or not isinstance(cwd, str | None):
        return None
    own = env.get("PATH") if env and isinstance(env, Mapping) else None
    return name, cwd or "", own if isinstance(own, str) else None


def _program(name: str, cwd: str, path: str | None, base_dir: Path | None) -> _Program | None:
    """What a written program is, if that can be known."""
    if is_bare(name):
        return _Program(name, "", os.environ.get("PATH") if path is None else path)
    folder = Path(cwd) if base_dir is None else base_dir / cwd
    return _Program(name, str(folder), None) if Path(folder, name).is_absolute() else None


def _is_there(program: _Program) -> bool:
    found = found_program(program.name, program.cwd, program.path)
    try:
        return found is not None and found.exists()
    except (OSError, ValueError):
        # Whoever starts it will say what is wrong with the path.
        return True


def _warning(program: _Program, more: int) -> str:
    also = f" (and of {counted(more, 'more task')})" if more else ""
    if is_bare(program.name):
        return (
            f"warning: the program {program.name!r}{also} is not on the PATH, so the task cannot start; "
            "install it, or give its whole path"
        )
    place = Path(program.cwd, program.name)
    return f"warning: the program {program.name!r}{also} is missing: there is no {place}; correct its path"
