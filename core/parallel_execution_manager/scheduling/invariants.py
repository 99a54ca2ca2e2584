"""What must be true after every event. Run after each step of every test and simulation."""

from __future__ import annotations

from collections.abc import Iterator

from parallel_execution_manager.scheduling.admission.room import Room
from parallel_execution_manager.scheduling.explain.explanation import explain, waiting_reason
from parallel_execution_manager.scheduling.explain.views import role_view, task_view
from parallel_execution_manager.scheduling.ladder_invariants import ladder_violations
from parallel_execution_manager.scheduling.lease_invariants import lease_violations
from parallel_execution_manager.scheduling.model.checks import CheckKind
from parallel_execution_manager.scheduling.model.model import TaskState
from parallel_execution_manager.scheduling.queueing.placement import QUEUED_PLACES
from parallel_execution_manager.scheduling.queueing.role_bounds import bound_refusal
from parallel_execution_manager.scheduling.snapshot import RoleView
from parallel_execution_manager.scheduling.state.records import Place, TaskRecord
from parallel_execution_manager.scheduling.state.state import MachineState

SLACK = 1e-6


def violations(state: MachineState) -> list[str]:
    """Every broken invariant in words; looks at everything, so it is for tests and simulations."""
    return [
        *lease_violations(state),
        *_charges_match(state),
        *_every_task_is_in_one_place(state),
        *_stopped_roles_run_nothing(state),
        *_counts_match(state),
        *_waiting_tasks_have_a_reason(state),
        *_an_idle_machine_starts_what_it_may(state),
        *_dependencies_hold(state),
        *ladder_violations(state),
    ]


def _charges_match(state: MachineState) -> Iterator[str]:
    cpu = memory = 0.0
    for record in state.live.values():
        charge = state.ledger.charge_of(record.id)
        if charge is None:
            yield f"{record.id} is live and not charged"
            continue
        cpu, memory = cpu + charge.cpu_cores, memory + charge.memory_mb
        used = record.usage.memory_mb if record.usage is not None else 0.0
        is_disproved = record.estimate.is_guess and record.settled
        least = 0.0 if is_disproved else record.requirement.memory_mb
        if charge.memory_mb + SLACK < max(used, least):
            yield f"{record.id} is charged less memory than it requires or uses"
        is_unseen = record.usage is None and record.suspended_since is None
        if is_unseen and charge.cpu_cores + SLACK < record.requirement.cpu_cores:
            yield f"{record.id} is charged fewer cores than it requires"
    if len(state.ledger) != len(state.live):
        yield "an ended task is still charged"
    if abs(cpu - state.ledger.cpu_cores) > SLACK or abs(memory - state.ledger.memory_mb) > SLACK:
        yield "the sums of the charges are wrong"


def _every_task_is_in_one_place(state: MachineState) -> Iterator[str]:
    lines = [entry[2] for role in state.roles.values() for entry in role.queue]
    ready = [entry[2] for role in state.roles.values() for _, entry in role.queue.ready_entries()]
    parked = [name for name in state.leases.waits if name not in state.outside]
    for name, ids in (("line", lines), ("ready queue", ready), ("file queue", parked)):
        if len(ids) != len(set(ids)):
            yield f"a task is twice in a {name}"
    places = set(lines), set(ready), set(parked)
    for record in state.tasks.values():
        yield from _place_problems(record, *places, state)


def _place_problems(
    record: TaskRecord, lines: set[str], ready: set[str], parked: set[str], state: MachineState
) -> Iterator[str]:
    claims = {
        "line": (record.place in QUEUED_PLACES, record.id in lines),
        "ready queue": (record.place is Place.READY, record.id in ready),
        "file queue": (record.place is Place.PARKED, record.id in parked),
        "live tasks": (record.place is Place.LIVE, record.id in state.live),
        "ended tasks": (record.place is Place.ENDED, record.state.is_final),
        "queued states": (record.place in QUEUED_PLACES, record.state is TaskState.QUEUED),
    }
    for name, (should, does) in claims.items():
        if should is not does:
            yield f"{record.id} is {record.place} and {'not ' if should else ''}in the {name}"


def _stopped_roles_run_nothing(state: MachineState) -> Iterator[str]:
    for record in state.live.values():
        if not state.role_of(record).started and record.ending is None:
            yield f"{record.id} runs although its role is stopped"


def _counts_match(state: MachineState) -> Iterator[str]:
    for role in state.roles.values():
        mine = [record for record in state.live.values() if record.spec.role == role.name]
        if role.live != len(mine):
            yield f"{role.name} counts {role.live} live tasks and has {len(mine)}"
        if role.suspended != sum(record.state is TaskState.SUSPENDED for record in mine):
            yield f"{role.name} miscounts its suspended tasks"
        if role.queue.ready != sum(1 for _ in role.queue.ready_entries()):
            yield f"{role.name} miscounts its ready tasks"


def _waiting_tasks_have_a_reason(state: MachineState) -> Iterator[str]:
    roles: dict[str, RoleView] = {}
    for record in state.tasks.values():
        if record.place not in QUEUED_PLACES:
            continue
        failing = {check.kind for check in explain(state, record).failing}
        if not failing:
            yield f"{record.id} waits without a reason"
        elif not state.nothing_runs:
            if record.spec.role not in roles:
                roles[record.spec.role] = role_view(state, state.role_of(record))
            shown = waiting_reason(task_view(state, record), roles[record.spec.role])
            if shown is None or shown.kind not in (*failing, CheckKind.TURN):
                yield f"{record.id} shows a reason ({shown}) that its explanation does not have"


def _an_idle_machine_starts_what_it_may(state: MachineState) -> Iterator[str]:
    if not state.nothing_runs:
        return
    for role in state.roles.values():
        if role.may_start_alone and bound_refusal(state, role) is None:
            for _, entry in role.queue.ready_entries():
                record = state.tasks[entry[2]]
                room = Room(state.ledger, state.policy, state.reserved_before(record), alone=True)
                if room.fits(record.requirement) and not _collides(state, record):
                    yield f"{entry[2]} could run and nothing runs"


def _collides(state: MachineState, record: TaskRecord) -> bool:
    return state.leases.conflict(record.spec.claims, state.turn_of(record.id)) is not None


def _dependencies_hold(state: MachineState) -> Iterator[str]:
    for record in state.tasks.values():
        if record.place in QUEUED_PLACES and record.unmet != state.unmet(record):
            yield f"{record.id} counts {record.unmet} unmet dependencies and has {state.unmet(record)}"
