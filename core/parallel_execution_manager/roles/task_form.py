"""Tasks as people write them (a dict, a line of a task file) turned into specifications."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from parallel_execution_manager.roles.base import Role
from parallel_execution_manager.roles.form_values import FormReader, shown
from parallel_execution_manager.roles.task_claims import read_claims, refuse_unsafe
from parallel_execution_manager.roles.task_input import input_problems, is_about_input
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.task import (
    BOTH_NEEDS,
    ClaimMode,
    FileClaim,
    Priority,
    Requirement,
    TaskSpec,
)
from parallel_execution_manager.system.config.json_text import DEEPEST, is_too_deep, not_json
from parallel_execution_manager.system.files.identity import FileIdentifier, spelling

OWN_KEYS = frozenset(
    {
        "id",
        "role",
        "name",
        "priority",
        "command",
        "files",
        "after",
        "requirements",
        "timeout_s",
        "retries",
        "env",
        "cwd",
        "rerunnable",
    }
)
"""The keys that mean the same for every role; all others are the role's and are kept as options."""

TOO_DEEP = f"more than {DEEPEST} objects and lists are inside each other; make it flatter"
PRIORITIES = MappingProxyType({priority.word: priority for priority in Priority})
MADE_UP = ("id", "name")
"""If absent; who gives an empty one, as by a variable that is not set, would look for it in vain."""


@dataclass(frozen=True, slots=True)
class TaskProblem:
    """What is wrong with the task at ``index`` (from 0) of those given."""

    index: int
    message: str


class TaskFormError(ValueError):
    """Some tasks cannot be queued as they are written; ``problems`` has all reasons."""

    def __init__(self, problems: Sequence[TaskProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.message for problem in problems))


@dataclass(frozen=True, slots=True)
class FormContext:
    """What is needed to read tasks: the roles, the folder that relative paths start from, new ids.

    ``requirement_of`` gives a role's requirement, for tasks that state only a part of one.
    ``identifier`` makes what turns paths into claims. ``more_problems`` tells what else is wrong with a task
    that cannot be read as it is, so that whoever wrote it hears of everything at once.
    """

    roles: Mapping[str, Role]
    base_dir: Path
    new_id: Callable[[str], str]
    requirement_of: Callable[[str], Requirement]
    identifier: Callable[[], FileIdentifier] = FileIdentifier
    more_problems: Callable[[TaskSpec], Sequence[str]] = lambda _: ()


def parse_tasks(
    rows: Sequence[Any], context: FormContext, *, check_input: bool = True
) -> tuple[list[tuple[int, TaskSpec]], list[TaskProblem]]:
    """The tasks that can be read, each with its position, and the problems of the others.

    ``check_input`` also asks each role whether it can use the task's input (does the script exist?).
    """
    tasks: list[tuple[int, TaskSpec]] = []
    problems: list[TaskProblem] = []
    given = {str(row.get("id")) for row in rows if isinstance(row, (dict, Mapping))}
    files = context.identifier()
    base = str(context.base_dir)
    for index, row in enumerate(rows):
        if not isinstance(row, (dict, Mapping)):
            problems.append(TaskProblem(index, "a task must be an object with its keys and values"))
            continue
        if is_too_deep(row):
            problems.append(TaskProblem(index, TOO_DEEP))
            continue
        reader = FormReader(row)
        task = _parse(reader, context, given, files, base)
        found = reader.problems
        if check_input and not (found and is_about_input(found)):
            found += input_problems(task, context.roles.get(task.role), context.base_dir)
        if not found:
            tasks.append((index, task))
            continue
        found += [problem for problem in context.more_problems(task) if problem not in found]
        problems.extend(TaskProblem(index, message) for message in found)
    return tasks, problems


def to_mapping(task: TaskSpec) -> dict[str, Any]:
    """A task as a line of a task file; ``parse_tasks`` makes the same task of it."""
    row: dict[str, Any] = {
        "id": task.id,
        "role": task.role,
        "name": task.name,
        "priority": task.priority.word,
    }
    optional = {
        "command": list(task.command),
        "files": [_written(claim) for claim in task.claims],
        "after": list(task.after),
        "timeout_s": task.timeout_s,
        "retries": task.retries,
        "env": dict(task.env),
        "cwd": task.cwd,
        "rerunnable": task.rerunnable,
    }
    row.update({key: value for key, value in optional.items() if value})
    if task.requirement is not None:
        need = task.requirement
        needs = {"cpu_cores": need.cpu_cores, "memory_mb": need.memory_mb}
        row["requirements"] = {key: value for key, value in needs.items() if key in task.declares}
    return {**row, **task.options}


