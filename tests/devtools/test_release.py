"""What a release rests on: a changelog for users, and builds that are the same wherever they are made."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from devtools.changelog import entries, problems
from devtools.distributions import build_committed, differing, git
from devtools.project import ROOT, ToolError
from devtools.release import project_version

CHANGELOG = """# Changelog

## [1.1.0] - unreleased

### Added

- Something new.

## [1.0.0] - 2026-01-31

### Fixed

- Something old.
"""

PROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "small"
version = "1.0.0"

[tool.hatch.build.targets.wheel]
packages = ["small"]
"""


def commit(root: Path) -> None:
    git("add", "--all", root=root)
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    subprocess.run(["git", "-C", root, *identity, "commit", "-q", "-m", "Change"], check=True)


@pytest.fixture
def committed(tmp_path: Path) -> Path:
    """A project of one module, all of it committed."""
    root = tmp_path / "with a space"
    (root / "small").mkdir(parents=True)
    (root / "small" / "__init__.py").write_text("VALUE = 1\n")
    (root / "pyproject.toml").write_text(PROJECT)
    git("init", "--quiet", root=root)
    commit(root)
    return root


def test_each_version_has_its_day_and_its_text():
    newest, oldest = entries(CHANGELOG)
    assert (newest.version, newest.is_dated) == ("1.1.0", False)
    assert (oldest.version, oldest.date, oldest.is_dated) == ("1.0.0", "2026-01-31", True)
    assert "Something old" in oldest.text
    assert "Something old" not in newest.text


@pytest.mark.parametrize(
    ("changelog", "version", "said"),
    [
        (CHANGELOG, "2.0.0", "no part"),
        (CHANGELOG.replace("2026-01-31", "soon"), "1.0.0", "'soon' is no day"),
        (CHANGELOG.replace("### Fixed", "### Mended"), "1.0.0", "“### Mended” is none of"),
        (CHANGELOG.replace("- Something old.", ""), "1.0.0", "says nothing of 1.0.0"),
    ],
)
def test_a_changelog_that_does_not_serve_says_why(changelog, version, said):
    assert said in "\n".join(problems(changelog, version))


def test_the_changelog_of_this_version_serves_its_users():
    assert problems((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), project_version()) == []


def test_the_version_stands_in_one_place():
    named = [
        path.relative_to(ROOT).as_posix()
        for folder in ("core", "gui")
        for path in (ROOT / folder).rglob("*.py")
        if f'"{project_version()}"' in path.read_text(encoding="utf-8")
    ]
    assert named == []


def test_two_builds_of_one_commit_are_the_same(committed: Path, tmp_path: Path):
    first, second = (build_committed(Path(sys.executable), tmp_path / n, committed) for n in ("1", "2"))
    assert [Path(name).suffix for name in sorted(first)] == [".whl", ".gz"]
    assert differing(first, second) == []


def test_what_is_not_committed_is_not_built(committed: Path, tmp_path: Path):
    before = build_committed(Path(sys.executable), tmp_path / "1", committed)
    (committed / "small" / "secret.py").write_text("KEY = 1\n")
    assert differing(before, build_committed(Path(sys.executable), tmp_path / "2", committed)) == []


def test_another_commit_is_another_build(committed: Path, tmp_path: Path):
    before = build_committed(Path(sys.executable), tmp_path / "1", committed)
    (committed / "small" / "__init__.py").write_text("VALUE = 2\n")
    commit(committed)
    after = build_committed(Path(sys.executable), tmp_path / "2", committed)
    assert differing(before, after) == sorted(before)


def test_a_build_that_fails_says_why(committed: Path, tmp_path: Path):
    (committed / "pyproject.toml").write_text(PROJECT.replace('version = "1.0.0"', 'version = "?"'))
    commit(committed)
    with pytest.raises(ToolError, match="cannot be built"):
        build_committed(Path(sys.executable), tmp_path / "1", committed)


def test_git_says_itself_what_it_refuses(tmp_path: Path):
    with pytest.raises(ToolError, match="not a git repository"):
        git("log", root=tmp_path)
