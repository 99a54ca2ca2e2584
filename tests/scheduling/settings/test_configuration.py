"""A configuration is read as the original's programs write it, merged with the defaults, and checked."""

from __future__ import annotations

import pytest

from parallel_execution_manager.scheduling.model.policy import LimitPair, MachineSize, Policy, RolePolicy
from parallel_execution_manager.scheduling.model.task import Requirement
from parallel_execution_manager.scheduling.settings import sections
from parallel_execution_manager.scheduling.settings.configuration import (
    Configuration,
    ConfigurationError,
    ConfigurationProblem,
    RoleRequirement,
    default_configuration,
    extra_roles,
    parse,
)
from parallel_execution_manager.scheduling.settings.declarations import Field, FieldType
from parallel_execution_manager.scheduling.settings.json_schema import json_schema
from tests.scheduling.sample_roles import DECLARATIONS, WITH_NEEDY

SIZE = MachineSize(cores=4, memory_mb=8000.0)


def read(data: object) -> Configuration:
    return parse(data, DECLARATIONS)


def problems_of(data: object, declarations=DECLARATIONS) -> dict[str, str]:
    with pytest.raises(ConfigurationError) as caught:
        parse(data, declarations)
    return {".".join(problem.path): problem.message for problem in caught.value.problems}


def test_nothing_set_means_the_defaults():
    assert read({}) == default_configuration(DECLARATIONS)


def test_the_defaults_are_those_of_the_policy():
    policy = default_configuration({}).policy(SIZE)
    assert policy == Policy(SIZE)


def test_the_defaults_of_roles_come_from_their_declarations():
    policy = default_configuration(DECLARATIONS).policy(SIZE)
    assert policy.roles == {
        "script_assessment": RolePolicy(6, Requirement(0.8, 1600.0)),
        "gui_testing": RolePolicy(5, Requirement(0.6, 2000.0)),
    }


def test_a_file_of_the_original_is_read_as_it_is():
    configuration = read(
        {
            "resource_thresholds": {"cpu_percent": 60, "memory_percent": 70, "disk_percent": 95},
            "role_priorities": {"script_assessment": 1, "gui_testing": 10},
            "role_resource_requirements": {
                "script_assessment": {"cpu": 50, "memory": 10},
                "gui_testing": {"cpu": 25, "memory": 25},
            },
            "monitoring_interval": 2,
        }
    )
    policy = configuration.policy(SIZE)
    assert (policy.cpu, policy.memory) == (LimitPair(60.0, 50.0), LimitPair(70.0, 60.0))
    assert policy.disk == LimitPair(95.0, 93.0)
    assert policy.roles["script_assessment"] == RolePolicy(1, Requirement(2.0, 800.0))
    assert configuration.monitoring_interval_s == 2.0


@pytest.mark.parametrize(
    ("given", "pair"),
    [
        (85, LimitPair(85.0, 75.0)),
        (5, LimitPair(5.0, 1.0)),
        (1, LimitPair(1.0, 1.0)),
        ({"throttle": 85, "resume": 70}, LimitPair(85.0, 70.0)),
        ({"throttle": 85}, LimitPair(85.0, 75.0)),
        ({"resume": 30}, LimitPair(80.0, 30.0)),
        ({"throttle": 50, "resume": 50}, LimitPair(50.0, 50.0)),
        ({}, LimitPair(80.0, 70.0)),
    ],
)
def test_a_limit_is_a_number_or_a_pair(given, pair):
    assert read({"resource_thresholds": {"cpu_percent": given}}).thresholds["cpu"] == pair


@pytest.mark.parametrize(
    ("given", "needed"),
    [
        ({"cpu_cores": 1.5, "memory_mb": 2048}, Requirement(1.5, 2048.0)),
        ({"cpu_cores": 1.5}, Requirement(1.5, 1600.0)),
        ({"memory_mb": 0, "cpu": 100}, Requirement(4.0, 0.0)),
        ({"cpu": 0}, Requirement(0.0, 1600.0)),
        ({}, Requirement(0.8, 1600.0)),
    ],
)
def test_a_requirement_is_in_percent_or_absolute_and_may_be_partial(given, needed):
    configuration = read({"role_resource_requirements": {"script_assessment": given}})
    assert configuration.role_requirements["script_assessment"].on(SIZE) == needed


def test_a_requirement_of_nothing_is_nothing():
    assert RoleRequirement().on(SIZE) == Requirement(0.0, 0.0)


def test_a_partial_file_keeps_the_other_defaults():
    configuration = read({"role_priorities": {"gui_testing": 9}, "scheduling": {"dwell_s": 3}})
    assert configuration.role_priorities == {"script_assessment": 6, "gui_testing": 9}
    assert configuration.policy(SIZE).dwell_s == 3.0
    assert configuration.policy(SIZE).ageing_s == Policy(SIZE).ageing_s


