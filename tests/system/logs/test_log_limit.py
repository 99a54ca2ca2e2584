"""A log over its limit loses its middle, while whoever writes it goes on undisturbed."""

from __future__ import annotations

import contextlib
import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parallel_execution_manager.system.logs.limit import CannotLimitError, trim
from parallel_execution_manager.system.logs.reader import Chunk, LogReader, follow, tail

MIB = 1 << 20
# Writes numbered lines of 64 bytes, as many MiB of them as it is told on each line of its input.
WRITER = """
import sys
number = 0
for order in sys.stdin:
    for _ in range(int(order) * 16384):
        print(f"{number:063d}")
        number += 1
    sys.stdout.flush()
    print(number, file=sys.stderr, flush=True)
"""


def can_punch(folder: Path) -> bool:
    probe = folder / "probe"
    probe.write_bytes(bytes(MIB))
    try:
        return trim(probe, MIB // 2) > 0
    except CannotLimitError:
        return False
    finally:
        probe.unlink()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    if not can_punch(tmp_path):
        pytest.skip("the file system cannot make holes")
    return tmp_path / "output.log"


@contextlib.contextmanager
def writer_to(log: Path) -> Iterator[Callable[[int], None]]:
    """A task that appends to ``log``; what is yielded has it write so many MiB, and returns then."""
    pipe = subprocess.PIPE
    with (
        log.open("ab") as output,
        subprocess.Popen(
            [sys.executable, "-c", WRITER], stdin=pipe, stdout=output, stderr=pipe, text=True
        ) as writer,
    ):
        orders, answers = writer.stdin, writer.stderr
        assert orders is not None
        assert answers is not None

        def write(megabytes: int) -> None:
            orders.write(f"{megabytes}\n")
            orders.flush()
            assert answers.readline()

        yield write
        orders.close()
        assert (answers.read(), writer.wait()) == ("", 0)


def room_of(path: Path) -> int:
    return path.stat().st_blocks * 512


def test_a_log_within_its_limit_is_not_touched(log: Path) -> None:
    log.write_bytes(b"x" * MIB)
    assert trim(log, MIB) == 0
    assert log.read_bytes() == b"x" * MIB


def test_beginning_and_end_stay_and_the_middle_gives_its_room_back(log: Path) -> None:
    data = b"".join(b"%063d\n" % number for number in range(16384 * 8))
    log.write_bytes(data)
    freed = trim(log, 2 * MIB)
    assert log.stat().st_size == len(data)
    assert room_of(log) <= 2 * MIB
    assert freed == len(data) - room_of(log)
    kept = log.read_bytes()
    assert kept[: MIB // 2] == data[: MIB // 2]
    assert kept[-MIB:] == data[-MIB:]
    chunks = [*tail(log)]
    assert sum(chunk.dropped for chunk in chunks) >= freed
    assert {len(line) for chunk in chunks for line in chunk.text.splitlines()} == {63}


def test_a_task_writes_on_through_many_trims_and_its_reader_sees_every_gap(log: Path) -> None:
    reader, text, lost = LogReader(log), "", 0
    with writer_to(log) as write:
        for megabytes in (3, 1, 5, 2, 20, 3):
            write(megabytes)
            trim(log, 2 * MIB)
            assert room_of(log) <= 2 * MIB
            while (chunk := reader.read_next()) != Chunk(""):
                assert chunk == Chunk(chunk.text, dropped=chunk.dropped)
                text += chunk.text
                lost += chunk.dropped
    numbers = [int(line) for line in text.splitlines() if len(line) == 63]
    assert numbers == sorted(set(numbers))
    assert (numbers[0], numbers[-1]) == (0, 34 * 16384 - 1)
    assert len(text) + lost == 34 * MIB


def test_what_is_punched_while_it_is_read_is_told_and_never_read_as_zeros(log: Path) -> None:
    log.write_bytes(b"".join(b"%063d\n" % number for number in range(16384 * 4)))
    steps = [lambda: trim(log, MIB), lambda: trim(log, MIB // 2)]
    chunks = []
    for chunk in follow(log, lambda: not steps, wait=lambda: None):
        chunks.append(chunk)
        if steps:
            steps.pop(0)()
    text = "".join(chunk.text for chunk in chunks)
    assert "\0" not in text
    assert sum(chunk.dropped for chunk in chunks) + len(text) == 4 * MIB


def test_a_limit_smaller_than_its_edges_keeps_the_log(log: Path) -> None:
    log.write_bytes(b"x" * 100_000)
    assert trim(log, 10) == 0
    assert log.read_bytes() == b"x" * 100_000


def test_what_cannot_be_done_is_told_by_its_own_error(tmp_path: Path) -> None:
    log = tmp_path / "output.log"
    log.write_bytes(b"x" * MIB)

    def refuse(*_: int) -> None:
        raise OSError(errno.EOPNOTSUPP, "not supported")

    def fail(*_: int) -> None:
        raise OSError(errno.EIO, "broken disk")

    with pytest.raises(CannotLimitError, match="not supported"):
        trim(log, MIB // 2, refuse)
    with pytest.raises(OSError, match="broken disk"):
        trim(log, MIB // 2, fail)
    with pytest.raises(FileNotFoundError):
        trim(tmp_path / "missing", MIB)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no FIFOs")
def test_a_pipe_or_link_in_its_place_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "pipe")
    for name in ("pipe", "link"):
        with pytest.raises(OSError, match=f"{name} in .* cannot be changed"):
            trim(tmp_path / name, MIB)


def test_a_file_of_the_users_that_a_task_has_linked_there_is_left_as_it_is(tmp_path: Path) -> None:
    precious, log = tmp_path / "precious", tmp_path / "output.log"
    data = b"precious" * (4 * MIB // 8)
    precious.write_bytes(data)
    log.hardlink_to(precious)
    with pytest.raises(OSError, match=r"output\.log in .* cannot be changed: it has 2 names \(hard links\)"):
        trim(log, MIB)
    assert precious.read_bytes() == data
    assert precious.stat().st_blocks * 512 >= len(data)


def test_only_the_file_that_is_known_is_touched(log: Path) -> None:
    log.write_bytes(b"x" * 4 * MIB)
    status = log.stat()
    with pytest.raises(OSError, match="another file has been put in its place"):
        trim(log, MIB, known=(status.st_dev, status.st_ino + 1))
    assert room_of(log) >= 4 * MIB
    assert trim(log, MIB, known=(status.st_dev, status.st_ino)) > 0
