"""A manager on folders of its own, closed after each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from parallel_execution_manager import ParallelExecutionManager


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[ParallelExecutionManager]:
    """A manager with all roles started."""
    base = tmp_path / "base"
    base.mkdir()
    made = ParallelExecutionManager(base_dir=base, data_dir=tmp_path / "data")
    for role in made.get_available_roles():
        made.start_role(role)
    yield made
    made.close()
