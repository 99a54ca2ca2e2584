"""Task fields as roles read them: typed, resolved against the task's folder, refused in clear words."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from parallel_execution_manager.roles.base import RunContext, TaskInputError, task_environment
from parallel_execution_manager.scheduling.model.task import TaskSpec
from parallel_execution_manager.scheduling.settings.declarations import (
    Field,
    FieldType,
    normalised,
    value_problem,
)
from parallel_execution_manager.system.host import script_interpreter
from parallel_execution_manager.system.processes.executor import Launch


def collect_problems(*readers: Callable[[], object]) -> list[str]:
    """What the given readers of a task's input refuse: every problem at once, each message once."""
    problems: list[str] = []
    for read in readers:
        try:
            read()
        except TaskInputError as error:
            if str(error) not in problems:
                problems.append(str(error))
    return problems


def text_field(task: TaskSpec, key: str) -> str:
    """The text of field ``key``, stripped; empty if the task does not have it.

    Raises:
        TaskInputError: the value is no text, or no program could be given it.
    """
    value = task.options.get(key)
    if value is None:
        return ""
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    if not isinstance(value, str):
        raise TaskInputError(f"{key} is {value!r}; it must be a text")
    require_system_text(key, value)
    return value.strip()


def require_system_text(key: str, value: str) -> None:
    """Refuse text that the system cannot take as an argument or a path.

    Raises:
        TaskInputError: it holds a NUL character or half of a surrogate pair.
    """
    try:
        usable = b"\0" not in os.fsencode(value)
    except UnicodeEncodeError:
        usable = False
    if not usable:
        raise TaskInputError(f"{key} holds a character that no program can be given ({value!r}); remove it")


def input_path(task: TaskSpec, key: str, base_dir: Path) -> Path | None:
    """Where the path in field ``key`` leads, from the task's ``cwd``, else from ``base_dir``.

    ``None`` if the task does not have it.

    Raises:
        TaskInputError: it is no text, or begins with the home folder of somebody who has none.
    """
    text = text_field(task, key)
    return _placed(task, key, text, base_dir) if text else None


def existing_path(
    task: TaskSpec, key: str, base_dir: Path, *, default: str = "", folder_allowed: bool = False
) -> Path | None:
    """The existing, readable file (or folder) that field ``key``, else ``default``, names.

    ``None`` without either.

    Raises:
        TaskInputError: there is none, it is a folder where none is allowed, or it may not be read.
    """
    text = text_field(task, key) or default
    if not text:
        return None
    path = _placed(task, key, text, base_dir)
    try:
        problem = _unusable(path, folder_allowed=folder_allowed)
    except OSError as error:
        reason = error.strerror or str(error)
        problem = f"{text!r} cannot be looked at: {reason}; correct the path or its permissions"
    if problem:
        raise TaskInputError(f"{key}: {problem}")
    return path


def expanded(key: str, text: str) -> Path:
    """The path ``text`` of field ``key`` with a leading ``~`` replaced by the home folder it means.

    Raises:
        TaskInputError: there is no such home folder.
    """
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise TaskInputError(f"{key} {text!r} names no home folder: {error}; give the whole path") from error


def _placed(task: TaskSpec, key: str, text: str, base_dir: Path) -> Path:
    return Path(task.cwd or base_dir) / expanded(key, text)


def _unusable(path: Path, *, folder_allowed: bool) -> str:
    """Why ``path`` cannot be read, with the way out; empty if it can."""
    if not path.exists():
        start = "relative ones start at the task's cwd, else at the project's folder"
        return f"there is no {path}; correct the path ({start})"
    if path.is_dir() and not folder_allowed:
        return f"{path} is a folder; name a file in it"
    if not (path.is_dir() or path.is_file()):
        wanted = "a file or a folder" if folder_allowed else "a file"
        return f"{path} is a device, pipe or socket; give it the path of {wanted}"
    if not os.access(path, os.R_OK | os.X_OK if path.is_dir() else os.R_OK):
        return f"{path} may not be read by you; change its permissions or choose another"
    return ""


PYTHON_SUFFIXES = frozenset({".py", ".pyw", ".pyz"})

ARGUMENTS_FIELD = Field(
    key="args",
    type=FieldType.TEXT_LIST,
    title="Arguments",
    prose="Arguments of the script: a list of texts, or an object whose entries become --key value "
    "(true gives --key alone, false and null leave it out).",
    default=(),
)
SCRIPT_FIELDS = (
    Field(
        key="script_path",
        type=FieldType.FILE,
        title="Script",
        prose="A script to run instead of the role's own work ('script' means the same). Python scripts "
        "run with the interpreter that runs the manager (a packaged one: python3 on PATH, else its own), "
        "others must be executable.",
    ),
    ARGUMENTS_FIELD,
)


def script_text(task: TaskSpec) -> str:
    """The script that the task names as ``script`` or ``script_path``; empty if it names none.

    Raises:
        TaskInputError: it is no text, or the two keys name different scripts.
    """
    named = {key: text for key in ("script", "script_path") if (text := text_field(task, key))}
    if len(set(named.values())) > 1:
        raise TaskInputError(
            f"script {named['script']!r} and script_path {named['script_path']!r} differ; give one"
        )
    return next(iter(named.values()), "")


