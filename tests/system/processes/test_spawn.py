"""The variables of starts, as the C library takes them."""

from __future__ import annotations

import pytest

from parallel_execution_manager.system.processes.spawn import (
    EnvironmentBlock,
    as_c_string,
    as_c_strings,
)


def entries(block: EnvironmentBlock) -> list[bytes]:
    *found, end = block.made()
    assert end is None
    return found


def test_all_variables_are_there_and_a_null_pointer_ends_them():
    assert entries(EnvironmentBlock({"A": "1", "B": "", "ä": "\udcff="})) == [
        b"A=1",
        b"B=",
        b"\xc3\xa4=\xff=",
    ]
    assert entries(EnvironmentBlock({})) == []


def test_what_changes_is_changed_and_the_rest_stays():
    block = EnvironmentBlock({"A": "1", "B": "2"})
    first = block.made()
    block.change({"B": "3"})
    assert entries(block) == [b"A=1", b"B=3"]
    assert block.made() is first
    assert (block.get("B", ""), block.get("C", "none")) == ("3", "none")


def test_what_comes_and_what_goes():
    block = EnvironmentBlock({"A": "1", "B": "2"})
    block.made()
    block.change({"C": "3"}, ["A", "never there"])
    assert entries(block) == [b"B=2", b"C=3"]
    block.change({"A": "4"})
    assert entries(block) == [b"B=2", b"C=3", b"A=4"]


@pytest.mark.parametrize(
    "bad",
    [{"A": "x\0y"}, {"A\0": "x"}, {"B=": "x"}, {"A": "\ud800"}],
    ids=["value", "name", "equals", "code"],
)
def test_what_cannot_be_passed_on_is_refused_until_it_is_gone(bad: dict[str, str]):
    block = EnvironmentBlock({"A": "1", "B": "2"})
    block.made()
    block.change({"B": "3", **bad})
    for _ in range(2):
        with pytest.raises(ValueError, match=r"illegal|null byte|surrogates"):
            block.made()
    (name,) = bad
    block.change({"A": "5"}, [name] if name != "A" else [])
    assert entries(block) == [b"A=5", b"B=3"]


def test_texts_with_a_nul_character_are_none_of_c():
    assert as_c_string("ä") == b"\xc3\xa4"
    assert list(as_c_strings(["a", ""])) == [b"a", b"", None]
    for made in (lambda: as_c_string("a\0b"), lambda: as_c_strings(["a", "b\0"])):
        with pytest.raises(ValueError, match="null byte"):
            made()
