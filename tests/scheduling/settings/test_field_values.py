"""A value is accepted exactly if its declaration allows it, and refused with a way out."""

from __future__ import annotations

import pytest

from parallel_execution_manager.scheduling.settings.declarations import (
    Field,
    FieldType,
    expectation,
    is_number,
    is_text,
    may_be_unset,
    nearest,
    normalised,
    plain_number,
    shown,
    value_problem,
)


def field(kind: FieldType, **more) -> Field:
    return Field("key", kind, "Title", "Prose.", **more)


PERCENT = field(FieldType.NUMBER, unit="%", minimum=1, maximum=100)
COUNT = field(FieldType.INTEGER, minimum=1, maximum=10)
CHOICE = field(FieldType.CHOICE, choices=("offscreen", "xcb"))


@pytest.mark.parametrize(
    ("declared", "value"),
    [
        (PERCENT, 1),
        (PERCENT, 100.0),
        (COUNT, 7),
        (COUNT, 7.0),
        (CHOICE, "xcb"),
        (field(FieldType.BOOLEAN), False),
        (field(FieldType.TEXT), ""),
        (field(FieldType.TEXT, required=True), "x"),
        (field(FieldType.FILE), "a/b.py"),
        (field(FieldType.FOLDER), "a"),
        (field(FieldType.TEXT_LIST), []),
        (field(FieldType.TEXT_LIST), ["a", "b"]),
        (field(FieldType.NUMBER), -1e300),
    ],
)
def test_a_value_in_range_is_accepted(declared, value):
    assert value_problem(declared, value) is None


@pytest.mark.parametrize(
    ("declared", "value", "problem"),
    [
        (PERCENT, 0.99, "is 0.99; must be a number from 1 to 100 %"),
        (PERCENT, 101, "is 101; must be a number from 1 to 100 %"),
        (PERCENT, True, "is true; must be a number from 1 to 100 %"),
        (PERCENT, "80", "is '80'; must be a number from 1 to 100 %"),
        (PERCENT, None, "is null; must be a number from 1 to 100 %"),
        (PERCENT, float("nan"), "is NaN; must be a number from 1 to 100 %"),
        (PERCENT, float("inf"), "is Infinity; must be a number from 1 to 100 %"),
        (COUNT, 7.5, "is 7.5; must be a whole number from 1 to 10"),
        (
            field(FieldType.INTEGER, minimum=0, maximum=2**63 - 1),
            "x",
            "is 'x'; must be a whole number from 0 to 9223372036854775807",
        ),
        (field(FieldType.NUMBER, minimum=0.5), 0, "is 0; must be a number of at least 0.5"),
        (COUNT, False, "is false; must be a whole number from 1 to 10"),
        (field(FieldType.NUMBER, unit="s", minimum=0), -1, "is -1; must be a number of at least 0 s"),
        (field(FieldType.NUMBER, unit="s", maximum=9), 10, "is 10; must be a number of at most 9 s"),
        (CHOICE, "ofscreen", "is 'ofscreen'; must be one of offscreen, xcb; did you mean offscreen?"),
        (CHOICE, "zzzzz", "is 'zzzzz'; must be one of offscreen, xcb"),
        (CHOICE, 1, "is 1; must be one of offscreen, xcb"),
        (field(FieldType.BOOLEAN), 0, "is 0; must be true or false"),
        (field(FieldType.TEXT), ["a"], "is a list; must be a text"),
        (field(FieldType.TEXT), "a\0b", "is 'a\\x00b'; must be a text"),
        (field(FieldType.TEXT), "\ud800", "is '\\ud800'; must be a text"),
        (field(FieldType.FILE, required=True), "", "is ''; must be the path of a file that is not empty"),
        (field(FieldType.FOLDER), {}, "is an object; must be the path of a folder"),
        (field(FieldType.TEXT_LIST), "a", "is 'a'; must be a list of texts"),
        (field(FieldType.TEXT_LIST), ["a", 2], "item 2 is 2; must be a list of texts"),
    ],
)
def test_a_value_out_of_range_is_refused_with_what_it_is_and_what_it_must_be(declared, value, problem):
    assert value_problem(declared, value) == problem


def test_a_number_too_long_to_be_shown_is_refused():
    problem = value_problem(PERCENT, 10**5000)
    assert problem == "is a number of more than 60 digits; must be a number from 1 to 100 %"


def test_a_number_is_finite_and_no_truth_value():
    assert is_number(0)
    assert is_number(10**400)
    assert not any(map(is_number, (True, float("nan"), float("-inf"), "1", None)))


def test_text_can_be_written_as_utf_8():
    assert is_text("größer \U0001f600")
    assert not any(map(is_text, ("\udfff", "\0", b"bytes", None)))


def test_only_an_optional_value_without_a_default_may_be_unset():
    assert may_be_unset(field(FieldType.TEXT))
    assert not may_be_unset(field(FieldType.TEXT, required=True))
    assert not may_be_unset(field(FieldType.TEXT, default=""))


def test_numbers_are_stored_as_a_person_writes_them():
    assert repr(normalised(COUNT, 7.0)) == "7"
    assert repr(normalised(PERCENT, 80.5)) == "80.5"
    assert repr(plain_number(80.0)) == "80"
    assert repr(plain_number(0.2)) == "0.2"


def test_a_list_is_stored_as_a_list_of_its_own():
    declared = field(FieldType.TEXT_LIST)
    given = ["a"]
    stored = normalised(declared, given)
    assert stored == given
    assert stored is not given
    assert normalised(declared, None) is None


def test_long_values_are_shortened_in_messages():
    assert len(shown("x" * 10_000)) < 70


def test_the_nearest_name_is_found_whatever_its_case():
    assert nearest("CPU_Percnt", ("cpu_percent", "disk_percent")) == "; did you mean cpu_percent?"
    assert nearest("qqq", ("cpu_percent",)) == ""


def test_a_value_without_a_range_is_described_by_its_type():
    assert expectation(field(FieldType.TEXT_LIST)) == "a list of texts"
