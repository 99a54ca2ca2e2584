"""Reading the end of growing files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from parallel_execution_manager_gui.log_tail import Chunk, LogTail, readable


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "output.log"


def test_a_log_that_is_not_there_yet_says_so(log):
    with pytest.raises(FileNotFoundError):
        LogTail(log).read()


def test_lines_that_were_there_before_are_shown_first_and_new_ones_once(log):
    log.write_text("one\n", encoding="utf-8")
    tail = LogTail(log)
    assert tail.read() == Chunk("one\n", restarted=True)
    with log.open("a", encoding="utf-8") as file:
        file.write("two\n")
    assert tail.read() == Chunk("two\n")
    assert tail.read() == Chunk("")


def test_only_the_end_of_a_big_file_is_read_from_the_start_of_a_line(log):
    log.write_text("".join(f"line {number}\n" for number in range(1000)), encoding="utf-8")
    chunk = LogTail(log, limit=100).read()
    assert chunk.left_out == log.stat().st_size - 100
    assert chunk.text.startswith("line 9")
    assert chunk.text.endswith("line 999\n")


def test_a_burst_that_is_too_big_starts_the_view_again(log):
    log.write_text("start\n", encoding="utf-8")
    tail = LogTail(log, limit=50)
    tail.read()
    with log.open("a", encoding="utf-8") as file:
        file.write("x" * 500 + "\nend\n")
    chunk = tail.read()
    assert chunk.restarted
    assert chunk.text.endswith("end\n")


def test_a_file_that_was_cut_is_read_again(log):
    log.write_text("a long first text\n", encoding="utf-8")
    tail = LogTail(log)
    tail.read()
    log.write_text("new\n", encoding="utf-8")
    assert tail.read() == Chunk("new\n", restarted=True)


def test_a_letter_that_is_written_in_two_parts_is_one_letter(log):
    log.write_bytes("é".encode()[:1])
    tail = LogTail(log)
    assert tail.read().text == ""
    with log.open("ab") as file:
        file.write("é".encode()[1:])
    assert tail.read().text == "é"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("10 %\r20 %\r\n", "10 %\n20 %\n"),
        ("\x1b]0;title\x07text", "text"),
        ("a\x00b\tc", "a\ufffdb\tc"),
    ],
)
def test_control_characters_are_not_shown(written, shown):
    assert readable(written) == shown


needs_fifos = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no FIFOs")


@needs_fifos
def test_a_fifo_in_place_of_the_log_is_refused_without_waiting_for_a_writer(log):
    os.mkfifo(log)
    with pytest.raises(OSError, match="no regular file"):
        LogTail(log).read()


@needs_fifos
def test_a_log_that_becomes_a_fifo_is_refused_and_read_again_when_it_is_a_file(log):
    log.write_text("one\n", encoding="utf-8")
    tail = LogTail(log)
    tail.read()
    log.unlink()
    os.mkfifo(log)
    with pytest.raises(OSError, match="no regular file"):
        tail.read()
    log.unlink()
    log.write_text("one\ntwo\n", encoding="utf-8")
    assert tail.read() == Chunk("two\n")
