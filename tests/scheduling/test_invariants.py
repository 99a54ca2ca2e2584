"""Each invariant sees the fault that it is there for: state broken on purpose is reported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from parallel_execution_manager.scheduling.leases.table import OutsideLease, Stand
from parallel_execution_manager.scheduling.model.policy import Hand
from parallel_execution_manager.scheduling.model.task import (
    ClaimMode,
    FileClaim,
    LeaseHolder,
    Requirement,
    TaskState,
)
from parallel_execution_manager.scheduling.state.machine_state import MachineState
from parallel_execution_manager.scheduling.state.task_record import Place
from tests.scheduling.rig import Rig, rules
from tests.scheduling.world import World, policy, task


def world() -> World:
    """``run`` holds a file, ``wait`` waits for it, ``next`` comes after ``run``, ``old`` has ended."""
    made = World(policy(max_parallel_tasks=8))
    made.begin(task("old"))
    made.finish("old")
    made.begin(task("run", files=["f"]))
    made.submit(task("wait", files=["f"]), task("next", after=("run",)), task("free", "low"))
    return made


def forget_lease(state: MachineState) -> None:
    state.leases.release("run")


def give_twice(state: MachineState) -> None:
    state.leases.grant("free", [FileClaim("f", ClaimMode.WRITE)], 0.0, 7)


def give_to_nobody(state: MachineState) -> None:
    state.leases.grant("old", [FileClaim("g")], 0.0, 8)


def repeat_a_number(state: MachineState) -> None:
    state.leases.grant("run", [FileClaim("f")], 0.0, state.next_fence)


def forget_an_answer(state: MachineState) -> None:
    state.outside.add(OutsideLease("lease:1", (), LeaseHolder("sh", 1, 1, "b"), 0.0, 9, 0.0, None))


def wait_for_too_long(state: MachineState) -> None:
    lease = OutsideLease("lease:1", (FileClaim("f"),), LeaseHolder("sh", 1, 1, "b"), 0.0, 9, 0.0, -1.0)
    state.outside.add(lease)
    state.leases.park("lease:1", replace(state.leases.waits["wait"], role="", entry=(0.0, 9, "lease:1")))


def wait_for_nothing(state: MachineState) -> None:
    state.leases.release("run")
    state.live.clear()


def keep_for_nothing(state: MachineState) -> None:
    state.leases.keep("run", Stand("middle", (0.0, 1, "run"), (FileClaim("h"),)))


def forget_charge(state: MachineState) -> None:
    state.ledger.discharge("run")


def charge_too_little(state: MachineState) -> None:
    state.ledger.charge("run", Requirement())


def keep_charge(state: MachineState) -> None:
    state.ledger.charge("old", Requirement(1.0, 1.0))


def miscount_memory(state: MachineState) -> None:
    state.ledger.memory_mb += 5.0


def queue_twice(state: MachineState) -> None:
    state.roles["middle"].queue.join(state.tasks["wait"].entry)


def lose_from_line(state: MachineState) -> None:
    state.roles["middle"].queue.leave(state.tasks["wait"].entry)


def misplace(state: MachineState) -> None:
    state.tasks["next"].place = Place.READY


def misname(state: MachineState) -> None:
    state.tasks["next"].state = TaskState.RUNNING


def stop_role_only(state: MachineState) -> None:
    state.roles["middle"].started = False


def miscount_live(state: MachineState) -> None:
    state.roles["middle"].live += 1


def miscount_suspended(state: MachineState) -> None:
    state.roles["middle"].suspended += 1


def miscount_ready(state: MachineState) -> None:
    state.roles["middle"].queue.ready += 1


def miscount_dependencies(state: MachineState) -> None:
    state.tasks["next"].unmet = 2


def block_for_nothing(state: MachineState) -> None:
    record = state.tasks["old"]
    record.place, record.state = Place.BLOCKED, TaskState.QUEUED
    state.ledger.disk_full = False


def forget_to_start(state: MachineState) -> None:
    state.live.clear()
    state.roles["high"].started = False
    state.roles["low"].queue.join(state.tasks["free"].entry)
    state.roles["low"].queue.make_ready(state.tasks["free"].entry, Requirement(1.0, 1.0))


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (forget_lease, "run runs without its lease of f"),
        (give_twice, "f is held by run and as f by free"),
        (give_to_nobody, "old holds files and does not run"),
        (repeat_a_number, "a number of a lease is given twice"),
        (forget_an_answer, "lease:1 is neither held nor waited for, or both"),
        (wait_for_too_long, "lease:1 waits for longer than it wanted to"),
        (wait_for_nothing, "wait waits for files that it could have"),
        (keep_for_nothing, "files are kept for run, which is not ready"),
        (stop_role_only, "those who wait for files are compared by roles as they were"),
        (forget_charge, "run is live and not charged"),
        (charge_too_little, "run is charged less memory than it requires or uses"),
        (charge_too_little, "run is charged fewer cores than it requires"),
        (keep_charge, "an ended task is still charged"),
        (miscount_memory, "the sums of the charges are wrong"),
        (queue_twice, "a task is twice in a line"),
        (lose_from_line, "wait is parked and not in the line"),
        (misplace, "next is ready and not in the ready queue"),
        (misname, "next is blocked and not in the queued states"),
        (stop_role_only, "run runs although its role is stopped"),
        (miscount_live, "middle counts 2 live tasks and has 1"),
        (miscount_suspended, "middle miscounts its suspended tasks"),
        (miscount_ready, "middle miscounts its ready tasks"),
        (miscount_dependencies, "next counts 2 unmet dependencies and has 1"),
        (block_for_nothing, "old waits without a reason"),
        (forget_to_start, "free could run and nothing runs"),
    ],
)
def test_a_fault_is_reported(fault: Callable[[MachineState], None], words: str) -> None:
    made = world()
    assert made.machine.violations() == []
    fault(made.inside)
    assert any(words in violation for violation in made.machine.violations()), made.machine.violations()


def pressed() -> Rig:
    """``holder`` (low) holds a file for ``waiter`` (high); ``other`` is suspended, ``busy`` runs."""
    rig = Rig(rules())
    rig.begin(task("holder", "low", files=["f"]), task("other", "low"), task("busy", "middle"))
    rig.submit(task("waiter", "high", files=["f"]))
    rig.pulses(16.0, cpu=95.0)
    assert rig.still == {"other"}
    return rig


def lose_a_raise(state: MachineState) -> None:
    state.ladder.raises.pop()


def lose_an_earlier_raise(state: MachineState) -> None:
    del state.ladder.raises[0]


def raise_a_role_that_goes(state: MachineState) -> None:
    state.roles["low"].hand = Hand.GOING


def forget_to_suspend(state: MachineState) -> None:
    state.tasks["other"].rein.still = False


def forget_to_ask(state: MachineState) -> None:
    state.tasks["other"].suspend_sent = False


def ask_for_nothing(state: MachineState) -> None:
    state.tasks["busy"].suspend_sent = True


def forget_to_lower(state: MachineState) -> None:
    state.tasks["other"].rein.lower_sent = False


def lower_for_nothing(state: MachineState) -> None:
    state.tasks["busy"].rein.lower_sent = True


def suspend_all(state: MachineState) -> None:
    for record in state.live.values():
        record.rein.still = True


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (lose_a_raise, "low is suspended and was last raised to lowered"),
        (lose_an_earlier_raise, "low was raised from held and stood on free"),
        (raise_a_role_that_goes, "low is suspended although the operator decides about it"),
        (forget_to_suspend, "other is not held back as its role's rung says"),
        (forget_to_ask, "other was not asked to stand still"),
        (ask_for_nothing, "busy was asked to stand still"),
        (forget_to_lower, "other was not lowered"),
        (lower_for_nothing, "busy was lowered"),
        (suspend_all, "every task stands still because of the limits"),
        (suspend_all, "holder stands still with a file that waiter waits for"),
    ],
)
def test_a_fault_of_the_ladder_is_reported(fault: Callable[[MachineState], None], words: str) -> None:
    made = pressed()
    fault(made.inside)
    assert any(words in violation for violation in made.machine.violations()), made.machine.violations()
