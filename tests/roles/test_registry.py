"""What must be true of the roles there are: six built in, others by entry point or configuration."""

from __future__ import annotations

import importlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from parallel_execution_manager.roles.base import Role
from parallel_execution_manager.roles.registry import (
    BUILTIN,
    ENTRY_POINT_GROUP,
    builtin_roles,
    declaration_problems,
    load_roles,
)
from parallel_execution_manager.scheduling.settings.declarations import Field, FieldType, RoleDeclaration

ORDER = [
    "agent_simulations",
    "project_management",
    "resource_management",
    "script_assessment",
    "gui_testing",
    "task_management",
]
GOOD = RoleDeclaration("backup", "Backup", "Copies files.", 5, 10, 10)
MODULE = """
from parallel_execution_manager.roles.base import Role
from parallel_execution_manager.scheduling.settings.declarations import RoleDeclaration

class Backup(Role):
    declaration = RoleDeclaration("backup", "Backup", "Copies files.", 5, 10, 10)

class Hungry(Role):
    declaration = RoleDeclaration("hungry", "Hungry", "Wants too much.", 11, 500, 10)

class Bare(Role):
    pass

class Picky(Role):
    declaration = RoleDeclaration("picky", "Picky", "Wants an argument.", 5, 10, 10)
    def __init__(self, argument):
        pass

class Stranger:
    pass
"""


@pytest.fixture(autouse=True)
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "my_roles.py").write_text(MODULE, encoding="utf-8")
    (tmp_path / "leaves.py").write_text("raise SystemExit(3)\n", encoding="utf-8")
    yield
    for name in ("my_roles", "leaves"):
        sys.modules.pop(name, None)


def test_the_six_roles_come_in_the_original_order_with_its_priorities() -> None:
    roles = builtin_roles()
    assert list(roles) == list(BUILTIN) == ORDER
    declared = {name: role.declaration.priority for name, role in roles.items()}
    assert declared == dict(zip(ORDER, (7, 9, 10, 6, 5, 8), strict=True))


def test_no_built_in_role_declares_nonsense() -> None:
    assert {n: declaration_problems(n, role.declaration) for n, role in builtin_roles().items()} == {
        name: [] for name in ORDER
    }


def test_loading_the_roles_loads_neither_qt_nor_radon_nor_psutil() -> None:
    code = (
        "import sys; from parallel_execution_manager.roles.registry import load_roles; load_roles(); "
        "print([m for m in ('PySide6', 'radon', 'psutil') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_a_role_of_the_configuration_stands_beside_the_built_in_ones() -> None:
    loaded = load_roles({"backup": "my_roles:Backup"})
    assert loaded.problems == ()
    assert list(loaded.roles) == [*ORDER, "backup"]
    assert isinstance(loaded.roles["backup"], Role)


def test_a_role_of_an_installed_package_is_found(tmp_path: Path) -> None:
    make_distribution(tmp_path, "backup = my_roles:Backup")
    loaded = load_roles()
    assert (list(loaded.roles)[-1], loaded.problems) == ("backup", ())


def test_two_offers_of_one_name_keep_the_first_and_name_both(tmp_path: Path) -> None:
    make_distribution(tmp_path, "backup = my_roles:Backup")
    loaded = load_roles({"backup": "my_roles:Hungry"})
    (problem,) = loaded.problems
    assert "my_roles:Backup from package my-roles" in problem
    assert "from the configuration" in problem
    assert type(loaded.roles["backup"]).__name__ == "Backup"


def test_a_built_in_role_is_never_replaced() -> None:
    loaded = load_roles({"gui_testing": "my_roles:Backup"})
    assert "built-in role" in loaded.problems[0]
    assert type(loaded.roles["gui_testing"]).__name__ == "GuiTesting"


@pytest.mark.parametrize(
    ("name", "target", "words"),
    [
        ("backup", "my_roles", "'module:Class'"),
        ("backup", "my_roles:", "'module:Class'"),
        ("backup", "no_such_module:Backup", "importing no_such_module failed with ModuleNotFoundError"),
        ("backup", "leaves:Backup", "importing leaves failed with SystemExit"),
        ("backup", "my_roles:Missing", "has no Missing"),
        ("backup", "my_roles:Stranger", "derive it from Role"),
        ("backup", "my_roles:Bare", "must be a RoleDeclaration"),
        ("other", "my_roles:Backup", "declares the name 'backup'"),
        ("hungry", "my_roles:Hungry", "priority is 11"),
        ("picky", "my_roles:Picky", "must need no arguments"),
    ],
)
def test_a_role_that_cannot_be_used_is_a_sentence_and_never_an_exception(
    name: str, target: str, words: str
) -> None:
    loaded = load_roles({name: target})
    (problem,) = loaded.problems
    assert words in problem
    assert target in problem
    assert list(loaded.roles) == ORDER


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": "Back up"}, "small letters"),
        ({"priority": True}, "priority is True"),
        ({"memory_percent": float("nan")}, "memory_percent is nan"),
        ({"options": [1]}, "options must be a tuple of Field objects"),
        ({"fields": (Field("a", FieldType.TEXT, "A", ""),) * 2}, "'a' more than once"),
        ({"fields": (Field("a", FieldType.CHOICE, "A", ""),)}, "without choices"),
        (
            {"options": (Field("a", FieldType.TEXT, "A", "", "x", required=True),)},
            "although it has a default",
        ),
    ],
)
def test_each_fault_of_a_declaration_is_named(change: dict[str, Any], words: str) -> None:
    declaration = replace(GOOD, **change)
    (problem,) = declaration_problems(declaration.name, declaration)
    assert words in problem


def make_distribution(folder: Path, entry: str) -> None:
    info = folder / "my_roles-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: my-roles\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[{ENTRY_POINT_GROUP}]\n{entry}\n", encoding="utf-8")
    importlib.invalidate_caches()
