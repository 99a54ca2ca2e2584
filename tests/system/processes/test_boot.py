"""The one name of this start of the computer."""

from __future__ import annotations

from pathlib import Path

import pytest

from parallel_execution_manager.system.processes import identity
from parallel_execution_manager.system.processes.identity import boot_id, own_identity


def test_processes_bear_the_name_that_clocks_are_compared_by():
    assert own_identity().boot_id == boot_id()


@pytest.mark.parametrize("data", [None, b"\xff\n"])
def test_where_there_is_no_name_it_is_empty(
    data: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "boot_id"
    if data is not None:
        path.write_bytes(data)
    monkeypatch.setattr(identity, "_LINUX", path)
    # Not the name that is known already.
    assert boot_id.__wrapped__() == ""
