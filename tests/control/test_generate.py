"""The generated files are current, and a stale one is named."""

from __future__ import annotations

import json

import pytest

from parallel_execution_manager.control import generate
from parallel_execution_manager.roles.registry import builtin_roles
from parallel_execution_manager.scheduling.settings.configuration import default_configuration, parse
from parallel_execution_manager_gui.generate import main as generate_all
from tests.scheduling.schema_rules import accepts

DECLARATIONS = {name: role.declaration for name, role in builtin_roles().items()}
PARTS = generate.generated_parts(DECLARATIONS)
PAGE = PARTS[0].page


@pytest.fixture
def tree(tmp_path):
    for folder in ("docs", "resources"):
        (tmp_path / folder).mkdir()
    for part in PARTS:
        text = f"# Page\n\nbefore\n\n{part.begin}\nold\n{part.end}\n\nafter\n"
        (tmp_path / part.page).write_text(text, encoding="utf-8")
    return tmp_path


def run(tree, *arguments: str) -> int:
    return generate.main(["--root", str(tree), *arguments])


def test_the_files_of_this_tree_are_current(capsys):
    assert generate_all(["--check"]) == 0, capsys.readouterr().err


def test_what_is_written_is_current(tree, capsys):
    assert run(tree) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"wrote {generate.SCHEMA_FILE}",
        f"wrote {generate.CONFIG_FILE}",
        *(f"wrote {part.page}" for part in PARTS),
    ]
    assert run(tree, "--check") == 0
    assert run(tree) == 0
    assert capsys.readouterr().out == ""


def test_a_stale_file_is_named_and_left_alone(tree, capsys):
    run(tree)
    config = tree / generate.CONFIG_FILE
    config.write_text("{}", encoding="utf-8")
    assert run(tree, "--check") == 1
    assert capsys.readouterr().err.startswith(f"{generate.CONFIG_FILE} is stale: run ")
    assert config.read_text(encoding="utf-8") == "{}"


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_the_page_keeps_what_people_wrote(tree, part):
    run(tree)
    page = (tree / part.page).read_text(encoding="utf-8")
    assert page.startswith("# Page\n\nbefore\n")
    assert page.endswith("\n\nafter\n")
    assert "old" not in page.split(part.begin)[1].splitlines()


@pytest.mark.parametrize("page", ["", PARTS[0].begin, f"{PARTS[0].end} {PARTS[0].begin}"])
def test_a_page_without_its_markers_is_refused(tree, capsys, page):
    (tree / PAGE).write_text(page, encoding="utf-8")
    assert run(tree) == 2
    assert "put them back" in capsys.readouterr().err


def test_a_folder_that_is_no_source_tree_is_refused(tmp_path, capsys):
    assert run(tmp_path) == 2
    assert capsys.readouterr().err.startswith("cannot generate: ")


def test_the_shipped_configuration_is_the_default_and_valid(tree):
    run(tree)
    shipped = json.loads((tree / generate.CONFIG_FILE).read_text(encoding="utf-8"))
    schema = json.loads((tree / generate.SCHEMA_FILE).read_text(encoding="utf-8"))
    assert accepts(schema, shipped)
    assert shipped.pop("$schema") == generate.SCHEMA_FILE
    assert parse(shipped, DECLARATIONS) == default_configuration(DECLARATIONS)


def test_the_numbers_are_those_of_the_original():
    raw = default_configuration(DECLARATIONS).raw
    original = {"cpu_percent": 80, "memory_percent": 85, "disk_percent": 90}
    assert raw["resource_thresholds"].items() >= original.items()
    assert raw["monitoring_interval"] == 5
    assert raw["role_priorities"] == {
        "agent_simulations": 7,
        "project_management": 9,
        "resource_management": 10,
        "script_assessment": 6,
        "gui_testing": 5,
        "task_management": 8,
    }
    needs = {name: (need["cpu"], need["memory"]) for name, need in raw["role_resource_requirements"].items()}
    assert needs == {
        "agent_simulations": (60, 40),
        "project_management": (10, 15),
        "resource_management": (5, 10),
        "script_assessment": (20, 20),
        "gui_testing": (15, 25),
        "task_management": (5, 10),
    }
