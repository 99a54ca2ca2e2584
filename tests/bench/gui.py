"""The speed of the window, offscreen and on a virtual display, beside a bare window with three curves.

``start``: from the start of the process to the first painted window, what an idle window costs, and its
memory; the bare window is measured in turns with ours. ``load``: 100,000 tasks and 1,000 changes a second;
the floor is the same window while nothing changes. ``clicks``: from a key to what it shows, with a manager.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.bench.gui_probes import display, platforms
from tests.bench.table import Figure, times

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("start", "load", "clicks")
GOAL_RATIO = 1.3
GOAL_IDLE, GOAL_UNSEEN = 1.0, 0.3
GOAL_STALL_MS, GOAL_WORST_MS, GOAL_KEY_MS, GOAL_FRAME_MS, GOAL_CLICK_MS = 16.0, 100.0, 100.0, 1000 / 60, 100.0

Found = Mapping[str, float]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How much is measured, and of what."""
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="gui: what is measured")
    parser.add_argument("--platforms", nargs="+", default=platforms(), help="gui: platforms of Qt")
    parser.add_argument("--starts", type=int, default=5, help="gui: starts of each window")
    parser.add_argument(
        "--idle-seconds", type=float, default=20.0, help="gui: how long an idle window is watched"
    )
    parser.add_argument("--tasks", type=int, default=100_000, help="gui: tasks in the window")
    parser.add_argument(
        "--load-seconds", type=float, default=10.0, help="gui: how long stalls are looked for"
    )
    parser.add_argument(
        "--updates", type=int, default=100_000, help="gui: changes after which memory is compared"
    )
    parser.add_argument("--frames", type=int, default=200, help="gui: steps of scrolling")
    parser.add_argument("--clicks", type=int, default=20, help="gui: keys that pause and resume a task")


def measure(args: argparse.Namespace) -> Iterator[Figure]:
    """All parts on all platforms."""
    for platform in args.platforms:
        with display(platform) as environment:
            if "start" in args.parts:
                yield from _starts(platform, environment, args)
            if "load" in args.parts:
                yield from _load(platform, environment, args)
            if "clicks" in args.parts:
                yield from _clicks(platform, environment, args)


def _starts(platform: str, environment: Mapping[str, str], args: argparse.Namespace) -> Iterator[Figure]:
    rounds = [
        {which: _window(which, environment, 0.0) for which in ("ours", "bare")}
        for _ in range(args.starts + 1)
    ][1:]
    for key, what in (
        ("start_s", "to the first painted window"),
        ("start_processor_s", "processor time of that"),
    ):
        ours, bare = (statistics.median(each[which][key] for each in rounds) for which in ("ours", "bare"))
        yield Figure(f"{platform}: {what}", _s(ours), "bare window", _s(bare), _goal(ours / bare, GOAL_RATIO))
    found = {which: _window(which, environment, args.idle_seconds) for which in ("ours", "bare")}
    ours, bare = found["ours"], found["bare"]
    for state, goal in (("visible", GOAL_IDLE), ("minimised", GOAL_UNSEEN), ("hidden", GOAL_UNSEEN)):
        whole, thread = ours[f"{state}_percent"], ours[f"{state}_thread_percent"]
        yield Figure(
            f"{platform}: idle, {state}",
            f"{whole:.2f} % of a core, of that the window's thread {thread:.2f} %",
            f"bare window; goal {goal:g} %",
            f"{bare[f'{state}_percent']:.2f} %",
            times(whole, bare[f"{state}_percent"]),
        )
    yield Figure(
        f"{platform}: memory (PSS)",
        f"{ours['pss_mib']:.0f} MiB",
        "bare window",
        f"{bare['pss_mib']:.0f} MiB",
        _goal(ours["pss_mib"] / bare["pss_mib"], GOAL_RATIO),
    )


def _load(platform: str, environment: Mapping[str, str], args: argparse.Namespace) -> Iterator[Figure]:
    words = [str(args.tasks), str(args.load_seconds), str(args.updates), str(args.frames)]
    found = _child("gui_load", words, environment)
    yield Figure(
        f"{platform}: {args.tasks:,} tasks shown for the first time, longest stall",
        f"{found['fill_stall_worst_ms']:.0f} ms, worked {found['fill_stall_worst_work_ms']:.0f} ms",
        f"goal {GOAL_WORST_MS:.0f} ms; until all are there",
        _s(found["fill_s"]),
        times(found["fill_stall_worst_ms"], GOAL_WORST_MS),
    )
    under = f"{platform}: {args.tasks:,} tasks, {found['rate']:,.0f} changes a second"
    for key, what, goal in (
        ("stall_p99_ms", "stall that 99 % of moments stay below", GOAL_STALL_MS),
        ("stall_worst_ms", "longest stall", GOAL_WORST_MS),
        ("key_ms", "key in the filter to shown rows, median", GOAL_KEY_MS),
        ("key_worst_ms", "key in the filter to shown rows, slowest", GOAL_KEY_MS),
        ("frame_ms", "a frame while scrolling, median", GOAL_FRAME_MS),
        ("frame_p99_ms", "a frame while scrolling, 99th percentile", GOAL_FRAME_MS),
    ):
        ours, floor = found[f"changing_{key}"], found[f"quiet_{key}"]
        own, own_floor = (found[f"{when}_{key.removesuffix('ms')}work_ms"] for when in ("changing", "quiet"))
        yield Figure(
            f"{under}: {what}",
            f"{ours:.1f} ms, worked {own:.1f} ms",
            f"nothing changes; goal {goal:.0f} ms",
            f"{floor:.1f} ms, worked {own_floor:.1f} ms",
            times(ours, floor),
        )
    yield Figure(
        f"{platform}: {args.tasks:,} tasks, memory after {args.updates:,} changes",
        f"{found['growth_mib']:+.1f} MiB",
        "before",
        f"{found['pss_mib']:.0f} MiB",
        times(found["pss_mib"] + found["growth_mib"], found["pss_mib"]),
    )


def _clicks(platform: str, environment: Mapping[str, str], args: argparse.Namespace) -> Iterator[Figure]:
    found = _child("gui_clicks", [str(args.clicks)], environment)
    for state in ("median", "worst"):
        ours, floor = found[f"busy_{state}_ms"], found[f"quiet_{state}_ms"]
        others = f"{found['busy_rate']:.0f} other wishes a second"
        yield Figure(
            f"{platform}: Space on a task until its row says so, {others}, {state}",
            f"{ours:.0f} ms",
            f"engine at rest; goal {GOAL_CLICK_MS:.0f} ms",
            f"{floor:.0f} ms",
            times(ours, floor),
        )


def _window(which: str, environment: Mapping[str, str], seconds: float) -> Found:
    with tempfile.TemporaryDirectory(prefix="pem-bench-") as folder:
        words = [which, str(time.monotonic()), str(seconds), folder]
        return _child("gui_start", words, environment)


def _child(module: str, words: list[str], environment: Mapping[str, str]) -> Found:
    command = [sys.executable, "-m", f"tests.bench.{module}", *words]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _goal(ratio: float, goal: float) -> str:
    return f"{ratio:.2f} times (goal {goal:g})"


def _s(seconds: float) -> str:
    return f"{seconds:.2f} s"