def _written(claim: FileClaim) -> str | dict[str, str]:
    path = spelling(claim)
    return path if claim.mode is ClaimMode.WRITE else {"path": path, "mode": str(claim.mode)}


def _new_id(role: str, given: set[str], context: FormContext) -> str:
    while (name := context.new_id(role)) in given:
        pass
    return name


def _parse(
    reader: FormReader, context: FormContext, given: set[str], files: FileIdentifier, base: str
) -> TaskSpec:
    role = reader.text("role", required=True)
    for key in MADE_UP:
        if reader.row.get(key) == "":
            reader.complain(f"{key} is empty; give a text, or leave it out to have one made up")
    options = {str(key): value for key, value in reader.row.items() if key not in OWN_KEYS}
    for key, value in options.items():
        if problem := not_json(value):
            reader.complain(f"{key}: {problem}")
    refuse_unsafe(reader, options, context.roles.get(role))
    command = _command(reader, options)
    cwd = _folder(reader, context.base_dir)
    requirement, declares = _requirement(reader, role, context)
    return TaskSpec(
        id=reader.identifier("id") or reader.identifier("workflow_id") or _new_id(role, given, context),
        role=role,
        name=reader.text("name") or _name(command, options, role, context),
        priority=PRIORITIES[reader.choice("priority", PRIORITIES, "normal")],
        command=command,
        options=options,
        claims=read_claims(reader, cwd or base, files),
        after=tuple(dict.fromkeys(reader.texts("after"))),
        requirement=requirement,
        declares=declares,
        timeout_s=reader.number("timeout_s"),
        retries=reader.whole("retries", 0),
        env=reader.text_map("env"),
        cwd=cwd,
        rerunnable=reader.flag("rerunnable"),
    )


def _command(reader: FormReader, options: Mapping[str, Any]) -> tuple[str, ...]:
    command = reader.texts("command", 'a list such as ["python3", "work.py"]')
    if "command" in reader.row and reader.row["command"] is not None:
        if not command and not reader.problems:
            reader.complain("command is empty; give at least the program's name, or leave command out")
        elif command and not command[0].strip():
            reader.complain("command starts with an empty text; the first entry is the program")
        for key in ("script", "script_path"):
            if options.get(key):
                reader.complain(f"command and {key} are both given; give one of them")
    return command


def _folder(reader: FormReader, base_dir: Path) -> str:
    given = reader.text("cwd")
    if not given:
        return ""
    folder = Path(os.path.normpath(base_dir / given))
    try:
        is_folder = folder.is_dir()
    except OSError as error:
        reason = error.strerror or str(error)
        reader.complain(f"cwd {shown(given)} cannot be looked at: {reason}; give the path of a folder")
        return ""
    if not is_folder:
        reader.complain(f"cwd {given!r} is no folder (looked at {folder}); correct it or make the folder")
    return str(folder)


def _name(command: Sequence[str], options: Mapping[str, Any], role: str, context: FormContext) -> str:
    for key in ("script_path", "script"):
        if isinstance(options.get(key), str) and options[key]:
            return Path(options[key]).name
    if command:
        return os.path.basename(command[0]) or command[0]  # noqa: PTH119 - many tasks: no Path is made of each
    return context.roles[role].declaration.title if role in context.roles else role


def _requirement(
    reader: FormReader, role: str, context: FormContext
) -> tuple[Requirement | None, frozenset[str]]:
    """What the task needs, its role's numbers filled in, and which of them are its own."""
    given = reader.mapping("requirements")
    if not given:
        return None, BOTH_NEEDS
    inner = FormReader(given, "requirements")
    inner.only("cpu_cores", "memory_mb")
    cores, memory = inner.number("cpu_cores"), inner.number("memory_mb")
    reader.problems.extend(inner.problems)
    usual = context.requirement_of(role)
    need = Requirement(
        usual.cpu_cores if cores is None else cores, usual.memory_mb if memory is None else memory
    )
    return need, BOTH_NEEDS & given.keys()
