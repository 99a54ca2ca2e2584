"""Fixtures for tests of the adapters to the machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.system.trees import Trees, trees_in


@pytest.fixture
def trees(tmp_path: Path) -> Iterator[Trees]:
    with trees_in(tmp_path) as found:
        yield found
