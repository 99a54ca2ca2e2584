"""Reading a task file: every problem is found, with the number of its line."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.control import task_file
from parallel_execution_manager.control.task_file import (
    LONGEST_LINE,
    TaskFileError,
    read_task_file,
)
from tests.control.task_files import parse_lines


def problems_in(content: bytes) -> list[tuple[int, str]]:
    return [(problem.line, problem.message) for problem in parse_lines(content, "t.jsonl").problems]


def test_each_object_is_a_task_with_its_line():
    found = parse_lines(b'{"role": "a"}\n\n  \n{"role": "b"}\r\n{"role": "c"}', "t.jsonl")
    assert [(row.line, row.task["role"]) for row in found.rows] == [(1, "a"), (4, "b"), (5, "c")]
    assert found.problems == ()


def test_a_byte_order_mark_is_allowed():
    assert parse_lines(b'\xef\xbb\xbf{"role": "a"}\n', "t").rows[0].task == {"role": "a"}


def test_separators_that_only_look_like_line_ends_do_not_end_a_line():
    line = '{"name": "a\u2028b\u0085c"}'.encode()
    assert parse_lines(line + b"\n" + line, "t").rows[1].task == {"name": "a\u2028b\u0085c"}


def test_every_bad_line_is_reported_with_its_number():
    content = b'{"role": "a"}\n{"role": }\n[1]\n\n"x"\nnull\n3\n{"role": "b"}\n'
    found = parse_lines(content, "t.jsonl")
    assert [problem.line for problem in found.problems] == [2, 3, 5, 6, 7]
    assert [row.line for row in found.rows] == [1, 8]


def test_a_syntax_error_names_its_column():
    [(line, message)] = problems_in(b'{"role": "a",, }\n{}')
    assert line == 1
    assert "column 14" in message


def test_a_line_that_is_not_utf8_names_byte_and_offset_in_the_file():
    [(line, message)] = problems_in(b'{"role": "a"}\n{"name": "caf\xe9"}\n')
    assert line == 2
    assert "0xe9 at offset 27" in message
    assert "UTF-8" in message


def test_a_key_that_stands_twice_is_refused_instead_of_losing_one():
    [(_, message)] = problems_in(b'{"role": "a", "role": "b"}')
    assert "'role' twice" in message


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity"])
def test_numbers_that_json_does_not_have_are_refused(number):
    [(_, message)] = problems_in(b'{"timeout_s": ' + number + b"}")
    assert number.decode() in message


def test_a_number_of_absurd_length_is_a_problem_of_its_line():
    [(line, message)] = problems_in(b'{"retries": ' + b"9" * 5000 + b"}")
    assert line == 1
    assert "number" in message


def test_nesting_without_end_is_a_problem_of_its_line():
    assert problems_in(b"[" * 100_000 + b'\n{"role": "a"}')[0][0] == 1
    assert problems_in(b'{"a":' * 100_000)[0][0] == 1


@pytest.mark.parametrize(("depth", "refused"), [(100, False), (101, True), (980, True)])
@pytest.mark.parametrize("key", ["name", "env", "requirements", "note"])
def test_more_than_a_hundred_levels_are_a_problem_of_their_line(depth: int, refused: bool, key: str):
    found = problems_in(f'{{"{key}": {"[" * depth}{"]" * depth}}}'.encode())
    assert bool(found) is refused
    if refused:
        assert "more than 100 objects and lists inside each other" in found[0][1]


def test_half_a_surrogate_pair_is_named():
    [(_, message)] = problems_in(rb'{"name": "\ud83d"}')
    assert "\\ud83d" in message
    assert parse_lines(rb'{"name": "\ud83d\ude42"}', "t").rows[0].task == {"name": "🙂"}


def test_a_list_over_several_lines_is_recognised_as_one_document():
    content = json.dumps([{"role": "a"}, {"role": "b"}], indent=2).encode()
    with pytest.raises(TaskFileError, match="one JSON document over several lines.*jq"):
        parse_lines(content, "t.json")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
def test_other_encodings_of_unicode_are_refused_as_a_whole(encoding):
    with pytest.raises(TaskFileError, match="UTF-8|not a text file"):
        parse_lines('{"role": "a"}'.encode(encoding), "t")


@pytest.mark.parametrize("content", [b"", b"\n \n\t", b"\xef\xbb\xbf"])
def test_a_file_without_tasks_is_refused(content):
    with pytest.raises(TaskFileError, match="t: holds no tasks; a task file holds one JSON object a line"):
        parse_lines(content, "t")


def test_the_text_of_unreadable_lines_is_kept():
    tasks = parse_lines(b'{"role": "a"}\n{oops\n["caf\xe9"]', "t")
    assert tasks.unreadable == '{oops\n["caf\ufffd"]'


@given(st.binary(max_size=200))
def test_no_content_raises_anything_but_a_task_file_error(content):
    try:
        found = parse_lines(content, "t")
    except TaskFileError:
        return
    lines = {problem.line for problem in found.problems} | {row.line for row in found.rows}
    assert len(lines) == len(found.problems) + len(found.rows)


@given(st.lists(st.dictionaries(st.text(), st.text() | st.integers() | st.booleans()), min_size=1))
def test_what_json_writes_is_read_back(tasks):
    content = "".join(json.dumps(task) + "\n" for task in tasks).encode()
    assert [row.task for row in parse_lines(content, "t").rows] == tasks


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(TaskFileError, match=r"gone\.jsonl.*no such task file"):
        read_task_file(str(tmp_path / "gone.jsonl"))
    with pytest.raises(TaskFileError, match="is a folder"):
        read_task_file(str(tmp_path))
    with pytest.raises(TaskFileError, match="cannot be read"):
        read_task_file("a\0b")


def test_a_minus_reads_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"role": "a"}\n')))
    found = read_task_file("-")
    assert found.name == "standard input"
    assert found.rows[0].task == {"role": "a"}


def test_a_line_that_is_too_long_is_refused_and_the_others_are_read():
    found = parse_lines(b'{"role": "a"}\n{"name": "' + b"x" * LONGEST_LINE + b'"}\n{"role": "b"}', "t")
    assert [row.line for row in found.rows] == [1, 3]
    [problem] = found.problems
    assert (problem.line, "at most 1,048,576" in problem.message) == (2, True)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no endless device")
def test_a_file_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(task_file, "LARGEST_FILE", 2**20)
    with pytest.raises(TaskFileError, match="/dev/zero: has more than 1 MiB; divide it"):
        read_task_file("/dev/zero")


@pytest.mark.parametrize("number", ["9" * 5000, "-" + "9" * 5000])
def test_a_number_of_thousands_of_digits_is_refused(number):
    [(_, message)] = problems_in(b'{"retries": ' + number.encode() + b"}")
    assert "cannot be read" in message
