"""A task as the operator writes it (a table, a line of a file), turned into a specification."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from parallel_execution_manager.roles.base import Role
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.task import (
    BOTH_NEEDS,
    ClaimMode,
    FileClaim,
    Priority,
    Requirement,
    TaskSpec,
)
from parallel_execution_manager.scheduling.settings.declarations import (
    FieldType,
    RoleDeclaration,
    near_names,
    value_problem,
)
from parallel_execution_manager.system.config.json_text import DEEPEST, is_too_deep, not_json
from parallel_execution_manager.system.config.masking import HIDDEN, is_secret, secret_names
from parallel_execution_manager.system.files.identity import FileIdentifier, FileIdentityError, spelling

LONGEST_SHOWN = 60
MOST_BITS = 64
_MAPPINGS: Final = (dict, Mapping)
"""Almost all are dicts, which are told by their own type at once."""
_NEVER_RUN = ("id", "name", "after", "description")
"""A mask in them does no harm."""


class FormReader:
    """Reads the keys of one mapping and collects problems; ``within`` names the key it stands under."""

    def __init__(self, row: Mapping[str, Any], within: str = "") -> None:
        self.row = row
        self.problems: list[str] = []
        self._within = f"{within}." if within else ""

    def complain(self, problem: str) -> None:
        """Note a problem."""
        self.problems.append(problem)

    def text(self, key: str, *, required: bool = False) -> str:
        """A text; empty if absent."""
        value = self.row.get(key)
        if value is None or value == "":
            if required:
                self.complain(f"{self._within}{key} is missing; give it as a text")
            return ""
        if not isinstance(value, str):
            self._wrong(key, "a text")
            return ""
        return value if self._printable(key, value) else ""

    def identifier(self, key: str) -> str:
        """A text or a whole number, as a text."""
        value = self.row.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        return self.text(key)

    def choice(self, key: str, choices: Collection[str], default: str) -> str:
        """One of ``choices``, in any case of letters."""
        value = self.row.get(key)
        if value is None or value == "":
            return default
        if isinstance(value, str) and value.lower() in choices:
            return value.lower()
        near = near_names(value.lower(), choices) if isinstance(value, str) else []
        hint = f"did you mean {near[0]!r}?" if near else f"give one of {', '.join(choices)}"
        self.complain(f"{self._within}{key} is {shown(value)}; {hint}")
        return default

    def number(self, key: str) -> float | None:
        """A number; ``None`` if absent. Its range is checked by whoever knows it."""
        value = self.row.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self._wrong(key, "a number")
            return None
        try:
            return float(value)
        except OverflowError:
            self._wrong(key, "a number of reasonable size")
            return None

    def whole(self, key: str, default: int) -> int:
        """A whole number."""
        value = self.row.get(key)
        if value is None:
            return default
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            self._wrong(key, "a whole number")
        elif value.bit_length() > MOST_BITS:
            self._wrong(key, "a whole number of reasonable size")
        else:
            return value
        return default

    def flag(self, key: str) -> bool:
        """True or false; false if absent."""
        value = self.row.get(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        self._wrong(key, "true or false")
        return False

    def entries(self, key: str, example: str) -> Sequence[Any]:
        """A list of anything; empty if absent."""
        value = self.row.get(key)
        if value is None:
            return ()
        if isinstance(value, (list, tuple)):
            return value
        self._wrong(key, example)
        return ()

    def texts(self, key: str, example: str = "a list of texts") -> tuple[str, ...]:
        """A list of texts; empty if absent."""
        found = []
        for value in self.entries(key, example):
            if not isinstance(value, str):
                self.complain(f"{self._within}{key} holds {shown(value)}; every entry must be a text")
            elif self._printable(key, value):
                found.append(value)
        return tuple(found)

    def mapping(self, key: str) -> Mapping[str, Any]:
        """An object; empty if absent."""
        value = self.row.get(key)
        if value is None:
            return {}
        if isinstance(value, _MAPPINGS):
            return value
        self._wrong(key, "an object")
        return {}

    def text_map(self, key: str) -> dict[str, str]:
        """An object of texts."""
        found: dict[str, str] = {}
        given: Mapping[Any, Any] = self.mapping(key)
        if not given:
            return found
        for name, value in given.items():
            texts = isinstance(name, str) and isinstance(value, str)
            if not texts or not name or "=" in name:
                told = HIDDEN if is_secret(str(name)) else shown(value)
                self.complain(f"{self._within}{key}.{name} is {told}; names and values must be texts")
            elif value == HIDDEN:
                self.complain(
                    f"{self._within}{key}.{name} is hidden, as pem export leaves it; write its value (the "
                    "history has none: add the task anew), or export with --env (in the window: Save with "
                    "these values)"
                )
            elif self._printable(key, name) and self._printable(key, value):
                found[name] = value
        if secret_names(found):
            self._refuse_masks(key)
        return found

    def _refuse_masks(self, key: str) -> None:
        """What was written without secrets has none in its command either: with the mask it must not run."""
        for other, value in self.row.items():
            if other not in (key, *_NEVER_RUN) and _holds_mask(value):
                self.complain(
                    f"{other} holds {HIDDEN} where a value of {key} stood, as pem export and the history "
                    "leave it; write the value there, too"
                )

    def only(self, *known: str) -> None:
        """Complain about every other key, naming the nearest known one."""
        for key in self.row:
            if key not in known:
                near = near_names(str(key), known)
                hint = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(known)}"
                self.complain(f"{self._within}{key} is no known key; {hint}")

    def _wrong(self, key: str, wanted: str) -> None:
        self.complain(f"{self._within}{key} is {shown(self.row[key])}; give {wanted}")

    def _printable(self, key: str, value: str) -> bool:
        """No name can hold a NUL character, and half a surrogate pair cannot be written to any file."""
        if "\0" in value:
            self.complain(f"{self._within}{key} holds a NUL character; remove it")
            return False
        if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
            self.complain(f"{self._within}{key} holds half a character (a lone surrogate); remove it")
            return False
        return True


def _holds_mask(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(map(_holds_mask, value.values()))
    if isinstance(value, (list, tuple)):
        return any(map(_holds_mask, value))
    return isinstance(value, str) and HIDDEN in value


def shown(value: object) -> str:
    """A value as JSON for a sentence, cut where it is long; never an exception, however odd it is."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except (RecursionError, TypeError, ValueError):
        return f"a {type(value).__name__} that cannot be shown"
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


