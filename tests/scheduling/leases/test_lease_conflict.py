"""What others are told who wait for a file, and the numbers of leases."""

from __future__ import annotations

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.model.task import FileClaim, LeaseHolder
from tests.scheduling.world import World, task

SHELL = LeaseHolder("sh", 7, 1, "boot")


def test_a_lease_that_waits_has_what_it_collided_on():
    world = World()
    world.submit(task("t", files=["/a"]))
    world.send(events.LeaseWanted, lease_id="lease:1", claims=(FileClaim("/a"),), holder=SHELL)
    conflict = world.machine.lease_conflict("lease:1")
    assert conflict is not None
    assert (conflict.holder, conflict.claim.path) == ("t", "/a")
    world.send(events.LeaseWanted, lease_id="lease:2", claims=(FileClaim("/b"),), holder=SHELL)
    assert world.machine.lease_conflict("lease:2") is None


def test_a_lease_that_is_older_than_the_machine_keeps_its_number():
    world = World()
    claims = (FileClaim("/a"),)
    world.send(events.LeaseWanted, lease_id="lease:1", claims=claims, holder=SHELL, fence=7)
    (view,) = world.machine.lease_views()
    assert [(hold.id, hold.fence) for hold in view.holds] == [("lease:1", 7)]
    assert world.machine.last_fence == 7
    world.submit(task("t", files=["/b"]))
    assert world.machine.last_fence == 8


def test_the_last_number_is_that_of_the_newest_lease():
    world = World()
    assert world.machine.last_fence == 0
    world.submit(task("t", files=["/a"]))
    assert world.machine.last_fence == 1