def script_folders(task: TaskSpec, base_dir: Path) -> tuple[Path, ...]:
    """Where a relative script is looked for: the task's working directory, then the project's folder."""
    return tuple(dict.fromkeys((Path(task.cwd or base_dir), base_dir)))


def find_script(task: TaskSpec, folders: Sequence[Path]) -> Path | None:
    """The first existing file among the folders; ``None`` if the task names no script.

    Raises:
        TaskInputError: no such file; every place looked at is named.
    """
    text = script_text(task)
    if not text:
        return None
    places = _places(text, folders)
    try:
        found = next((place for place in places if place.is_file()), None)
        is_folder = any(place.is_dir() for place in places)
    except OSError as error:
        reason = error.strerror or str(error)
        raise TaskInputError(
            f"script {text!r} cannot be looked at: {reason}; correct the path or its permissions"
        ) from error
    if found is None:
        what = "is a folder" if is_folder else "does not exist"
        looked = ", ".join(map(str, places))
        raise TaskInputError(
            f"script {text!r} {what}; looked at {looked}; correct the path or the task's cwd"
        )
    return found


def _places(text: str, folders: Sequence[Path]) -> list[Path]:
    path = expanded("script", text)
    return list(dict.fromkeys(folder / path for folder in folders))


def script_arguments(task: TaskSpec) -> tuple[str, ...]:
    """The script's arguments as texts.

    Raises:
        TaskInputError: ``args`` is neither a list nor an object of plain values.
    """
    given = task.options.get("args")
    if given is None:
        return ()
    if isinstance(given, Mapping):
        return tuple(part for key, value in given.items() for part in _named_argument(str(key), value))
    if isinstance(given, (list, tuple)):
        return tuple(_plain_argument(value) for value in given)
    raise TaskInputError(
        f'args is {given!r}; it must be a list such as ["--steps", "10"] or an object such as {{"steps": 10}}'
    )


def _named_argument(key: str, value: Any) -> tuple[str, ...]:
    flag = f"--{key}"
    require_system_text("args", flag)
    if value is True:
        return (flag,)
    if value is False or value is None:
        return ()
    return (flag, _plain_argument(value))


def _plain_argument(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise TaskInputError(f"args holds {value!r}; an argument is a text or a number")
    text = str(value)
    require_system_text("args", text)
    return text


def script_argv(task: TaskSpec, script: Path, python: str = "") -> tuple[str, ...]:
    """The command that runs ``script``: Python scripts with ``python``, others by themselves.

    Python keeps the script's folder on ``sys.path``, so that it finds the modules beside it.

    Raises:
        TaskInputError: the script may not be read or, being no Python script, may not be executed.
    """
    arguments = script_arguments(task)
    if script.suffix.lower() in PYTHON_SUFFIXES:
        if not os.access(script, os.R_OK):
            raise TaskInputError(f"script {script} may not be read by you; change its permissions")
        return (*script_interpreter(python), str(script), *arguments)
    if not os.access(script, os.X_OK):
        raise TaskInputError(
            f"script {script} is no Python script and may not be executed; make it executable, "
            "or give the task a command"
        )
    return (str(script), *arguments)


def script_environment(task: TaskSpec, context: RunContext, **extra: str) -> dict[str, str]:
    """The task's environment; Python writes its output at once, so that the log is never behind."""
    return task_environment(task, context, PYTHONUNBUFFERED="1", **extra)


def script_launch(task: TaskSpec, context: RunContext) -> Launch | None:
    """The process of a task that names a script; ``None`` for a task that means the role's own work.

    It runs in the task's ``cwd``, else in the script's folder.

    Raises:
        TaskInputError: the script is missing or cannot be run, or its arguments are no arguments.
    """
    script = find_script(task, script_folders(task, context.base_dir))
    if script is None:
        return None
    script = script.absolute()
    return Launch(
        argv=script_argv(task, script),
        cwd=task.cwd or str(script.parent),
        env=script_environment(task, context),
    )


def script_problems(task: TaskSpec, base_dir: Path) -> list[str]:
    """What is wrong with the script of a task and its arguments; empty if it names none."""

    def runnable() -> None:
        script = find_script(task, script_folders(task, base_dir))
        if script is not None:
            script_argv(task, script)

    return collect_problems(runnable, lambda: script_arguments(task))


def task_settings(task: TaskSpec, fields: Iterable[Field], options: Mapping[str, Any]) -> dict[str, Any]:
    """The value of each field: the task's own, else the role's option, else the declared default."""
    return {
        field.key: normalised(field, task.options.get(field.key, options.get(field.key, field.default)))
        for field in fields
    }


def setting_problems(task: TaskSpec, fields: Iterable[Field]) -> list[str]:
    """Sentences about the task's own values that do not fit their declaration."""
    found = (
        (field.key, value_problem(field, task.options[field.key]))
        for field in fields
        if field.key in task.options
    )
    return [f"{key} {problem}" for key, problem in found if problem]