def test_every_setting_of_scheduling_reaches_the_policy():
    values = {
        field.key: not field.default if field.type is FieldType.BOOLEAN else field.maximum
        for field in sections.SCHEDULING.fields
    }
    policy = read({"scheduling": values}).policy(SIZE)
    assert {key: getattr(policy, key) for key in values} == values


def test_options_are_filled_in_and_whole_numbers_are_whole():
    options = read({"role_options": {"script_assessment": {"depth": 3.0, "exclude": ["x"]}}}).role_options
    assert options["script_assessment"] == {"exclude": ["x"], "rank": "F", "depth": 3, "follow": False}
    assert isinstance(options["script_assessment"]["depth"], int)
    assert options["gui_testing"]["settle_s"] == 0.5


def test_an_option_without_a_default_may_be_null():
    options = read({"role_options": {"script_assessment": {"depth": None}}}).role_options
    assert options["script_assessment"]["depth"] is None


def test_the_raw_form_is_whole_and_can_be_read_again():
    given = {
        "$schema": "x.json",
        "resource_thresholds": {"cpu_percent": {"throttle": 60, "resume": 40}},
        "role_resource_requirements": {"gui_testing": {"cpu_cores": 2}},
        "roles": {"translation": "my.module:Class"},
        "role_priorities": {"translation": 3},
        "role_options": {"translation": {"language": "fr", "words": ["a", 1, True, None]}},
    }
    configuration = read(given)
    assert list(configuration.raw) == list(sections.TOP_LEVEL_KEYS)
    assert configuration.raw["resource_thresholds"]["memory_percent"] == 85
    assert read(configuration.raw) == configuration


def test_changing_the_raw_form_changes_nothing_else():
    given = {"resource_thresholds": {"cpu_percent": {"throttle": 60}}}
    configuration = read(given)
    configuration.raw["role_priorities"]["gui_testing"] = 1
    configuration.raw["role_options"]["script_assessment"]["exclude"].append("x")
    configuration.raw["resource_thresholds"]["cpu_percent"]["throttle"] = 2
    assert configuration.role_priorities["gui_testing"] == 5
    assert default_configuration(DECLARATIONS).role_options["script_assessment"]["exclude"] == [
        ".git",
        "venv",
    ]
    assert given == {"resource_thresholds": {"cpu_percent": {"throttle": 60}}}


def test_the_original_form_has_plain_numbers_only():
    configuration = read(
        {
            "resource_thresholds": {"cpu_percent": {"throttle": 60, "resume": 40}},
            "role_resource_requirements": {"gui_testing": {"cpu_cores": 1, "memory_mb": 2000}},
        }
    )
    assert configuration.original_form(SIZE) == {
        "resource_thresholds": {"cpu_percent": 60.0, "memory_percent": 85.0, "disk_percent": 90.0},
        "role_priorities": {"script_assessment": 6, "gui_testing": 5},
        "role_resource_requirements": {
            "script_assessment": {"cpu": 20.0, "memory": 20.0},
            "gui_testing": {"cpu": 25.0, "memory": 25.0},
        },
        "monitoring_interval": 5.0,
    }


def test_a_further_role_may_be_set_before_its_class_is_known():
    configuration = read({"roles": {"translation": "my.module:Class"}, "role_priorities": {"translation": 3}})
    assert configuration.extra_roles == {"translation": "my.module:Class"}
    assert configuration.role_priorities["translation"] == 3
    assert configuration.role_requirements["translation"] == RoleRequirement(10, 10)


def test_a_further_role_that_is_known_has_its_options_checked():
    given = {"roles": {"gui_testing": "my.module:Class"}, "role_options": {"gui_testing": {"settle_s": -1}}}
    assert list(problems_of(given)) == ["role_options.gui_testing.settle_s"]


def test_further_roles_are_named_although_the_rest_is_bad():
    roles = {"good": "a.b:C", "bad": "a.b", "Big": "a:C", 3: "a:C"}
    assert extra_roles({"roles": roles, "monitoring_interval": "x"}) == {"good": "a.b:C"}


@pytest.mark.parametrize("data", [None, [], {}, {"roles": []}])
def test_there_are_no_further_roles_in_what_has_none(data):
    assert extra_roles(data) == {}


def test_a_required_option_must_be_given():
    problem = "is missing; role translation needs it: give a text that is not empty"
    for missing in ({}, {"role_options": {}}, {"role_options": {"translation": {}}}):
        assert problems_of(missing, WITH_NEEDY) == {"role_options.translation.language": problem}
    assert "language" not in default_configuration(WITH_NEEDY).role_options["translation"]
    given = {"role_options": {"translation": {"language": "fr"}}}
    assert parse(given, WITH_NEEDY).role_options["translation"] == {"language": "fr"}


