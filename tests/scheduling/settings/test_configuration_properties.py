"""What holds for every configuration, good or bad."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parallel_execution_manager.scheduling.model.levels import RESOURCES
from parallel_execution_manager.scheduling.model.policy import MachineSize
from parallel_execution_manager.scheduling.settings import sections as declared_settings
from parallel_execution_manager.scheduling.settings.configuration import ConfigurationError, parse
from parallel_execution_manager.scheduling.settings.declarations import Field, value_problem
from tests.scheduling.json_values import ANYTHING, LIKELY, good_configurations
from tests.scheduling.sample_roles import DECLARATIONS

SIZE = MachineSize(cores=8, memory_mb=16_000.0)


def _places() -> list[tuple[tuple[str, ...], Field]]:
    """Every place of a declared value, as key path and declaration."""
    declared = {
        (declared_settings.THRESHOLDS.key,): declared_settings.THRESHOLD_FIELDS,
        (declared_settings.THRESHOLDS.key, "cpu_percent"): declared_settings.PAIR_FIELDS,
        (declared_settings.REQUIREMENTS.key, "gui_testing"): declared_settings.REQUIREMENT_FIELDS,
        (declared_settings.SCHEDULING.key,): declared_settings.SCHEDULING.fields,
        (declared_settings.OUTPUT.key,): declared_settings.OUTPUT.fields,
        (declared_settings.ENVIRONMENT.key,): declared_settings.ENVIRONMENT.fields,
        (): (declared_settings.MONITORING_INTERVAL, declared_settings.SCHEMA_KEY),
        **{(declared_settings.OPTIONS.key, name): role.options for name, role in DECLARATIONS.items()},
    }
    places = [((*path, field.key), field) for path, fields in declared.items() for field in fields]
    return [((declared_settings.PRIORITIES.key, "gui_testing"), declared_settings.PRIORITY_FIELD), *places]


def _nested(path: tuple[str, ...], value: object) -> Any:
    for key in reversed(path):
        value = {key: value}
    return value


@given(ANYTHING | LIKELY)
def test_arbitrary_data_is_read_or_refused_with_problems(data):
    with contextlib.suppress(ConfigurationError):
        parse(data, DECLARATIONS).policy(SIZE)


@given(ANYTHING | LIKELY)
def test_every_refusal_has_problems_of_one_line_that_can_be_written(data):
    lines = _refusal(data)
    assert lines != ()
    for line in lines or ():
        assert line.encode("utf-8").splitlines() == [line.encode("utf-8")]


def _refusal(data: object) -> tuple[str, ...] | None:
    try:
        parse(data, DECLARATIONS)
    except ConfigurationError as error:
        return error.lines
    return None


@given(good_configurations())
def test_a_good_configuration_is_read_and_survives_a_round_trip_through_json(data):
    configuration = parse(data, DECLARATIONS)
    again = parse(json.loads(json.dumps(configuration.raw)), DECLARATIONS)
    assert again == configuration
    policy = configuration.policy(SIZE)
    for resource in RESOURCES:
        assert policy.limit(resource).resume <= policy.limit(resource).throttle


@given(good_configurations())
def test_what_is_set_is_what_holds(data):
    configuration = parse(data, DECLARATIONS)
    for name, priority in data.get("role_priorities", {}).items():
        assert configuration.role_priorities[name] == priority
    for name, options in data.get("role_options", {}).items():
        assert options.items() <= configuration.role_options[name].items()
    assert data.get("scheduling", {}).items() <= configuration.scheduling.items()
    assert data.get("output", {}).items() <= asdict(configuration.output).items()


@pytest.mark.parametrize(
    ("path", "field"), _places(), ids=lambda item: ".".join(item) if isinstance(item, tuple) else ""
)
@settings(max_examples=20)
@given(data=st.data())
def test_a_bad_value_gives_a_problem_that_names_its_key_path(path, field, data):
    # null and {} can be right: for "not set" and for a limit pair that leaves out both
    bad = data.draw(ANYTHING.filter(lambda value: value not in (None, {}) and value_problem(field, value)))
    with pytest.raises(ConfigurationError) as caught:
        parse(_nested(path, bad), DECLARATIONS)
    assert all(problem.path[: len(path)] == path for problem in caught.value.problems)
