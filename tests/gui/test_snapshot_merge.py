"""Two snapshots as one: it must not make a difference to what is seen."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.models.queue_model import QueueModel
from parallel_execution_manager_gui.snapshot_merge import merge

VIEW = scene.tasks()[0]
NAMES = ("a", "b", "c", "d")


def view(name, order, state):
    """A task; no two names stand at the same place, whatever their state."""
    number = NAMES.index(name)
    spec = replace(VIEW.spec, id=name, name=name)
    return replace(
        VIEW, spec=spec, order=(float(order), number), started_at=number, ended_at=number, state=state
    )


views = st.builds(view, st.sampled_from(NAMES), st.integers(0, 9), st.sampled_from(TaskState))
steps = st.fixed_dictionaries(
    {
        "full": st.booleans(),
        "tasks": st.lists(views, max_size=4, unique_by=lambda task: task.id).map(tuple),
        "removed": st.sets(st.sampled_from(NAMES)).map(sorted).map(tuple),
        "roles": st.permutations(scene.roles()).map(tuple),
        "leases": st.sampled_from([(), scene.leases()]),
        "sample": st.none() | st.floats(0, 100).map(scene.sample),
    }
)


@st.composite
def rows_of_snapshots(draw):
    """Snapshots in the order of their times."""
    given_steps = draw(st.lists(steps, min_size=2, max_size=5))
    return [scene.snapshot(at=scene.NOW + number, **step) for number, step in enumerate(given_steps)]


def shown(*snapshots):
    """What stands in the queue after ``snapshots``, over tasks that were there before."""
    model = QueueModel(str)
    model.apply(scene.snapshot(tasks=tuple(view(name, 5, TaskState.QUEUED) for name in NAMES[:2])))
    for snapshot in snapshots:
        model.apply(snapshot)
    return model.views(), [model.text(row, 1) for row in range(model.rowCount())]


def newest_sample(snapshots):
    return next((one.sample for one in reversed(snapshots) if one.sample is not None), None)


@given(rows_of_snapshots())
def test_showing_the_merged_snapshot_is_showing_one_after_the_other(snapshots):
    merged = snapshots[0]
    for snapshot in snapshots[1:]:
        merged = merge(merged, snapshot)
    assert shown(merged) == shown(*snapshots)
    newest = snapshots[-1]
    assert (merged.at, merged.roles, merged.leases) == (newest.at, newest.roles, newest.leases)
    assert (merged.policy, merged.wall_offset) == (newest.policy, newest.wall_offset)
    assert merged.sample == newest_sample(snapshots)


@given(rows_of_snapshots())
def test_a_merged_snapshot_names_each_task_once(snapshots):
    merged = merge(*snapshots[:2])
    assert len({task.id for task in merged.tasks}) == len(merged.tasks)
    assert len(set(merged.removed)) == len(merged.removed)


def test_everything_that_went_is_named_even_before_a_full_snapshot():
    older = scene.snapshot(full=False, tasks=(), removed=("a",))
    assert merge(older, scene.snapshot()) == scene.snapshot(removed=("a",))
