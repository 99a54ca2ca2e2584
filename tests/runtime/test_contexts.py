"""Role contexts: built by the original suite's builder where it is there, and never in the way."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from parallel_execution_manager import ParallelExecutionManager

BUILDER = """
class AIManagerContextBuilder:
    def __init__(self, base_dir):
        {init}
        self.base_dir = base_dir
    def build_context(self, role=None):
        {build}
        return "context"
    def save_context(self, context):
        with open(self.base_dir + "/saved.txt", "w") as file:
            file.write(context)
"""


@pytest.fixture
def suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder in which a program finds the original's builder; forgotten afterwards."""
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    sys.modules.pop("ai_roles_context_builder", None)


def start_all(suite: Path, *, init: str = "pass", build: str = "pass", wanted: bool = True) -> None:
    """Start all roles with a builder that does as it is told."""
    (suite / "ai_roles_context_builder.py").write_text(BUILDER.format(init=init, build=build))
    made = ParallelExecutionManager(build_contexts=wanted, base_dir=suite, data_dir=suite / "data")
    made.start_all_roles()
    made.close()


def test_contexts_are_built_and_saved_at_the_start(suite: Path) -> None:
    start_all(suite)
    assert (suite / "saved.txt").read_text() == "context"


def test_contexts_are_not_built_where_they_are_not_wanted(suite: Path) -> None:
    start_all(suite, wanted=False)
    assert not (suite / "saved.txt").exists()


@pytest.mark.parametrize("part", ["init", "build"])
def test_a_builder_that_fails_is_reported_and_keeps_no_role_from_starting(
    suite: Path, part: str, caplog: pytest.LogCaptureFixture
) -> None:
    start_all(suite, **{part: 'raise ValueError("no context")'})  # type: ignore[arg-type]
    assert "no context" in caplog.text
    assert not (suite / "saved.txt").exists()
