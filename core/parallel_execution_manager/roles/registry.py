"""Which roles there are (built in, of packages, of the configuration), and whether each is sound.

What reads packages takes longer to load than the six roles together, and seldom finds anything: it is loaded
only if a list of entry points, or something that is no plain folder, may name the group.
"""

from __future__ import annotations

import importlib
import os
import re
import sys
from collections.abc import Iterator, Mapping
from importlib.machinery import PathFinder
from pathlib import Path
from types import MappingProxyType
from typing import Final

from parallel_execution_manager.roles.base import Role
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.settings.declarations import Field, FieldType, RoleDeclaration
from parallel_execution_manager.scheduling.settings.sections import HIGHEST_PRIORITY, LOWEST_PRIORITY

WHOLE_MACHINE = 100

_NAME = re.compile(r"[a-z][a-z0-9_]*")


def declaration_problems(name: str, declaration: object) -> list[str]:
    """What is wrong with ``declaration`` of the role that is registered as ``name``; empty if nothing is."""
    if not isinstance(declaration, RoleDeclaration):
        return ["the class attribute 'declaration' must be a RoleDeclaration"]
    problems = [*_identity_problems(name, declaration), *_number_problems(declaration)]
    for kind, fields in (("options", declaration.options), ("fields", declaration.fields)):
        problems += _field_problems(kind, fields)
    return problems


def _identity_problems(name: str, declaration: RoleDeclaration) -> Iterator[str]:
    if declaration.name != name:
        yield f"it is registered as {name!r} but declares the name {declaration.name!r}; make them equal"
    if not _NAME.fullmatch(str(declaration.name)):
        yield f"the name {declaration.name!r} must be small letters, digits and '_', beginning with a letter"


def _number_problems(declaration: RoleDeclaration) -> Iterator[str]:
    priority = declaration.priority
    if type(priority) is not int or not LOWEST_PRIORITY <= priority <= HIGHEST_PRIORITY:
        yield f"priority is {priority!r}; give {LOWEST_PRIORITY} to {HIGHEST_PRIORITY}, a whole number"
    for key in ("cpu_percent", "memory_percent"):
        value = getattr(declaration, key)
        if type(value) not in (int, float) or not 0 <= value <= WHOLE_MACHINE:
            yield f"{key} is {value!r}; it must be a number from 0 to {WHOLE_MACHINE}"


def _field_problems(kind: str, fields: object) -> Iterator[str]:
    if not isinstance(fields, tuple) or not all(isinstance(field, Field) for field in fields):
        yield f"{kind} must be a tuple of Field objects"
        return
    keys = [field.key for field in fields]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield f"{kind} declare {key!r} more than once"
    for field in fields:
        yield from (f"{kind} declare {field.key!r} {problem}" for problem in _contradictions(field))


def _contradictions(field: Field) -> Iterator[str]:
    if field.type is FieldType.CHOICE and not field.choices:
        yield "as a choice without choices"
    if field.required and field.default is not None:
        yield "as required although it has a default"


_PACKAGES: Final = (".dist-info", "egg-info")
_LIST: Final = "entry_points.txt"


def offered(group: str) -> Iterator[tuple[str, str, str]]:
    """Name, target and package of each entry point of ``group``, in the order of names."""
    if not _may_be_offered(group):
        return
    from importlib.metadata import entry_points

    for point in sorted(entry_points(group=group), key=lambda point: point.name):
        yield point.name, point.value, point.dist.name if point.dist else "an installed package"


def _may_be_offered(group: str) -> bool:
    """Whether some package that can be imported may have an entry point of this group."""
    for finder in sys.meta_path:
        if finder is not PathFinder and hasattr(finder, "find_distributions"):
            return True
    return any(_may_be_named(Path(entry), group.encode()) for entry in sys.path)


def _may_be_named(folder: Path, group: bytes) -> bool:
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries]
    except FileNotFoundError:
        return False
    except OSError:
        # An archive of packages, or one that only the importer can read.
        return True
    return any(_names(folder / name / _LIST, group) for name in names if name.lower().endswith(_PACKAGES))


