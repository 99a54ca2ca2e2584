"""The pure parts of the graphs: timelines, scales, limit pairs while they are dragged, stacks and marks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.scheduling.model.policy import LimitPair
from parallel_execution_manager.scheduling.model.rows import QUANTITIES, JournalEntry, PastSample, RoleUse
from parallel_execution_manager_gui import scene, scene_past
from parallel_execution_manager_gui.graphs.event_words import (
    KINDS,
    EventGroup,
    detail_of,
    kinds_of,
    subject_of,
    word_of,
)
from parallel_execution_manager_gui.graphs.limit_pair import Line, moved, nearest
from parallel_execution_manager_gui.graphs.marks import marks_of
from parallel_execution_manager_gui.graphs.resource_history import ResourceHistory
from parallel_execution_manager_gui.graphs.scale import Span, tick_text, top_of, value_text
from parallel_execution_manager_gui.graphs.stack import PATTERNS, columns_of, picture, swatch
from parallel_execution_manager_gui.graphs.timeline import Timeline, past_arrays
from parallel_execution_manager_gui.series import Cadence

NAN = float("nan")


def values(timeline, now=100.0, span=300.0, name="a"):
    frame = timeline.frame(now, span)
    return list(zip(frame.ages.tolist(), frame.of(name).tolist(), strict=True))


def test_an_empty_timeline_has_nothing_to_show():
    timeline = Timeline("a")
    assert values(timeline) == []
    assert timeline.last("a") is None


def test_a_missing_value_is_a_gap_and_not_a_zero():
    timeline = Timeline("ab")
    timeline.append(1, (40, 1))
    timeline.append(2, (None, 2))
    frame = timeline.frame(2, 300)
    assert frame.of("a")[0] == 40
    assert np.isnan(frame.of("a")[1])
    assert frame.of("b").tolist() == [1, 2]
    assert (timeline.last("a"), timeline.last("b")) == (None, 2)


def test_a_pause_in_sampling_breaks_the_line():
    timeline = Timeline("a")
    timeline.append(1, (40,))
    timeline.append(60, (50,), after_gap=True)
    assert [np.isnan(value) for _, value in values(timeline)] == [False, True, False]


@given(st.lists(st.floats(0, 100), min_size=1, max_size=40), st.integers(1, 10))
def test_the_newest_values_are_kept_in_order(measured, capacity):
    timeline = Timeline("a", capacity)
    for at, value in enumerate(measured):
        timeline.append(float(at), (value,))
    shown = values(timeline, len(measured) - 1, 1e9)
    assert [value for _, value in shown] == measured[-capacity:]
    assert [age for age, _ in shown] == sorted(age for age, _ in shown)
    assert shown[-1][0] == 0


def test_what_is_too_old_is_left_out():
    timeline = Timeline("a")
    for at in range(400):
        timeline.append(float(at), (1.0,))
    shown = values(timeline, 399)
    assert shown[0][0] == -300
    assert len(shown) == 301


def test_what_was_read_stands_before_what_came_since_and_nothing_twice():
    timeline = Timeline("a")
    for at in range(90, 101):
        timeline.append(float(at), (1.0,))
    past = np.array([80.0, 85.0, 90.0, 95.0])
    timeline.take_past(past, np.full((1, 4), 2.0), np.full((1, 4), 3.0), 96.0)
    assert values(timeline) == [
        *((at - 100.0, value) for at in past.tolist() for value in (2.0, 3.0)),
        *((float(at - 100), 1.0) for at in range(97, 101)),
    ]


def test_a_hole_in_what_was_read_is_a_gap():
    timeline = Timeline("a")
    times = np.array([10.0, 20.0, 30.0, 70.0, 80.0])
    timeline.take_past(times, np.ones((1, 5)), np.ones((1, 5)), 90.0)
    ages = [age for age, value in values(timeline) if np.isnan(value)]
    assert ages == [-70.0]


def test_nothing_read_is_no_trouble():
    timeline = Timeline("a")
    timeline.append(5.0, (1.0,))
    timeline.take_past(*past_arrays([], "a", {}), 3.0)
    assert values(timeline, 5.0) == [(0.0, 1.0)]


def test_shares_of_roles_are_percent_of_the_computer():
    found = [PastSample(5.0, (1.0, 2.0), (3.0, None), {"x": RoleUse(2.0, 100.0)})]
    times, low, high = past_arrays(
        found, ("cpu", "memory", "0:x", "0:y"), {"0:x": ("x", 0, 12.5), "0:y": ("y", 0, 12.5)}
    )
    assert times.tolist() == [5.0]
    assert low[:, 0].tolist() == [1.0, 2.0, 25.0, 0.0]
    assert high[0, 0] == 3.0
    assert np.isnan(high[1, 0])


def test_the_history_takes_each_sample_once_and_knows_roles():
    roles = {view.id: view.spec.role for view in scene.tasks()}
    history = ResourceHistory(Cadence(), roles.get)
    assert history.take(scene.snapshot())
    assert not history.take(scene.snapshot())
    assert history.newest("cpu") == scene.sample(scene.NOW).cpu_percent
    (agents,) = [name for name, role in history.share_names(0) if role == scene.AGENTS]
    used = sum(scene.sample(scene.NOW).tasks[f"wing-v3-seed-{n}"].cpu_cores for n in (11, 12))
    assert history.newest(agents) == pytest.approx(100 * used / 8)
    history.take_past(
        history.wall(scene.NOW), scene_past.past(history.wall(scene.NOW) - 300, history.wall(scene.NOW), 50)
    )
    assert len(history.frame(scene.NOW, 300.0).ages) > 80


pairs = st.builds(
    lambda low, apart: LimitPair(min(100.0, low + apart), low),
    st.integers(1, 99).map(float),
    st.integers(1, 60).map(float),
)


@given(pairs, st.sampled_from(Line), st.floats(-500, 500))
def test_a_dragged_pair_always_makes_sense(pair, line, value):
    found = moved(pair, line, value)
    assert 1 <= found.resume < found.throttle <= 100
    assert found.throttle.is_integer()
    if line is Line.RESUME:
        assert found.throttle == pair.throttle


def test_the_throttle_line_takes_the_resume_line_along():
    assert moved(LimitPair(80, 70), Line.THROTTLE, 60.4) == LimitPair(60, 59)
    assert moved(LimitPair(80, 70), Line.THROTTLE, 90) == LimitPair(90, 70)
    assert moved(LimitPair(80, 70), Line.RESUME, 95) == LimitPair(80, 79)


def test_the_nearest_line_is_found():
    pair = LimitPair(80, 70)
    assert nearest(pair, 79, 2) is Line.THROTTLE
    assert nearest(pair, 71, 2) is Line.RESUME
    assert nearest(pair, 75, 2) is None
    assert nearest(LimitPair(80, 80), 80, 2) is Line.THROTTLE


@given(st.floats(0.001, 1e6))
def test_a_scale_leaves_room_above_but_not_too_much(highest):
    top = top_of(highest)
    assert highest < top <= max(1.0, 3 * highest)


@pytest.mark.parametrize("highest", [None, 0.0, -1.0, NAN, float("inf")])
def test_a_scale_without_values_is_one(highest):
    assert top_of(highest) == 1.0


def test_ticks_and_values_are_told_in_words():
    assert [tick_text(age) for age in Span.FIVE_MINUTES.ticks] == ["4 min", "3 min", "2 min", "1 min"]
    assert [tick_text(age) for age in Span.DAY.ticks] == ["18 h", "12 h", "6 h"]
    assert tick_text(2700) == "45 min"
    assert value_text(63.4, "%") == "63 %"
    assert value_text(3.14, "MiB/s") == "3.1 MiB/s"


def test_a_column_shows_the_newest_value_at_or_before_it():
    ages = np.array([-4.0, -3.0, -2.0, -1.0, 0.0])
    found = columns_of(ages, np.array([[1.0, 2.0, 3.0, 4.0, 5.0]]), 8.0, 8)
    assert np.isnan(found[0, :3]).all()
    assert found[0, 3:].tolist() == [1.0, 2.0, 3.0, 4.0, 5.0]


def test_where_measuring_stopped_columns_are_empty():
    ages = np.array([-100.0, -99.0, -98.0])
    found = columns_of(ages, np.ones((1, 3)), 100.0, 50)
    assert np.isnan(found[0, 10:]).all()
    assert columns_of(np.empty(0), np.empty((2, 0)), 10.0, 5).shape == (2, 5)


def test_shares_are_stacked_and_told_apart_by_pattern():
    colours = [(1, 2), (3, 4)]
    pixels = picture(np.array([[50.0] * 12, [25.0] * 12]), 100.0, 40, colours)
    assert set(np.unique(pixels[20:])) == {1, 2}
    assert set(np.unique(pixels[10:20])) == {3, 4}
    assert set(np.unique(pixels[:10])) == {0}


def test_no_two_patterns_look_alike():
    looks = {swatch(number, 12, [(1, 2)]).tobytes() for number in range(len(PATTERNS))}
    assert len(looks) == len(PATTERNS)


def test_a_role_that_was_not_measured_takes_no_room():
    pixels = picture(np.array([[NAN] * 4, [100.0] * 4]), 100.0, 10, [(1, 2), (3, 4)])
    assert set(np.unique(pixels)) <= {3, 4}


def entry(kind, number=1, subject="low", **detail):
    return JournalEntry(number, 10.0, "e1", kind, subject, detail)


def test_marks_are_steps_of_roles_with_their_reason():
    found = marks_of(
        [
            entry("RoleResumed", 3, reason="b", resource="cpu"),
            entry("TaskMoved", 2),
            entry("RoleResumed", 4),
            entry("RoleThrottled", 1, reason="a"),
        ],
        str.upper,
    )
    assert [(mark.number, mark.throttled, mark.role, mark.why) for mark in found] == [
        (1, True, "LOW", "a"),
        (3, False, "LOW", "b"),
    ]
    assert [mark.resource for mark in found] == ["", "cpu"]


def test_events_are_told_in_words_and_foreign_text_is_harmless():
    assert word_of(entry("RoleThrottled")) == "held back"
    assert word_of(entry("SomethingNew")) == "SomethingNew"
    assert detail_of(entry("RoleThrottled", reason="CPU 91 %", resource="cpu")) == "CPU 91 %"
    assert detail_of(entry("Refused", problems=["a", "b"])) == "a; b"
    assert detail_of(entry("TasksSubmitted", tasks=2, first=["a\u202e", "b\n"])) == "tasks 2, first a , b "
    assert detail_of(entry("TaskPaused", why="")) == ""
    assert detail_of(entry("RoleResumed")) == "by you"
    limit = entry("LimitSet", subject="io_pressure", throttle=48.0, resume=47.5)
    assert (subject_of(limit, str), detail_of(limit)) == ("I/O pressure", "throttle 48, resume 47.5")
    changed = entry("PolicyChanged", cpu=[48.0, 47.5], memory=[90.0, 80.0])
    assert detail_of(changed) == "CPU (throttle 48, resume 47.5), Memory (throttle 90, resume 80)"
    assert detail_of(entry("PolicyChanged", cpu=48.0)) == "CPU 48.0"
    for fence in (0, 100_008):
        assert detail_of(entry("StartAttempt", attempt=1, fence=fence)) == "attempt 1"
    assert detail_of(entry("RoleStarted", at_begin=True)) == "as the program began"
    assert detail_of(entry("RoleStarted", at_begin=False)) == ""
    assert detail_of(entry("RoleStopped", at_end=True, keeps=False)) == "as the program ended"
    assert detail_of(entry("RolePaused", until=5127.3)) == ""
    assert detail_of(entry("ComputerSlept", slept_s=90.0)) == "01:30"
    assert detail_of(entry("QueueRestored", tasks=2, attempts={})) == "tasks 2"
    assert detail_of(entry("QueueRestored", attempts={"a#1": "lost"})) == "attempts a#1 lost"
    assert detail_of(entry("TaskMoved", position=0)) == "position 0"
    ended = {"attempt": 1, "outcome": "failed", "exit_code": 2}
    assert detail_of(entry("AttemptEnded", **ended)) == "attempt 1, outcome failed, exit code 2"
    told = detail_of(entry("AttemptEnded", **ended, summary="exit code 2, seed 7"))
    assert told == "attempt 1, outcome failed, summary exit code 2, seed 7"
    assert subject_of(entry("TaskMoved", subject="a"), lambda _: "x\u202ey") == "x y"


def test_every_kind_that_the_machine_tells_has_a_word():
    from parallel_execution_manager.scheduling import events
    from parallel_execution_manager.scheduling.machine import HANDLERS
    from parallel_execution_manager.scheduling.persistence import changes

    told = {kind.__name__ for kind in HANDLERS if kind not in changes._UNTOLD}
    told |= {kind.__name__ for kind in changes._DECISIONS}
    assert told <= set(KINDS)
    assert issubclass(events.LimitSet, events.Event)


def test_each_kind_is_in_one_group_and_all_is_everything():
    groups = [kinds_of(group) for group in EventGroup if group is not EventGroup.ALL]
    assert frozenset().union(*groups) == set(KINDS)
    assert kinds_of(EventGroup.ALL) == frozenset()


def test_the_scene_has_all_quantities():
    found = scene_past.past(scene.NOW + scene.WALL_OFFSET - 60, scene.NOW + scene.WALL_OFFSET, 10)
    assert found
    assert all(len(each.low) == len(QUANTITIES) for each in found)
