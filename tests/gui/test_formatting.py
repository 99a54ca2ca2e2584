"""Numbers and times as the operator reads them."""

from __future__ import annotations

import pytest

from parallel_execution_manager.scheduling.model.sample import WallClock
from parallel_execution_manager_gui import formatting
from parallel_execution_manager_gui.plain_text import without_mnemonic


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "00:00"),
        (9.9, "00:09"),
        (131, "02:11"),
        (3731, "1:02:11"),
        (90_000, "25:00:00"),
        (None, "—"),
        (-3, "00:00"),
    ],
)
def test_durations_have_two_digits_in_each_part(seconds, text):
    assert formatting.duration(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.44, "0.4 s ago"), (9.9, "9.9 s ago"), (42, "42 s ago"), (131, "02:11 ago"), (-1, "0.0 s ago")],
)
def test_ages_get_coarser_as_they_grow(seconds, text):
    assert formatting.ago(seconds) == text


@pytest.mark.parametrize(
    ("mebibytes", "text"), [(0, "0 MiB"), (812.4, "812 MiB"), (1434, "1.4 GiB"), (None, "—")]
)
def test_memory_has_a_fixed_unit(mebibytes, text):
    assert formatting.memory(mebibytes) == text


def test_what_was_not_measured_is_never_shown_as_zero():
    shown = [formatting.cores(None), formatting.percent(None), formatting.rate(None), formatting.memory(None)]
    assert set(shown) == {formatting.NOTHING}


def test_clock_times_follow_the_offset_to_the_epoch():
    epoch = WallClock()
    assert formatting.clock_time(70, epoch) != formatting.clock_time(75, epoch)
    assert formatting.clock_time(70, epoch) == formatting.clock_time(0, WallClock(70))
    assert formatting.clock_time(70, epoch).startswith(formatting.short_time(70, epoch))


@pytest.mark.parametrize(("number", "text"), [(0, "0 tasks"), (1, "1 task"), (2, "2 tasks")])
def test_nouns_follow_their_number(number, text):
    assert formatting.counted(number, "task") == text


@pytest.mark.parametrize(
    ("marked", "read"), [("&Open", "Open"), ("Save && &quit", "Save & quit"), ("a&&&b", "a&b"), ("", "")]
)
def test_the_mark_of_a_key_is_not_read_and_a_doubled_one_is_a_letter(marked, read):
    assert without_mnemonic(marked) == read


def test_a_moment_that_is_not_known_is_a_dash():
    assert formatting.moment(None) == "—"
    assert formatting.moment(0.0).startswith("19")


def test_a_hundred_cores_take_no_more_room_than_ten():
    assert [formatting.cores(n) for n in (7.94, 12.7, 99.94, 99.96, 127.6)] == [
        "7.9",
        "12.7",
        "99.9",
        "100",
        "128",
    ]
