"""Settings as forms show them: where each stands in the configuration's file, and what counts without it.

Free of Qt. A form of other settings than a role's is made from a table of ``Setting`` as well.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.settings import sections
from parallel_execution_manager.scheduling.settings.declarations import Field, RoleDeclaration, plain_number

KeyPath = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """One value of the configuration's file.

    ``path`` is where it stands, ``field`` what it may be; the field's default is what counts while it does
    not stand there. ``rival`` says the same thing in another unit, and only one of the two may be set.
    """

    path: KeyPath
    field: Field
    rival: Setting | None = None

    @property
    def default(self) -> Any:
        """What counts while nothing is set, in the form of the file."""
        default = self.field.default
        return list(default) if isinstance(default, tuple) else default

    @property
    def id(self) -> str:
        """A name for widgets: the path with the parts joined."""
        return "_".join(self.path).replace("-", "_")


def settings_of_role(declaration: RoleDeclaration) -> tuple[tuple[str, tuple[Setting, ...]], ...]:
    """Everything that can be set for a role, as groups with a title each."""
    name = declaration.name
    priority = Setting(
        (sections.PRIORITIES.key, name), replace(sections.PRIORITY_FIELD, default=declaration.priority)
    )
    alike = tuple(
        Setting((sections.ROLE_SETTINGS.key, name, field.key), field)
        for field in sections.ROLE_SETTING_FIELDS
    )
    options = tuple(Setting((sections.OPTIONS.key, name, field.key), field) for field in declaration.options)
    return (
        ("Scheduling", (priority, *alike)),
        ("What one task needs, unless it says so itself", _requirements(declaration)),
        ("Options of the role", options),
    )


def _requirements(declaration: RoleDeclaration) -> tuple[Setting, ...]:
    by_key = {field.key: field for field in sections.REQUIREMENT_FIELDS}
    defaults = {"cpu": declaration.cpu_percent, "memory": declaration.memory_percent}
    titles = {"cpu": "Processor", "memory": "Memory"}
    prose = {
        "cpu": "Logical cores; a part of one is possible.",
        "memory": "Memory of the whole process tree.",
    }

    def setting(field: Field, rival: Setting | None = None) -> Setting:
        return Setting((sections.REQUIREMENTS.key, declaration.name, field.key), field, rival)

    amounts = (
        setting(
            replace(by_key[share], title=titles[share], default=plain_number(defaults[share])),
            setting(replace(by_key[absolute], title=titles[share], prose=prose[share])),
        )
        for share, absolute in sections.RIVAL_KEYS
    )
    return (*amounts, setting(sections.DISK_SPACE))