LOOKS_LIKE_FILES = {
    "reads": ClaimMode.READ,
    "read_files": ClaimMode.READ,
    "writes": ClaimMode.WRITE,
    "write_files": ClaimMode.WRITE,
    "lock": ClaimMode.WRITE,
    "locks": ClaimMode.WRITE,
    "exclusive": ClaimMode.WRITE,
    "claims": ClaimMode.WRITE,
    "leases": ClaimMode.WRITE,
}
"""What others call ``files``: a task that runs without what it promises would not be safe."""

MODES = tuple(mode.value for mode in ClaimMode)
MOST_FILES = 10_000
"""So many files a task can name one by one: each is looked up, and each is a lease."""


def read_claims(reader: FormReader, cwd: str, files: FileIdentifier) -> tuple[FileClaim, ...]:
    """What the key ``files`` claims, each file once; ``cwd`` is where relative paths start."""
    claims: dict[tuple[str, str], FileClaim] = {}
    entries = reader.entries("files", 'a list such as ["report.md"]')
    if len(entries) > MOST_FILES:
        reader.complain(
            f"files holds {len(entries):,} entries, more than {MOST_FILES:,}; name the folders they are in"
        )
        return ()
    for entry in entries:
        claim = _claim(reader, entry, cwd, files)
        if claim is None:
            continue
        known = claims.get((claim.path, claim.pattern))
        if known is None or known.mode is ClaimMode.READ:
            claims[claim.path, claim.pattern] = claim
    return tuple(claims.values())


def _claim(reader: FormReader, entry: object, cwd: str, files: FileIdentifier) -> FileClaim | None:
    path, mode = entry, ClaimMode.WRITE
    if isinstance(entry, Mapping):
        inner = FormReader(entry, "files")
        path = inner.text("path", required=True)
        mode = ClaimMode(inner.choice("mode", MODES, "write"))
        inner.only("path", "mode")
        if inner.problems:
            reader.problems.extend(inner.problems)
            return None
    if not isinstance(path, str):
        reader.complain(f"files holds {shown(entry)}; give paths, or objects with path and mode")
        return None
    try:
        return files.identify(path, cwd, mode)
    except FileIdentityError as error:
        reader.complain(f"files: {error}")
        return None


def refuse_unsafe(reader: FormReader, options: Mapping[str, Any], role: Role | None) -> None:
    """Complain of keys that would keep no file from anybody, though they look as if they did."""
    for key in LOOKS_LIKE_FILES.keys() & options.keys():
        declared = () if role is None else (*role.declaration.fields, *role.declaration.options)
        if all(field.key != key for field in declared):
            form = '{"path": "…", "mode": "read"}' if LOOKS_LIKE_FILES[key] is ClaimMode.READ else '"…"'
            reader.complain(f'{key} keeps no file from anybody; write "files": [{form}]')


SCRIPT_NAMES: Final = ("script", "script_path")
EXACT_TYPES: Final = frozenset({FieldType.INTEGER, FieldType.NUMBER, FieldType.BOOLEAN, FieldType.CHOICE})
_INPUT_KEYS: Final = ("role", "command", "cwd", *SCRIPT_NAMES)


def is_about_input(problems: Sequence[str]) -> bool:
    """Whether a role need not be asked about a task's input: what was read is not what was meant."""
    return any(problem.startswith(_INPUT_KEYS) for problem in problems)


def input_problems(task: TaskSpec, role: Role | None, base_dir: Path) -> list[str]:
    """What the task's role says about its input; a command is nobody's business but its own."""
    if role is None or task.command:
        return []
    try:
        return declared_problems(task, role.declaration) or role.check(task, base_dir)
    except OSError as error:
        reason = error.strerror or str(error)
        return [f"its input cannot be looked at: {reason}; correct the paths that it names"]


def declared_problems(task: TaskSpec, declaration: RoleDeclaration) -> list[str]:
    """What the declared fields of the role say about a task: what is missing, what does not fit.

    Texts, paths and lists are left to the role, which may take richer forms of them. ``script`` and
    ``script_path`` are two names of one thing, as in the original.
    """
    problems = []
    for field in declaration.fields:
        value = task.options.get(field.key)
        if value is None or value == "":
            if field.required and not any(task.options.get(key) for key in _names_of(field.key)):
                problems.append(f"{field.key} is missing; give {field.prose[:1].lower()}{field.prose[1:]}")
        elif field.type in EXACT_TYPES and (problem := value_problem(field, value)):
            problems.append(f"{field.key} {problem}")
    return problems


def _names_of(key: str) -> tuple[str, ...]:
    return SCRIPT_NAMES if key in SCRIPT_NAMES else (key,)


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
