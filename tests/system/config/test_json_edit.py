"""A value is changed in the text of a JSON file, and nothing else of it is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.system.config.edit import with_values

FILE = """\
{
    "a": 1,   "b":  {"c": [1,
      2], "d": "x"},
    "e": {
        "f": 0.50
    },
    "g": {}
}
"""


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        (("a",), 27, '"a": 1,', '"a": 27,'),
        (("b", "c"), "é", "[1,\n      2]", '"é"'),
        (("e", "f"), {"x": []}, "0.50", '{\n            "x": []\n        }'),
        (("b", "z"), True, '"d": "x"}', '"d": "x", "z": true}'),
        (("e", "z"), None, "", ""),
        (("e", "h"), 3, "0.50\n", '0.50,\n        "h": 3\n'),
        (("g", "h"), 3, "{}", '{\n        "h": 3\n    }'),
        (("g", "h", "i"), 3, "{}", '{\n        "h": {\n            "i": 3\n        }\n    }'),
        (("a", "x"), 3, '"a": 1,', '"a": {\n        "x": 3\n    },'),
        (("a", "x"), None, "", ""),
        (("a",), None, '"a": 1,   ', ""),
        (("b", "d"), None, ', "d": "x"', ""),
        (("e", "f"), None, '\n        "f": 0.50\n    ', ""),
    ],
)
def test_only_what_was_meant_is_another(path, value, old, new):
    assert with_values(FILE, {path: value}) == FILE.replace(old, new, 1)


def test_the_first_setting_of_an_empty_file_is_set_like_the_others():
    assert with_values("{}\n", {("a", "b"): 1}) == '{\n  "a": {\n    "b": 1\n  }\n}\n'


def test_line_ends_of_windows_stay():
    changed = with_values('{\r\n  "a": {}\r\n}\r\n', {("a", "b"): [1]})
    assert changed.count("\n") == changed.count("\r\n") == 7


def test_of_a_key_that_stands_twice_the_one_that_counts_is_changed():
    assert with_values('{"a": 1, "a": 2}', {("a",): 3}) == '{"a": 1, "a": 3}'


KEYS = st.sampled_from(["a", "b", "ü", '"', "\\", ""])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(KEYS, VALUES, max_size=4),
    st.lists(KEYS, min_size=1, max_size=3).map(tuple),
    VALUES,
    st.sampled_from([None, 1, "\t"]),
)
def test_what_is_read_back_is_what_was_changed(data, path, value, indent):
    text = with_values(json.dumps(data, indent=indent), {path: value})
    assert json.loads(text) == changed(data, path, value)


def changed(data: Any, path: tuple[str, ...], value: Any) -> Any:
    key, *rest = path
    if not isinstance(data, dict):
        data = {} if value is not None else data
    if not isinstance(data, dict):
        return data
    if not rest:
        others = {name: inner for name, inner in data.items() if name != key}
        return others if value is None else {**data, key: value}
    if key not in data and value is None:
        return data
    return {**data, key: changed(data.get(key, {}), tuple(rest), value)}
