"""Tasks, settings and classes that pages show are taken by the program as they stand there."""

from __future__ import annotations

import json
import queue
import re
import tomllib
from pathlib import Path

import pytest

from parallel_execution_manager import ParallelExecutionManager
from parallel_execution_manager.control.configuration_reference import reference
from parallel_execution_manager.roles.registry import builtin_roles
from parallel_execution_manager.scheduling.settings.configuration import parse
from tests.end_to_end.pem import run_pem, states
from tests.end_to_end.test_documentation import blocks, run_python

ROLES = sorted(builtin_roles())
DECLARATIONS = {name: role.declaration for name, role in builtin_roles().items()}
WINDOW = """import sys
from PySide6.QtWidgets import QApplication, QLabel

app = QApplication(sys.argv)
label = QLabel(" ".join(sys.argv[1:]))
label.setWindowTitle("Editor")
label.show()
sys.exit(app.exec())
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the files that the roles' pages name."""
    for folder in ("AI_Agent_1", "src"):
        (tmp_path / folder).mkdir()
    walk = "import sys\nassert '--steps' in sys.argv\n"
    (tmp_path / "AI_Agent_1" / "random_walk.py").write_text(walk, encoding="utf-8")
    (tmp_path / "src" / "module.py").write_text("def f(x):\n    return x\n", encoding="utf-8")
    for name in ("editor.py", "window.py"):
        (tmp_path / name).write_text(WINDOW, encoding="utf-8")
    (tmp_path / "project_tasks.json").write_text('{"tasks": []}', encoding="utf-8")
    for name, role in (("milestones.toml", "project_management"), ("recurring.toml", "task_management")):
        (tmp_path / name).write_text(blocks(f"docs/roles/{role}.md", "toml")[0], encoding="utf-8")
    return tmp_path


def test_the_task_of_each_roles_page_runs(project):
    shown = [json.loads(blocks(f"docs/roles/{role}.md", "json")[0]) for role in ROLES]
    assert [task["role"] for task in shown] == ROLES
    lines = [json.dumps({**task, "id": task["role"]}) for task in shown]
    (project / "tasks.jsonl").write_text("\n".join(lines), encoding="utf-8")
    done = run_pem("batch", "tasks.jsonl", "--report", "report.json", cwd=project)
    assert {role: states(project / "report.json").get(role) for role in ROLES} == dict.fromkeys(
        ROLES, "succeeded"
    ), done.stdout + done.stderr


@pytest.mark.parametrize("role", ["project_management", "task_management"])
def test_the_file_of_a_roles_page_is_toml(role):
    (text,) = blocks(f"docs/roles/{role}.md", "toml")
    assert tomllib.loads(text)


def test_the_settings_of_the_page_on_configuration_can_be_used():
    page = "docs/configuration.md"
    some, further = map(json.loads, blocks(page, "json"))
    assert parse(some, DECLARATIONS).raw["role_priorities"]["gui_testing"] == 9
    assert parse(further, DECLARATIONS).raw["roles"] == {"translation": "my_package.translation:Translation"}
    assert reference(DECLARATIONS)


def test_the_settings_of_the_page_on_the_environment_can_be_used():
    (shown,) = map(json.loads, blocks("docs/task-environment.md", "json"))
    assert parse(shown, DECLARATIONS).raw["task_environment"] == shown["task_environment"]


def test_the_names_of_the_page_on_the_original_interface_are_one_and_the_same(project):
    manager, tracker, mine = blocks("docs/original-interface.md", "python")
    for code in (manager, tracker):
        (first, name), (second, other) = re.findall(r"^from (\S+) import (\w+)", code, re.MULTILINE)
        assert second == "parallel_execution_manager"
        same = f"from {first} import {name} as theirs\nassert theirs is {name}, {other!r}\n"
        run_python(code + same, project)
    names = {"ParallelExecutionManager": ParallelExecutionManager, "queue": queue}
    exec(mine, names)  # noqa: S102 - our own page
    assert names["Mine"].ROLE_BACKUP == "backup"
