"""Settings, as forms show them, in the window's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from parallel_execution_manager_gui.all_settings import Group
from parallel_execution_manager_gui.settings_of_role import Setting
from parallel_execution_manager_gui.translation.told import told, told_field


def told_groups(groups: Iterable[Group]) -> tuple[Group, ...]:
    """The groups with their titles and fields."""
    return tuple((told(title), tuple(map(_told_setting, settings))) for title, settings in groups)


def _told_setting(setting: Setting) -> Setting:
    rival = None if setting.rival is None else _told_setting(setting.rival)
    return replace(setting, field=told_field(setting.field), rival=rival)
