"""Fixtures for tests of the supervisor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from parallel_execution_manager.supervisor.paths import is_supported
from tests.supervisor.scene import Scene, scene_in


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    if not is_supported():
        pytest.skip("this system has not got all that a supervisor needs")
    with scene_in(tmp_path) as found:
        yield found
