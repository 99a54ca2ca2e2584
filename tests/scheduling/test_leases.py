"""The table of leases by itself."""

from __future__ import annotations

from parallel_execution_manager.scheduling.leases import LeaseTable
from parallel_execution_manager.scheduling.model import FileClaim


def test_releasing_what_was_never_granted_changes_nothing() -> None:
    table = LeaseTable()
    table.grant("a", [FileClaim("f")], 1.0)
    assert table.release("b") == ()
    assert list(table.grants) == ["a"]
    assert table.release("a") == (FileClaim("f"),)
    assert table.conflict([FileClaim("f")]) is None
