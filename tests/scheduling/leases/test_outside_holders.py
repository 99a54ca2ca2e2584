"""Processes that are no tasks are known as holders while they have files, not while they wait."""

from __future__ import annotations

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.model.task import FileClaim, LeaseHolder
from tests.scheduling.world import World


def test_only_who_has_files_is_a_holder() -> None:
    world = World()
    for number in (1, 2):
        world.send(
            events.LeaseWanted,
            lease_id=f"lease:{number}",
            claims=(FileClaim("/a"),),
            holder=LeaseHolder("shell", number, number, "boot"),
        )
    assert [lease.id for lease in world.machine.outside_holders()] == ["lease:1"]
    world.send(events.LeaseDropped, lease_id="lease:1")
    assert [lease.who for lease in world.machine.outside_holders()] == ["shell (process 2)"]
