"""JSON is read as Python reads it, with the line of every key; what is no JSON is refused with a place."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.system.config.json_text import (
    DEEPEST,
    JsonSyntaxError,
    is_too_deep,
    read_json,
)
from tests.scheduling.json_values import ANYTHING

NESTED = """\
{
  "a": 1,
  "b": {
    "c": [
      true,
      {"d":
         "x"}
    ],

    "e":
      {}
  }, "f": null
}
"""


def test_every_key_and_item_has_its_line():
    assert read_json(NESTED).lines == {
        (): 1,
        ("a",): 2,
        ("b",): 3,
        ("b", "c"): 4,
        ("b", "c", "0"): 5,
        ("b", "c", "1"): 6,
        ("b", "c", "1", "d"): 6,
        ("b", "e"): 10,
        ("f",): 12,
    }


def test_a_key_that_is_not_there_has_the_line_of_what_is_around_it():
    document = read_json(NESTED)
    assert document.line_of(("b", "e", "x", "y")) == 10
    assert document.line_of(("x",)) == 1


def test_the_first_line_is_that_of_the_value():
    assert read_json("\n\n  {}\n").line_of(("x",)) == 3


def test_line_ends_of_windows_count_once():
    assert read_json('{\r\n"a": 1,\r\n"b": 2}').lines[("b",)] == 3


def test_a_key_that_stands_twice_is_found_with_both_lines():
    document = read_json('{"a": {"x": 1,\n"y": 2,\n"x": 3},\n"b": {"x": 4},\n"a": 5,\n"a": 6}')
    assert [(found.path, found.first_line, found.line) for found in document.duplicates] == [
        (("a", "x"), 1, 3),
        (("a",), 1, 5),
        (("a",), 5, 6),
    ]
    assert document.value == {"a": 6, "b": {"x": 4}}


def test_an_escaped_key_is_the_same_key():
    assert [found.path for found in read_json('{"a": 1, "\\u0061": 2}').duplicates] == [("a",)]


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("", 1, 1, "the file ends where a value (text"),
        ("\n  ", 2, 3, "the file ends where a value (text"),
        ('{"a": 1', 1, 8, "the file ends where ',' or '}' (opened in line 1) is expected"),
        ('{\n"a": [1,\n2\n', 4, 1, "the file ends where ',' or ']' (opened in line 2) is expected"),
        ('{"a": 1\n "b": 2}', 2, 2, "expected ',' or '}' (opened in line 1), found '\"'"),
        ('{"a": 1,\n}', 1, 8, "a comma before '}'; remove it"),
        ("[1, ]", 1, 3, "a comma before ']'; remove it"),
        ("[1,,2]", 1, 4, "expected a value (text"),
        ("{a: 1}", 1, 2, "expected a key in double quotes, found 'a'"),
        ("{'a': 1}", 1, 2, 'expected a key in double quotes, found "\'"'),
        ('{"a" 1}', 1, 6, "expected ':' after the key, found '1'"),
        ('{"a"', 1, 5, "the file ends where ':' after the key is expected"),
        ('{"a": }', 1, 7, "expected a value (text"),
        ('{"a": True}', 1, 7, "expected a value (text"),
        ('{"a": 01}', 1, 8, "expected ',' or '}' (opened in line 1), found '1'"),
        ('{"a": "x\n"}', 1, 9, "a text must not hold a line break or control character"),
        ('{"a": "x', 1, 7, "the text that begins here has no closing double quote"),
        ('{"a": "\\x"}', 1, 8, "unknown escape in a text; write a backslash as \\\\"),
        ('{"a": "\\u12"}', 1, 9, "unknown escape in a text"),
        ('{"a\n": 1}', 1, 4, "a text must not hold a line break"),
        ('{// no\n"a": 1}', 1, 2, "JSON has no comments; remove this one"),
        ('{"a": 1 # no\n}', 1, 9, "JSON has no comments; remove this one"),
        ('{"a": /* no */ 1}', 1, 7, "JSON has no comments; remove this one"),
        ("{} {}", 1, 4, "expected the end of the file, found '{'"),
        ("{}}", 1, 3, "expected the end of the file, found '}'"),
        ("\ufeff{}", 1, 1, "expected a value (text"),
    ],
)
def test_a_syntax_error_has_line_column_and_what_was_expected(text, line, column, message):
    with pytest.raises(JsonSyntaxError) as caught:
        read_json(text)
    error = caught.value
    assert (error.line, error.column) == (line, column)
    assert error.message.startswith(message)
    assert str(error) == f"line {line}, column {column}: {error.message}"


def test_depth_has_a_limit():
    read_json("[" * DEEPEST + "]" * DEEPEST)
    with pytest.raises(JsonSyntaxError, match="make it flatter"):
        read_json("[" * 100_000)


def test_numbers_that_python_refuses_to_convert_are_infinite():
    value: Any = read_json(f"[{'9' * 10_000}, -{'9' * 10_000}, 1e999, NaN, {'9' * 300}]").value
    assert value[:3] == [math.inf, -math.inf, math.inf]
    assert math.isnan(value[3])
    assert value[4] == int("9" * 300)


@given(ANYTHING, st.sampled_from([None, 1, 4]))
def test_what_python_writes_is_read_as_python_reads_it(value, indent):
    text = json.dumps(value, indent=indent)
    document = read_json(text)
    assert repr(document.value) == repr(json.loads(text))
    assert document.duplicates == ()


@given(ANYTHING)
def test_every_key_has_its_own_line_when_each_stands_on_its_own(value):
    text = json.dumps({"first": value}, indent=2)
    document = read_json(text)
    rows = text.splitlines()
    for path, line in document.lines.items():
        if path and not path[-1].isdigit():
            assert json.dumps(path[-1]) in rows[line - 1]


@given(st.text(alphabet="{}[]\",:/\\ \n01eE.+-truefalsnNaIiy'", max_size=30))
def test_python_and_this_reader_agree_on_what_is_json(text):
    assert _or_none(lambda: repr(read_json(text).value)) == _or_none(lambda: repr(json.loads(text)))


def _or_none(read):
    try:
        return read()
    except ValueError:
        return None


@pytest.mark.parametrize("opening", ["[", '{"a":['])
@pytest.mark.parametrize("depth", range(DEEPEST // 2 - 1, DEEPEST + 4))
def test_a_made_value_is_too_deep_where_its_text_is(opening: str, depth: int):
    closing = "".join({"[": "]", "{": "}"}.get(sign, "") for sign in reversed(opening * depth))
    text = f"{opening * depth}1{closing}"
    try:
        read_json(text)
    except JsonSyntaxError:
        assert is_too_deep(json.loads(text))
    else:
        assert not is_too_deep(json.loads(text))


def test_what_is_inside_itself_is_too_deep_and_what_stands_in_many_places_is_not():
    circle: list[Any] = []
    circle.append(circle)
    assert is_too_deep(circle)
    many: list[Any] = []
    for _ in range(DEEPEST):
        many = [many, many]
    assert not is_too_deep(many)