@pytest.mark.parametrize(
    ("data", "path", "message"),
    [
        (
            {"monitoring_intervall": 5},
            "monitoring_intervall",
            "unknown key; did you mean monitoring_interval?",
        ),
        (
            {"resource_thresholds": {"zzz": 5}},
            "resource_thresholds.zzz",
            (
                "unknown key; known: cpu_percent, memory_percent, disk_percent, cpu_pressure_percent, "
                "memory_pressure_percent, io_pressure_percent"
            ),
        ),
        (
            {"resource_thresholds": {"cpu_percent": {"trottle": 5}}},
            "resource_thresholds.cpu_percent.trottle",
            "unknown key; did you mean throttle?",
        ),
        (
            {"resource_thresholds": {"cpu_percent": {"throttle": 50, "resume": 60}}},
            "resource_thresholds.cpu_percent.resume",
            "is 60, above throttle (50 %); must be at most 50 %",
        ),
        (
            {"resource_thresholds": {"disk_percent": {"resume": 91}}},
            "resource_thresholds.disk_percent.resume",
            "is 91, above throttle (90 %); must be at most 90 %",
        ),
        (
            {"resource_thresholds": {"cpu_percent": {"throttle": None}}},
            "resource_thresholds.cpu_percent.throttle",
            "is null; must be a number from 1 to 100 %",
        ),
        ({"resource_thresholds": 80}, "resource_thresholds", "is 80; must be an object"),
        (
            {"role_priorities": {"gui_testng": 5}},
            "role_priorities.gui_testng",
            "unknown role; did you mean gui_testing?",
        ),
        (
            {"role_priorities": {"gui_testing": 11}},
            "role_priorities.gui_testing",
            "is 11; must be a whole number from 1 to 10",
        ),
        (
            {"role_resource_requirements": {"gui_testing": 5}},
            "role_resource_requirements.gui_testing",
            "is 5; must be an object",
        ),
        (
            {"role_resource_requirements": {"gui_testing": {"cpus": 5}}},
            "role_resource_requirements.gui_testing.cpus",
            "unknown key; did you mean cpu?",
        ),
        (
            {"role_resource_requirements": {"gui_testing": {"memory": 5, "memory_mb": 512}}},
            "role_resource_requirements.gui_testing.memory_mb",
            "stands beside memory; give one of the two",
        ),
        (
            {"role_options": {"gui_testing": {"settel_s": 1}}},
            "role_options.gui_testing.settel_s",
            "unknown option; did you mean settle_s?",
        ),
        (
            {"role_options": {"gui_testing": {"settle_s": None}}},
            "role_options.gui_testing.settle_s",
            "is null; must be a number of at least 0 s",
        ),
        ({"role_options": {"gui_testing": []}}, "role_options.gui_testing", "is a list; must be an object"),
        (
            {"roles": {"Translation": "a:B"}},
            "roles.Translation",
            "is no role name; use small letters, digits and _ only, a letter first",
        ),
        (
            {"roles": {"translation": "a.b.C"}},
            "roles.translation",
            "is 'a.b.C'; must be a text of the form module:Class",
        ),
        (
            {"roles": {"extra": "a:B"}, "role_options": {"extra": {"deep": {"er": 1}}}},
            "role_options.extra.deep",
            "is an object; must be a text, a number, true, false, null or a list of these",
        ),
        (
            {"roles": {"extra": "a:B"}, "role_options": {"extra": {"\0": 1}}},
            "role_options.extra.\0",
            "is no key; use text",
        ),
        ({"scheduling": {"dwell": 1}}, "scheduling.dwell", "unknown key; did you mean dwell_s?"),
        (
            {"scheduling": {"retry_backoff_s": 400}},
            "scheduling.retry_backoff_s",
            "retry_backoff_s is 400 s, above retry_backoff_max_s (300 s); change one of them",
        ),
        (
            {"scheduling": {"retry_backoff_s": 9, "retry_backoff_max_s": 2}},
            "scheduling.retry_backoff_max_s",
            "retry_backoff_s is 9 s, above retry_backoff_max_s (2 s); change one of them",
        ),
        ({"$schema": 1}, "$schema", "is 1; must be a text"),
        ([], "", "is a list; must be an object with settings"),
        (True, "", "is true; must be an object with settings"),
    ],
)
def test_a_problem_names_the_key_the_reason_and_the_way_out(data, path, message):
    assert problems_of(data) == {path: message}


def test_a_key_that_is_no_text_is_unknown():
    assert problems_of({5: 1})["5"].startswith("unknown key; known: $schema,")


