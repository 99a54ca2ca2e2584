"""The schema allows what the program allows, and refuses what it refuses, as far as a schema can."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from parallel_execution_manager.scheduling.settings import sections
from parallel_execution_manager.scheduling.settings.configuration import (
    ConfigurationError,
    default_configuration,
    parse,
)
from parallel_execution_manager.scheduling.settings.json_schema import json_schema
from tests.scheduling.json_values import good_configurations
from tests.scheduling.sample_roles import DECLARATIONS, WITH_NEEDY
from tests.scheduling.schema_rules import accepts

SCHEMA = json_schema(DECLARATIONS)


@given(good_configurations())
def test_what_the_program_accepts_the_schema_accepts(data):
    parse(data, DECLARATIONS)
    assert accepts(SCHEMA, data)


def test_the_defaults_are_valid():
    assert accepts(SCHEMA, default_configuration(DECLARATIONS).raw)


@pytest.mark.parametrize(
    "data",
    [
        [],
        {"extra": 1},
        {"resource_thresholds": {"cpu_percnt": 1}},
        {"resource_thresholds": {"cpu_percent": 0}},
        {"resource_thresholds": {"cpu_percent": True}},
        {"resource_thresholds": {"cpu_percent": {"throttle": 101}}},
        {"resource_thresholds": {"cpu_percent": {"throttle": None}}},
        {"role_priorities": {"gui_testing": 0}},
        {"role_priorities": {"gui_testing": 1.5}},
        {"role_resource_requirements": {"gui_testing": {"cpu": 5, "cpu_cores": 1}}},
        {"role_resource_requirements": {"gui_testing": {"memory_mb": None}}},
        {"role_options": {"gui_testing": {"settle_s": -1}}},
        {"role_options": {"gui_testing": {"platform": "x"}}},
        {"role_options": {"gui_testing": {"settel_s": 1}}},
        {"role_options": {"script_assessment": {"exclude": [1]}}},
        {"roles": {"Name": "a:B"}},
        {"roles": {"name": "a.B"}},
        {"scheduling": {"dwell_s": -1}},
        {"scheduling": {"max_parallel_tasks": 0}},
        {"monitoring_interval": 0.1},
    ],
)
def test_what_an_editor_can_find_the_schema_refuses(data):
    assert not accepts(SCHEMA, data)
    with pytest.raises(ConfigurationError):
        parse(data, DECLARATIONS)


def test_a_required_option_is_required():
    schema = json_schema(WITH_NEEDY)
    assert not accepts(schema, {"role_options": {"translation": {}}})
    assert not accepts(schema, {"role_options": {"translation": {"language": ""}}})
    assert not accepts(schema, {"role_options": {}})
    assert accepts(schema, {"role_options": {"translation": {"language": "fr"}}})


def test_every_key_is_described():
    properties = SCHEMA["properties"]
    assert list(properties) == list(sections.TOP_LEVEL_KEYS)
    sections_with_fields = (
        ("scheduling", sections.SCHEDULING.fields),
        ("output", sections.OUTPUT.fields),
        ("task_environment", sections.ENVIRONMENT.fields),
    )
    for section, fields in sections_with_fields:
        for field in fields:
            assert field.prose in properties[section]["properties"][field.key]["description"]


def test_the_schema_is_json():
    assert json.loads(json.dumps(SCHEMA, allow_nan=False)) == SCHEMA
