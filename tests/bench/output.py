"""Large logs: how soon the end of one is shown, and what a limit costs who writes it; old run folders."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from parallel_execution_manager.runtime.log_limits import MIB, LogLimits
from parallel_execution_manager.runtime.retention import Retention
from parallel_execution_manager.runtime.under_way import RunningLog
from parallel_execution_manager.scheduling.settings.configuration import OutputRules
from parallel_execution_manager.system.logs.reader import LogReader, tail
from parallel_execution_manager.system.runs.folders import RunFolders
from tests.bench.table import Figure, times

LINE = b"0123456789" * 7 + b"\n"
GOAL_MS = 100.0
# Writes as fast as it can and tells how long that took, and the longest single write, in seconds.
WRITER = """
import os, sys, time
data = b"0123456789" * 6553 + b"\\n"
begin, longest = time.perf_counter(), 0.0
for _ in range(int(sys.argv[1]) * 16):
    before = time.perf_counter()
    os.write(1, data)
    longest = max(longest, time.perf_counter() - before)
print(time.perf_counter() - begin, longest, file=sys.stderr)
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this bench."""
    parser.add_argument("--log-mb", type=int, default=2048, help="size of the log (default: %(default)s)")
    parser.add_argument("--limit-mb", type=int, default=64, help="limit of it (default: %(default)s)")
    parser.add_argument("--folders", type=int, default=2000, help="old ones (default: %(default)s)")


def measure(args: argparse.Namespace) -> Iterator[Figure]:
    """Reading, writing with and without a limit, and removing."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        free_s, free_longest_s, _ = _written(folder / "free.log", args.log_mb, 0)
        yield from _read(folder / "free.log", args.log_mb)
        (folder / "free.log").unlink()
        kept_s, kept_longest_s, room = _written(folder / "kept.log", args.log_mb, args.limit_mb)
        yield Figure(
            f"a task writes {args.log_mb} MiB, at most {args.limit_mb} of them kept",
            f"{kept_s:.1f} s, longest write {1000 * kept_longest_s:.0f} ms, {room / MIB:.0f} MiB on disk",
            "no limit",
            f"{free_s:.1f} s, longest write {1000 * free_longest_s:.0f} ms",
            times(kept_s, free_s),
        )
        yield from _removed(folder, args.folders)


def _read(log: Path, megabytes: int) -> Iterator[Figure]:
    begin = time.perf_counter()
    LogReader(log).read_newest()
    first_ms = 1000 * (time.perf_counter() - begin)
    yield Figure(
        f"the end of a log of {megabytes} MiB is read", f"{first_ms:.1f} ms", "goal", f"{GOAL_MS:.0f} ms"
    )
    begin = time.perf_counter()
    length = sum(len(chunk.text) for chunk in tail(log))
    took_s = time.perf_counter() - begin
    yield Figure("all of it is read as text", f"{length / MIB / took_s:.0f} MiB a second")


def _written(log: Path, megabytes: int, limit_mb: int) -> tuple[float, float, int]:
    """A task writes that much: seconds, its longest write, and the room that the log takes at the end."""
    problems: list[str] = []
    limits = LogLimits(problems.append)
    with log.open("wb") as output:
        command = [sys.executable, "-c", WRITER, str(megabytes)]
        writer = subprocess.Popen(command, stdout=output, stderr=subprocess.PIPE, text=True)
    try:
        while writer.poll() is None:
            limits.check([RunningLog(log, None)], limit_mb)
            time.sleep(0.1)
        seconds, longest = (float(word) for word in writer.communicate()[1].split())
    finally:
        writer.kill()
    if problems:
        print(problems[0], file=sys.stderr)
    return seconds, longest, log.stat().st_blocks * 512


def _removed(data_dir: Path, number: int) -> Iterator[Figure]:
    folders = RunFolders(data_dir)
    for task in range(number):
        folder = folders.create(f"t{task}", 1)
        for name in ("output.log", "result.json", "a", "b"):
            (folder / name).write_bytes(LINE)
    retention = Retention(data_dir, lambda _: False, lambda: time.time() + 10 * 86_400)
    begin, longest = time.perf_counter(), 0.0
    before = begin
    for _ in retention.one_pass(OutputRules(0, keep_days=1, keep_gb=1000)):
        now = time.perf_counter()
        longest, before = max(longest, now - before), now
    took_s = time.perf_counter() - begin
    yield Figure(
        f"{number:,} old run folders are removed",
        f"{number / took_s:.0f} a second without pauses, longest step {1000 * longest:.0f} ms",
    )
