"""Which roles there are: those built in, those of installed packages, those of the configuration."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from parallel_execution_manager.roles.base import Role
from parallel_execution_manager.roles.declaration_check import declaration_problems
from parallel_execution_manager.roles.offers import offered
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

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