def test_a_role_without_options_knows_none():
    assert problems_of({"role_options": {"extra": {}}}, {}) == {
        "role_options.extra": "unknown role; known: none"
    }


def test_all_problems_are_reported_at_once():
    found = problems_of(
        {
            "resource_thresholds": {"cpu_percent": True, "memory_percnt": 3},
            "role_priorities": {"gui_testing": 0, "nobody": 1},
            "scheduling": {"dwell_s": float("nan"), "retry_backoff_s": 10**400},
            "monitoring_interval": "5",
            "extra": {},
        }
    )
    assert set(found) == {
        "resource_thresholds.cpu_percent",
        "resource_thresholds.memory_percnt",
        "role_priorities.gui_testing",
        "role_priorities.nobody",
        "scheduling.dwell_s",
        "scheduling.retry_backoff_s",
        "monitoring_interval",
        "extra",
    }


def test_a_problem_reads_as_one_line():
    problem = ConfigurationProblem(("role_priorities", "a b"), "is 0", "config.json:3")
    assert str(problem) == "config.json:3: role_priorities.'a b': is 0"
    assert str(ConfigurationProblem((), "is bad")) == "is bad"
    assert "\n" not in str(ConfigurationProblem(("a\nb", "", "x" * 1000), "is bad"))
    assert len(str(ConfigurationProblem(("x" * 1000,), "is bad"))) < 80


def test_an_error_shows_every_problem():
    error = ConfigurationError([ConfigurationProblem(("a",), "is bad"), ConfigurationProblem(("b",), "too")])
    assert str(error) == "a: is bad\nb: too"


def test_what_tasks_inherit_is_set_for_all_and_more_for_a_role():
    assert read({}).inherited_by("gui_testing") == ("@default",)
    configuration = read(
        {
            "task_environment": {"inherit": ["@default", "STUDY_*"]},
            "role_settings": {"gui_testing": {"inherit": ["MY_TOKEN"]}},
        }
    )
    assert configuration.inherited_by("gui_testing") == ("@default", "STUDY_*", "MY_TOKEN")
    assert configuration.inherited_by("nobody") == ("@default", "STUDY_*")


def test_what_is_done_about_undeclared_access_is_set_for_each_role():
    configuration = read({"role_settings": {"gui_testing": {"undeclared_access": "pause"}}})
    assert configuration.role_settings["gui_testing"]["undeclared_access"] == "pause"
    assert configuration.role_settings["script_assessment"]["undeclared_access"] == "warn"
    found = problems_of({"role_settings": {"gui_testing": {"undeclared_access": "stop", "more": 1}}})
    assert list(found) == ["role_settings.gui_testing.more", "role_settings.gui_testing.undeclared_access"]


def test_a_role_may_be_bounded_by_a_number_of_tasks_and_by_disk_space():
    configuration = read(
        {
            "role_settings": {"gui_testing": {"max_concurrent_tasks": 3}},
            "role_resource_requirements": {"script_assessment": {"disk_mb": 512}},
        }
    )
    roles = configuration.policy(SIZE).roles
    assert (roles["gui_testing"].max_tasks, roles["gui_testing"].disk_mb) == (3, 0.0)
    assert (roles["script_assessment"].max_tasks, roles["script_assessment"].disk_mb) == (0, 512.0)
    bad = {
        "role_settings": {"gui_testing": {"max_concurrent_tasks": 1.5}},
        "role_resource_requirements": {"gui_testing": {"disk_mb": -1}},
    }
    assert list(problems_of(bad)) == [
        "role_resource_requirements.gui_testing.disk_mb",
        "role_settings.gui_testing.max_concurrent_tasks",
    ]


def test_a_section_of_plain_values_is_checked_filled_and_described_by_its_declaration_alone(monkeypatch):
    extra = sections.Section("extra", "Extra", "Prose.", (Field("n", FieldType.INTEGER, "N", "Prose.", 3),))
    monkeypatch.setattr(sections, "SECTIONS", (*sections.SECTIONS, extra))
    monkeypatch.setattr(sections, "PLAIN_SECTIONS", (*sections.PLAIN_SECTIONS, extra))
    monkeypatch.setattr(sections, "TOP_LEVEL_KEYS", (*sections.TOP_LEVEL_KEYS, extra.key))
    assert read({}).raw["extra"] == {"n": 3}
    assert read({"extra": {"n": 4}}).raw["extra"] == {"n": 4}
    assert list(problems_of({"extra": {"n": "x", "m": 1}})) == ["extra.m", "extra.n"]
    assert json_schema(DECLARATIONS)["properties"]["extra"]["properties"]["n"]["default"] == 3
