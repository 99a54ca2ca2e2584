"""What is locked and what is shipped: pinned with hashes, no host, and no name but ours."""

from __future__ import annotations

import re
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = sorted((ROOT / "locks").glob("*.txt"))
OURS = {"parallel_execution_manager", "parallel_execution_manager_gui", "ai_managers"}


def requirements(lock: Path) -> list[str]:
    """The entries of a lock file, each with the lines that belong to it."""
    return re.split(r"\n(?=[A-Za-z0-9])", lock.read_text(encoding="utf-8").strip())


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_has_one_version_and_hashes(lock):
    for requirement in requirements(lock):
        assert re.match(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[^\s;]+", requirement), requirement
        assert "--hash=sha256:" in requirement, requirement


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_place(lock):
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*--(?!hash)", text, re.MULTILINE)


def test_what_runs_is_what_is_developed_with():
    run, dev = (
        {requirement.split(" \\")[0] for requirement in requirements(ROOT / "locks" / f"{name}.txt")}
        for name in ("run", "dev")
    )
    assert run <= dev


@pytest.mark.parametrize("added", ["bench", "docs"])
def test_what_is_added_wants_no_other_version_of_what_is_there(added):
    dev, more = (
        {requirement.split()[0] for requirement in requirements(ROOT / "locks" / f"{name}.txt")}
        for name in ("dev", added)
    )
    names = {requirement.split("==")[0] for requirement in dev}
    assert {pin for pin in more if pin.split("==")[0] in names} <= dev


def test_qt_is_held_below_the_version_that_ends_python_311():
    pins = re.findall(
        r"^pyside6-essentials==(\S+) ; (.+?) \\$", (ROOT / "locks" / "run.txt").read_text(), re.MULTILINE
    )
    assert [version for version, marker in pins if "< '3.12'" in marker and version.startswith("6.12")] == []
    assert len(pins) == 2


def test_the_wheel_brings_no_name_but_ours(distributions):
    _, wheel = distributions
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == OURS
    assert "ai_managers/__init__.py" not in names


def test_the_wheel_holds_types_and_resources(distributions):
    _, wheel = distributions
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"{package}/py.typed" for package in OURS - {"ai_managers"}} <= names
    assert "parallel_execution_manager/resources/parallel_execution_config.json" in names


def test_the_source_distribution_can_be_developed_with(distributions):
    source, _ = distributions
    with tarfile.open(source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"dev.py", "devtools/command_line.py", "locks/dev.txt", "tests/conftest.py", "LICENSE"} <= names
