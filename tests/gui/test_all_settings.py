"""All that can be set, in the shape of the form and in that of the file."""

from __future__ import annotations

import pytest

from parallel_execution_manager.roles.registry import load_roles
from parallel_execution_manager.scheduling.settings import sections
from parallel_execution_manager.scheduling.settings.configuration import default_data
from parallel_execution_manager_gui.all_settings import (
    SESSION,
    WINDOW,
    all_settings,
    for_file,
    for_form,
    of_window,
)

ROLES = {name: role.declaration for name, role in load_roles({}).roles.items()}
CPU = ("resource_thresholds", "cpu_percent")


def leaves(data, path=()):
    for key, value in data.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key)


def test_every_key_of_the_configuration_can_be_set_in_the_form():
    found = [setting for _, group in all_settings(ROLES) for setting in group]
    paths = {setting.path for setting in found} | {s.rival.path for s in found if s.rival is not None}
    for path in leaves(default_data(ROLES)):
        assert path in paths or (*path, "throttle") in paths, path
    assert {path[0] for path in paths} - {WINDOW, SESSION} == set(sections.TOP_LEVEL_KEYS)
    assert len(paths) == len(found) + sum(setting.rival is not None for setting in found)


def test_every_setting_says_when_it_takes_effect():
    for title, group in all_settings(ROLES):
        for setting in group:
            if title != "Notices":
                told = ("Takes effect", "next start", "changes nothing here")
                assert any(words in setting.field.prose for words in told), setting


def test_a_plain_limit_is_a_pair_in_the_form_and_plain_in_the_file():
    given = {"resource_thresholds": {"cpu_percent": 70, "disk_percent": {"throttle": 90, "resume": 80}}}
    shaped = for_form(given)["resource_thresholds"]
    assert shaped == {"cpu_percent": {"throttle": 70}, "disk_percent": {"throttle": 90, "resume": 80}}
    assert for_file({(*CPU, "throttle"): 60}, given) == {CPU: 60}
    assert for_file({(*CPU, "resume"): 50}, given) == {CPU: {"throttle": 70, "resume": 50}}
    assert for_file({(*CPU, "throttle"): None}, given) == {CPU: None}
    assert for_file({(*CPU, "resume"): 50}, {}) == {CPU: {"resume": 50}}
    disk = ("resource_thresholds", "disk_percent")
    assert for_file({(*disk, "resume"): None}, given) == {disk: 90}


def test_further_roles_are_lines_in_the_form_and_an_object_in_the_file():
    assert for_form({"roles": {"mine": "my.module:Role"}})["roles"] == ["mine = my.module:Role"]
    assert for_file({("roles",): ["mine = my.module:Role", "b=c:D"]}, {}) == {
        ("roles",): {"mine": "my.module:Role", "b": "c:D"}
    }
    assert for_file({("roles",): None}, {}) == {("roles",): None}
    with pytest.raises(ValueError, match="'mine' has no '='; write name = module:Class"):
        for_file({("roles",): ["mine"]}, {})


def test_what_is_odd_in_the_file_is_left_to_those_who_check_it():
    odd = {"resource_thresholds": 7, "roles": ["x"], "monitoring_interval": 3}
    assert for_form(odd) == odd
    assert for_file({("monitoring_interval",): 4, (*CPU, "throttle"): 5}, odd) == {
        ("monitoring_interval",): 4,
        CPU: 5,
    }


def test_the_windows_own_are_told_apart():
    changes = {(WINDOW, "theme"): "Dark", ("monitoring_interval",): 4, (SESSION, "autostart"): True}
    assert of_window(changes) == {"theme": "Dark"}
    assert for_file(changes, {}) == {("monitoring_interval",): 4}
