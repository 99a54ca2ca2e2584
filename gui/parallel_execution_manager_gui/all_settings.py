"""Everything that can be set, as groups of a form: options of window and session, then the configuration.

In the form a limit always has two values and a further role is a line of text; in the file a limit may be a
plain number and roles are an object. ``for_form`` and ``for_file`` translate. Free of Qt.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from parallel_execution_manager.scheduling.settings import sections
from parallel_execution_manager.scheduling.settings.declarations import (
    Field,
    FieldType,
    RoleDeclaration,
    plain_number,
)
from parallel_execution_manager.system.host import is_supported
from parallel_execution_manager_gui.settings_of_role import KeyPath, Setting, settings_of_role
from parallel_execution_manager_gui.window_options import APPEARANCE, AUTOSTART, TELLING, TRAY

WINDOW: Final = "window"
"""The first part of the path of the window's own options."""
SESSION: Final = "session"
"""The first part of the path of what the desktop session keeps."""

Group = tuple[str, Sequence[Setting]]
Values = Mapping[KeyPath, Any]

_THROTTLE, _RESUME = (field.key for field in sections.PAIR_FIELDS)
_INTERVAL: Final = sections.MONITORING_INTERVAL
_AT_ONCE: Final = "Takes effect at once."
_NEXT_TASKS: Final = "Takes effect for tasks that start from now on."
ROLES_FIELD: Final = Field(
    sections.ROLES.key,
    FieldType.TEXT_LIST,
    sections.ROLES.title,
    "One role a line: its name, =, and its class as module:Class. A new role is there at once; one that is "
    "taken out stays until the next start.",
    (),
)


def all_settings(declarations: Mapping[str, RoleDeclaration]) -> tuple[Group, ...]:
    """Every group with its title."""
    return (
        ("Window", (*_own(APPEARANCE), *_of_session())),
        ("Tray", _own(TRAY)),
        ("Notices", _own(TELLING)),
        (sections.THRESHOLDS.title, tuple(_limits())),
        ("Monitoring", (Setting((_INTERVAL.key,), _at_once(_INTERVAL)),)),
        *((section.title, _section(section)) for section in sections.PLAIN_SECTIONS),
        *(_of_role(declaration) for declaration in declarations.values()),
        ("Roles and file", (Setting((sections.ROLES.key,), ROLES_FIELD), _schema())),
    )


def for_form(given: Mapping[str, Any]) -> dict[str, Any]:
    """The data of the file in the shape of the form."""
    limits = given.get(sections.THRESHOLDS.key)
    roles = given.get(sections.ROLES.key)
    shaped = dict(given)
    if isinstance(limits, Mapping):
        shaped[sections.THRESHOLDS.key] = {key: _as_pair(value) for key, value in limits.items()}
    if isinstance(roles, Mapping):
        shaped[sections.ROLES.key] = [f"{name} = {place}" for name, place in roles.items()]
    return shaped


def for_file(changes: Values, given: Mapping[str, Any]) -> dict[KeyPath, Any]:
    """What was entered in the shape of the file, whose data is ``given``.

    Raises:
        ValueError: a line about a further role has no ``=``.
    """
    found: dict[KeyPath, Any] = {}
    for path, value in changes.items():
        if path[0] == sections.THRESHOLDS.key:
            found[path[:2]] = _limit(path[1], changes, given)
        elif path == (sections.ROLES.key,):
            found[path] = None if value is None else dict(map(_role_of_line, value))
        elif path[0] not in (WINDOW, SESSION):
            found[path] = value
    return found


def of_window(changes: Values) -> dict[str, Any]:
    """Those of the changes that are the window's own, by their key."""
    return {path[1]: value for path, value in changes.items() if path[0] == WINDOW}


def _own(fields: Iterable[Field]) -> tuple[Setting, ...]:
    return tuple(Setting((WINDOW, field.key), field) for field in fields)


def _of_session() -> tuple[Setting, ...]:
    return (Setting((SESSION, AUTOSTART.key), AUTOSTART),) if is_supported() else ()


def _section(section: sections.Section) -> tuple[Setting, ...]:
    return tuple(Setting((section.key, field.key), _at_once(field)) for field in section.fields)


def _at_once(field: Field, told: str = _AT_ONCE) -> Field:
    return replace(field, prose=f"{field.prose} {told}")


def _limits() -> Iterable[Setting]:
    for field in sections.THRESHOLD_FIELDS:
        path = (sections.THRESHOLDS.key, field.key)
        yield Setting((*path, _THROTTLE), _at_once(field))
        resource = sections.resource_of(field.key)
        distance = plain_number(sections.RESUME_DISTANCE[resource])
        prose = f"Roles go on at or below this; left empty it is {distance} below the limit. {_AT_ONCE}"
        yield Setting(
            (*path, _RESUME), replace(field, title=f"{field.title}: resume at", prose=prose, default=None)
        )


def _of_role(declaration: RoleDeclaration) -> Group:
    found = [setting for _, part in settings_of_role(declaration) for setting in part]
    return f"Role: {declaration.title}", tuple(_told_when(setting) for setting in found)


def _told_when(setting: Setting) -> Setting:
    at_once = setting.path[0] in (sections.PRIORITIES.key, sections.ROLE_SETTINGS.key)
    rival = None if setting.rival is None else _told_when(setting.rival)
    return replace(setting, field=_at_once(setting.field, _AT_ONCE if at_once else _NEXT_TASKS), rival=rival)


def _schema() -> Setting:
    field = replace(sections.SCHEMA_KEY, prose=f"{sections.SCHEMA_KEY.prose} It changes nothing here.")
    return Setting((sections.SCHEMA_KEY.key,), field)


def _as_pair(value: Any) -> Any:
    return value if isinstance(value, Mapping) else {_THROTTLE: value}


def _limit(key: str, changes: Values, given: Mapping[str, Any]) -> Any:
    """A limit as the file has it: nothing, a plain number, or both values."""
    limits = given.get(sections.THRESHOLDS.key)
    before = _as_pair(limits[key]) if isinstance(limits, Mapping) and key in limits else {}
    throttle, resume = (
        changes.get((sections.THRESHOLDS.key, key, part), before.get(part)) for part in (_THROTTLE, _RESUME)
    )
    if resume is None:
        return throttle
    return {_RESUME: resume} if throttle is None else {_THROTTLE: throttle, _RESUME: resume}


def _role_of_line(line: str) -> tuple[str, str]:
    name, between, place = line.partition("=")
    if not between:
        raise ValueError(f"{sections.ROLES.key}: {line!r} has no '='; write name = module:Class")
    return name.strip(), place.strip()