def _names(listed: Path, group: bytes) -> bool:
    try:
        return group in listed.read_bytes()
    except OSError:
        return False


ENTRY_POINT_GROUP = "parallel_execution_manager.roles"

_ROLES = "parallel_execution_manager.roles"

BUILTIN: Mapping[str, str] = MappingProxyType(
    {
        "agent_simulations": f"{_ROLES}.agent_simulations.role:AgentSimulations",
        "project_management": f"{_ROLES}.project_management.role:ProjectManagement",
        "resource_management": f"{_ROLES}.resource_management.role:ResourceManagement",
        "script_assessment": f"{_ROLES}.script_assessment.role:ScriptAssessment",
        "gui_testing": f"{_ROLES}.gui_testing.role:GuiTesting",
        "task_management": f"{_ROLES}.task_management.role:TaskManagement",
    }
)


@dataclass(frozen=True, slots=True)
class LoadedRoles:
    """The roles that can be used, and a sentence for each that cannot."""

    roles: dict[str, Role]
    problems: tuple[str, ...]


class RoleLoadError(Exception):
    """A role cannot be used; the message names the class, the reason and the way out."""


def builtin_roles() -> dict[str, Role]:
    """The built-in roles by name, in the order of the original suite."""
    return {name: load_role(name, target) for name, target in BUILTIN.items()}


def load_roles(extra: Mapping[str, str] = MappingProxyType({})) -> LoadedRoles:
    """The built-in roles, those of installed packages, then ``extra`` (name to ``module:Class``).

    Never raises: a role that cannot be used becomes a sentence in ``problems``. A name that is
    taken keeps its first role.
    """
    roles = builtin_roles()
    taken = {name: f"the built-in role {target}" for name, target in BUILTIN.items()}
    problems: list[str] = []
    for name, target, origin in _offers(extra):
        try:
            if name in taken:
                raise RoleLoadError(f"the name is taken by {taken[name]}; choose another name")
            roles[name] = load_role(name, target)
        except RoleLoadError as error:
            problems.append(f"Role {name!r} ({target}, from {origin}) cannot be used: {error}.")
        else:
            taken[name] = f"{target} from {origin}"
    return LoadedRoles(roles, tuple(problems))


def load_role(name: str, target: str) -> Role:
    """An instance of the role class that ``target`` (``module:Class``) names.

    Raises:
        RoleLoadError: the class cannot be imported or made, is no role, or declares nonsense.
    """
    role_class = _import_class(target)
    problems = declaration_problems(name, getattr(role_class, "declaration", None))
    if problems:
        raise RoleLoadError(f"its declaration is wrong: {'; '.join(problems)}")
    try:
        return role_class()
    except Exception as error:
        raise RoleLoadError(
            f"making an instance failed with {_told(error)}; it must need no arguments"
        ) from error


def _offers(extra: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Name, target and origin of each role that is not built in."""
    for name, target, package in offered(ENTRY_POINT_GROUP):
        yield name, target, f"package {package}"
    for name, target in extra.items():
        yield name, target, "the configuration"


def _import_class(target: str) -> type[Role]:
    module_name, colon, class_name = target.partition(":")
    if not (module_name and colon and class_name.isidentifier()):
        raise RoleLoadError("it must be written as 'module:Class', for example 'my_roles:Backup'")
    # A foreign module may end in any way when it is imported, even by leaving the interpreter.
    try:
        module = importlib.import_module(module_name)
    except (Exception, SystemExit) as error:
        raise RoleLoadError(
            f"importing {module_name} failed with {_told(error)}; "
            "install it, or correct the module's name or its code"
        ) from error
    role_class = getattr(module, class_name, None)
    if role_class is None:
        raise RoleLoadError(f"module {module_name} has no {class_name}; correct the name of the class")
    if not (isinstance(role_class, type) and issubclass(role_class, Role)):
        raise RoleLoadError(
            "it is no subclass of parallel_execution_manager.roles.base.Role; derive it from Role"
        )
    return role_class


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
