"""Words for a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.control.wording import counted, duration, percent, printable, state_word


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0.0 s"),
        (4.23, "4.2 s"),
        (59.94, "59.9 s"),
        (59.99, "1 min 00 s"),
        (185.4, "3 min 05 s"),
        (3599.7, "1 h 00 min"),
        (7620, "2 h 07 min"),
    ],
)
def test_durations_read_as_people_say_them(seconds, words):
    assert duration(seconds) == words


@given(st.text(st.characters()))
def test_nothing_that_a_terminal_obeys_is_left(text):
    shown = printable(text)
    assert shown.isprintable()
    shown.encode("utf-8")


def test_escape_sequences_and_direction_marks_are_shown_escaped():
    assert printable("a\x1b[31m\u202eb\nc") == "a\\x1b[31m\\u202eb\\nc"


def test_ordinary_text_of_any_language_stays_as_it_is():
    assert printable("Prüfung 検査 🙂") == "Prüfung 検査 🙂"


def test_a_long_text_is_cut_and_says_so():
    assert printable("abcdef", 4) == "abc…"
    assert printable("abcd", 4) == "abcd"


def test_what_was_not_measured_is_no_zero():
    assert percent(None) == "—"
    assert percent(0.0) == "0 %"


def test_counts_agree_with_their_nouns():
    assert [counted(number, "task") for number in (0, 1, 100_000)] == ["0 tasks", "1 task", "100,000 tasks"]


def test_states_are_said_without_underscores():
    assert state_word("timed_out") == "timed out"
