"""Very large snapshots in pieces: shown one after the other they leave what the whole would."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.snapshot_backlog import SnapshotBacklog

VIEW = scene.task("any", scene.AGENTS)


def view(number, state=TaskState.QUEUED, detail=""):
    return replace(VIEW, spec=replace(VIEW.spec, id=str(number)), state=state, detail=detail)


def whole(*views, full=True, removed=(), at=scene.NOW):
    return scene.snapshot(tasks=views, full=full, removed=removed, at=at)


def ids(snapshot):
    return [each.id for each in snapshot.tasks]


def test_a_small_snapshot_is_handed_out_as_it_is():
    backlog, snapshot = SnapshotBacklog(), whole(view(1), view(2))
    assert backlog.first(snapshot, 2) is snapshot
    assert not backlog
    assert backlog.more(2) is None


def test_a_large_one_comes_in_pieces_and_only_the_first_is_full():
    backlog = SnapshotBacklog()
    pieces = [backlog.first(whole(*map(view, range(5))), 2)]
    while piece := backlog.more(2):
        pieces.append(piece)
    assert [ids(piece) for piece in pieces] == [["0", "1"], ["2", "3"], ["4"]]
    assert [piece.full for piece in pieces] == [True, False, False]
    # What was measured is no news the second time.
    assert [piece.sample is None for piece in pieces] == [False, True, True]


def test_what_has_ended_comes_last():
    backlog = SnapshotBacklog()
    over, is_open = view(1, TaskState.SUCCEEDED), view(2)
    assert ids(backlog.first(whole(over, is_open), 1)) == ["2"]
    assert ids(backlog.more(1)) == ["1"]


def test_news_of_a_task_that_is_left_take_its_place():
    backlog = SnapshotBacklog()
    backlog.first(whole(*map(view, range(4))), 1)
    piece = backlog.first(whole(view(2, detail="newer"), full=False, removed=("3",), at=scene.NOW + 1), 1)
    assert [(each.id, each.detail) for each in piece.tasks] == [("2", "newer")]
    rest = backlog.more(9)
    assert ids(rest) == ["1"]
    assert rest.at == scene.NOW + 1


def test_a_full_one_leaves_nothing_of_those_before():
    backlog = SnapshotBacklog()
    backlog.first(whole(*map(view, range(4))), 1)
    backlog.first(whole(view(9)), 1)
    assert not backlog


def test_nothing_is_handed_out_after_clearing():
    backlog = SnapshotBacklog()
    backlog.first(whole(*map(view, range(4))), 1)
    backlog.clear()
    assert backlog.more(9) is None


STEPS = st.lists(
    st.tuples(
        st.booleans(),
        st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["a", "b"])), max_size=8),
        st.sets(st.integers(0, 9)),
        st.integers(0, 3),
    ),
    max_size=6,
)


@given(STEPS, st.integers(1, 4))
def test_all_pieces_leave_what_the_snapshots_would(steps, most):
    backlog, shown, wanted = SnapshotBacklog(), {}, {}
    for full, tasks, removed, pieces in steps:
        given = {number: detail for number, detail in tasks if number not in removed}
        snapshot = whole(
            *(view(number, detail=detail) for number, detail in given.items()),
            full=full,
            removed=tuple(map(str, removed)),
        )
        take(snapshot, wanted)
        take(backlog.first(snapshot, most), shown)
        for _ in range(pieces):
            if piece := backlog.more(most):
                assert len(piece.tasks) <= most
                take(piece, shown)
    while piece := backlog.more(most):
        take(piece, shown)
    assert shown == wanted


def take(snapshot, known):
    """As each view of the window does."""
    if snapshot.full:
        known.clear()
    for task_id in snapshot.removed:
        known.pop(task_id, None)
    known.update((each.id, each.detail) for each in snapshot.tasks)
