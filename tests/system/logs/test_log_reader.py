"""Reading logs: in bounded pieces, whatever bytes are in them and whatever becomes of the file."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.system.logs.reader import FURTHEST_BACK, Chunk, LogReader, follow, tail

needs_holes = pytest.mark.skipif(not hasattr(os, "SEEK_HOLE"), reason="the system knows no holes in files")
needs_fifos = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no FIFOs")
MIB = 1 << 20
GIB = 1 << 30


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "output.log"


def text_of(chunks: Iterator[Chunk]) -> str:
    return "".join(chunk.text for chunk in chunks)


def append(log: Path, data: bytes) -> None:
    with log.open("ab") as file:
        file.write(data)


def sparse(log: Path, head: bytes, size: int, end: bytes) -> None:
    """A log whose middle takes no room."""
    with log.open("wb") as file:
        file.write(head)
        file.seek(size - len(end))
        file.write(end)


def test_a_log_that_is_not_there_yet_says_so(log: Path) -> None:
    with pytest.raises(FileNotFoundError):
        LogReader(log).read_newest()
    with pytest.raises(FileNotFoundError):
        list(tail(log))


def test_what_was_there_is_read_first_and_what_is_new_once(log: Path) -> None:
    append(log, b"one\n")
    reader = LogReader(log)
    assert reader.read_newest() == Chunk("one\n")
    append(log, b"two\n")
    assert reader.read_newest() == Chunk("two\n")
    assert reader.read_newest() == Chunk("")


def test_of_a_large_log_only_the_end_is_read_from_the_start_of_a_line(log: Path) -> None:
    append(log, b"".join(b"line %d\n" % number for number in range(1000)))
    chunk = LogReader(log, 100).read_newest()
    assert chunk.text.startswith("line 9")
    assert chunk.text.endswith("line 999\n")
    assert chunk.left_out == log.stat().st_size - len(chunk.text)
    assert not chunk.restarted


def test_a_burst_is_shown_by_its_end_and_what_is_left_out_is_counted(log: Path) -> None:
    append(log, b"start\n")
    reader = LogReader(log, 50)
    reader.read_newest()
    append(log, b"x" * 500 + b"\nend\n")
    assert reader.read_newest() == Chunk("end\n", left_out=501)


def test_a_log_that_was_cut_is_read_again(log: Path) -> None:
    append(log, b"a long first text\n")
    reader = LogReader(log)
    reader.read_newest()
    log.write_bytes(b"new\n")
    assert reader.read_newest() == Chunk("new\n", restarted=True)


def test_another_file_in_its_place_is_read_from_its_start_even_if_it_is_longer(log: Path) -> None:
    append(log, b"old\n")
    reader = LogReader(log)
    reader.read_newest()
    log.rename(log.with_suffix(".1"))
    append(log, b"a longer new text\n")
    assert reader.read_newest() == Chunk("a longer new text\n", restarted=True)


@needs_fifos
def test_a_pipe_in_its_place_is_refused_without_waiting_and_a_file_is_read_again(log: Path) -> None:
    append(log, b"one\n")
    reader = LogReader(log)
    reader.read_newest()
    log.rename(log.with_suffix(".1"))
    os.mkfifo(log)
    with pytest.raises(OSError, match="no regular file"):
        reader.read_newest()
    log.unlink()
    append(log, b"one\ntwo\n")
    assert reader.read_newest() == Chunk("one\ntwo\n", restarted=True)


@given(st.binary(max_size=200), st.integers(1, 20))
def test_any_bytes_in_any_pieces_give_the_text_of_the_whole(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, piece: int
) -> None:
    log = tmp_path_factory.getbasetemp() / "any.log"
    log.write_bytes(data)
    reader = LogReader(log, piece)
    text = ""
    while (chunk := reader.read_next()) != Chunk("") or reader.position < len(data):
        text += chunk.text
        assert chunk == Chunk(chunk.text)
    assert text + reader.rest() == data.decode("utf-8", "replace")


@pytest.mark.parametrize("character", ["é", "€", "😀"])
def test_a_character_at_every_edge_of_a_piece_stays_whole(log: Path, character: str) -> None:
    size = len(character.encode())
    for shift in range(size + 1):
        text = "x" * shift + character * 100
        log.write_text(text, encoding="utf-8")
        reader = LogReader(log, size * 3 + 1)
        assert "".join(reader.read_next().text for _ in range(200)) == text


@pytest.mark.parametrize("shift", range(5))
def test_an_end_without_lines_begins_with_a_whole_character(log: Path, shift: int) -> None:
    log.write_text("😀" * 100 + "x" * shift, encoding="utf-8")
    chunk = LogReader(log, 40).read_newest()
    assert "\ufffd" not in chunk.text
    assert chunk.left_out + len(chunk.text.encode()) == log.stat().st_size


@needs_holes
def test_the_end_of_ten_gigabytes_is_read_at_once_and_in_little_memory(log: Path) -> None:
    sparse(log, b"head\n", 10 * GIB, b"\nlast\n")
    tracemalloc.start()
    chunks = [*tail(log, 3)]
    newest = LogReader(log).read_newest()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert newest.text.endswith("last\n")
    assert chunks[-1].text.endswith("last\n")
    assert newest.dropped > 9 * GIB
    assert peak < 32 * MIB


@needs_holes
def test_a_hole_is_passed_over_and_told(log: Path) -> None:
    sparse(log, b"head\n", 100 * MIB, b"cut line\nlast\n")
    chunks = [*tail(log)]
    assert text_of(iter(chunks)).startswith("head\n")
    assert text_of(iter(chunks)).endswith("last\n")
    assert sum(chunk.dropped + len(chunk.text) for chunk in chunks) == 100 * MIB
    assert sum(chunk.left_out for chunk in chunks) == 0


@needs_holes
def test_a_hole_at_the_very_end_is_passed_over_too(log: Path) -> None:
    append(log, b"x" * 65536)
    os.truncate(log, 100 * MIB)
    chunks = [*tail(log)]
    assert text_of(iter(chunks)) == "x" * 65536
    assert sum(chunk.dropped for chunk in chunks) == 100 * MIB - 65536


@needs_holes
def test_a_file_of_very_many_holes_is_read_and_told_all_the_same(log: Path) -> None:
    with log.open("wb") as file:
        for number in range(300):
            file.seek(number * 65536)
            file.write(b"\n%d\n" % number)
    chunks = [*tail(log)]
    assert chunks[-1].text.startswith("299\n")
    assert sum(chunk.dropped for chunk in chunks) > 200 * 60_000


def test_zero_bytes_are_bytes_like_others(log: Path) -> None:
    append(log, b"\0" * 70_000 + b"end\n")
    assert text_of(tail(log)) == "\0" * 70_000 + "end\n"


@pytest.mark.parametrize(
    ("data", "lines", "end"),
    [
        (b"1\n2\n3\n", 2, "2\n3\n"),
        (b"1\n2\n3", 2, "2\n3"),
        (b"1\n2\n\n", 2, "2\n\n"),
        (b"1\n2\n3\n", 3, "1\n2\n3\n"),
        (b"1\n2\n3\n", 9, "1\n2\n3\n"),
        (b"1\n2\n3\n", 0, ""),
        (b"1", 1, "1"),
        (b"\n", 1, "\n"),
        (b"", 5, ""),
        (b"first\n" + b"x" * 600_000 + b"\nend\n", 2, "x" * 600_000 + "\nend\n"),
    ],
)
def test_the_last_lines_are_found(log: Path, data: bytes, lines: int, end: str) -> None:
    log.write_bytes(data)
    assert text_of(tail(log, lines)) == end


@given(st.lists(st.text("ab", max_size=5), max_size=30), st.integers(0, 35), st.booleans())
def test_the_last_lines_are_those_that_the_whole_text_has(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], lines: int, is_ended: bool
) -> None:
    log = tmp_path_factory.getbasetemp() / "lines.log"
    text = "\n".join(texts) + ("\n" if is_ended else "")
    log.write_text(text, encoding="utf-8")
    kept = text.splitlines(keepends=True)
    assert text_of(tail(log, lines)) == "".join(kept[len(kept) - min(lines, len(kept)) :])


def test_a_line_that_begins_too_far_back_is_shown_from_a_whole_character_on(log: Path) -> None:
    log.write_bytes(b"x" + "😀".encode() * (FURTHEST_BACK // 4 + 100) + b"\n")
    text = text_of(tail(log, 1))
    assert "\ufffd" not in text
    assert FURTHEST_BACK - 4 < len(text.encode()) <= FURTHEST_BACK


def steps(*actions: Callable[[], object]) -> tuple[Callable[[], bool], Callable[[], None]]:
    """What happens while a log is followed, one action at each wait; and whether all has happened."""
    left = list(actions)
    return lambda: not left, lambda: void(left.pop(0)())


def void(_: object) -> None:
    """Nothing, of whatever an action returns."""


def test_a_log_is_followed_from_before_it_is_there_to_its_end(log: Path) -> None:
    is_over, wait = steps(
        lambda: append(log, b"one\nhalf \xe2\x82"),
        lambda: append(log, b"\xac\n"),
        lambda: None,
        lambda: append(log, b"end \xf0\x9f"),
    )
    assert text_of(follow(log, is_over, wait=wait)) == "one\nhalf €\nend \ufffd"


def test_what_is_written_while_the_end_is_told_is_not_missed(log: Path) -> None:
    append(log, b"one\n")

    def is_over() -> bool:
        append(log, b"last words\n")
        return True

    assert text_of(follow(log, is_over)) == "one\nlast words\n"


def test_following_goes_on_after_a_cut_and_a_rotation_and_a_loss(log: Path) -> None:
    append(log, b"first text\n")
    is_over, wait = steps(
        lambda: os.truncate(log, 0),
        lambda: append(log, b"cut\n"),
        lambda: log.rename(log.with_suffix(".1")),
        lambda: append(log, b"rotated\n"),
        log.unlink,
    )
    chunks = list(follow(log, is_over, wait=wait))
    assert [chunk.text for chunk in chunks if chunk.text] == ["first text\n", "cut\n", "rotated\n"]
    assert sum(chunk.restarted for chunk in chunks) == 2


def test_last_lines_are_chosen_once_and_then_all_is_followed(log: Path) -> None:
    append(log, b"1\n2\n3\n")
    is_over, wait = steps(lambda: append(log, b"4\n5\n6\n"))
    assert text_of(follow(log, is_over, lines=1, wait=wait)) == "3\n4\n5\n6\n"


def test_who_writes_faster_than_he_is_read_does_not_keep_a_reader_for_ever(log: Path) -> None:
    append(log, b"x" * MIB)
    chunks = tail(log)
    for _ in range(4):
        next(chunks)
        append(log, b"x" * MIB)
    assert next(chunks, None) is None
