"""The documentation's tables show every setting."""

from __future__ import annotations

from parallel_execution_manager.control.configuration_reference import reference
from parallel_execution_manager.scheduling.settings import sections
from tests.scheduling.sample_roles import DECLARATIONS, WITH_NEEDY

TEXT = reference(WITH_NEEDY)


def test_every_section_has_its_heading_and_prose():
    for section in sections.SECTIONS:
        assert f"### `{section.key}`: " in TEXT
        assert section.prose in TEXT


def test_every_setting_has_one_row():
    keys = [
        *(f"resource_thresholds.{field.key}" for field in sections.THRESHOLD_FIELDS),
        *(f"resource_thresholds.<limit>.{field.key}" for field in sections.PAIR_FIELDS),
        *(f"scheduling.{field.key}" for field in sections.SCHEDULING.fields),
        *(f"output.{field.key}" for field in sections.OUTPUT.fields),
        *(f"task_environment.{field.key}" for field in sections.ENVIRONMENT.fields),
        *(f"role_priorities.{name}" for name in DECLARATIONS),
        *(
            f"role_options.{name}.{field.key}"
            for name, role in DECLARATIONS.items()
            for field in role.options
        ),
        "monitoring_interval",
        "$schema",
        "roles.<role>",
    ]
    for key in keys:
        assert TEXT.count(f"| `{key}` |") == 1


def test_a_row_has_type_unit_range_default_and_meaning():
    rows = TEXT.splitlines()
    assert "| `scheduling.stop_grace_s` | number | s | from 0 to 600 | `5` | Time that a task gets" in TEXT
    assert "| `role_priorities.gui_testing` | whole number |  | from 1 to 10 | `5` |" in TEXT
    assert "| `role_resource_requirements.gui_testing.memory` | number | % | from 0 to 100 | `25` |" in TEXT
    assert (
        "| `role_options.script_assessment.depth` | whole number | levels | from 1 to 9 | not set |" in TEXT
    )
    assert "| `role_options.gui_testing.platform` | choice |  | offscreen, xcb | not set |" in TEXT
    assert "| `role_options.translation.language` | text |  |  | must be given | Into what. |" in rows


def test_a_bar_in_prose_does_not_break_the_table():
    assert "The worst rank \\| or better." in TEXT
