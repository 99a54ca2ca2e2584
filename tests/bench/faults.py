"""Faults on purpose: every named place with every fault, then kills and power cuts at random moments.

What must not be is printed as it is found, each with the line that repeats it.
"""

from __future__ import annotations

import argparse
import fnmatch
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench.table import Figure
from tests.faults.fault import FAULTS
from tests.faults.kills import MOST_KILLS, VICTIMS, Kills, Storm
from tests.faults.places import PLACES, Outcome, Places, combinations
from tests.faults.power import Cuts, PowerCuts, is_possible

NONE = "none"
MOST_CUTS = 10
"""A batch that has lost its power so often is let go on then."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How much of both parts."""
    parser.add_argument(
        "--kills", type=int, default=1000, help="faults: kills at random (default: %(default)s)"
    )
    parser.add_argument("--points", default="*", help="faults: pattern of the places' names, - for none")
    parser.add_argument(
        "--passings", type=int, default=3, help="faults: first passings (default: %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=1, help="faults: of the first batch that is killed")
    parser.add_argument(
        "--cuts", type=int, default=0, help="faults: power cuts, which need root and ext4 (default: none)"
    )


def measure(args: argparse.Namespace) -> Iterator[Figure]:
    """Both parts; what must not be is printed as it is found, and fails the command."""
    with tempfile.TemporaryDirectory(prefix="pem-faults-") as name:
        outcomes = list(_tried(Places(Path(name)), args))
        storms = list(_stormed(Kills(Path(name)), args))
        cuts = list(_cut(Path(name), args))
    yield from _of_places(outcomes)
    yield from _of_kills(storms)
    yield from _of_cuts(cuts)
    if wrong := sum(len(each.wrong) for each in (*outcomes, *storms, *cuts)):
        sys.exit(f"{wrong} things are not as they must be; they are named above")


def _tried(places: Places, args: argparse.Namespace) -> Iterator[Outcome]:
    for place, kind, passing in combinations(args.passings):
        if not fnmatch.fnmatch(place, args.points):
            continue
        outcome = places.attempt(place, kind, passing)
        if passing == 1 and not outcome.fired:
            outcome.wrong.append("no batch passes this place: write one that does")
        _tell(outcome.fault.name, outcome.wrong, f"--points {place} --passings {passing} --kills 0")
        yield outcome
        if passing == args.passings and kind == FAULTS[-1]:
            print(f"{place} is tried", file=sys.stderr)


def _stormed(kills: Kills, args: argparse.Namespace) -> Iterator[Storm]:
    left, seed, begin = args.kills, args.seed, time.monotonic()
    while left > 0:
        storm = kills.storm(seed, min(left, MOST_KILLS))
        # A batch that nobody hit counts for one, so that this comes to an end.
        left -= max(1, storm.total)
        _tell(f"seed {seed}", storm.wrong, f"--points - --seed {seed} --kills {max(1, storm.total)}")
        print(f"{left} kills to go after {time.monotonic() - begin:.0f} s", file=sys.stderr)
        seed += 1
        yield storm


def _cut(folder: Path, args: argparse.Namespace) -> Iterator[Cuts]:
    left, seed = args.cuts, args.seed
    if left and not is_possible():
        sys.exit("power cuts need root and ext4, to mount a file system of their own")
    while left > 0:
        cuts = PowerCuts(folder).attempt(seed, min(left, MOST_CUTS))
        left -= max(1, cuts.cuts)
        _tell(f"seed {seed}", cuts.wrong, f"--points - --kills 0 --seed {seed} --cuts {max(1, cuts.cuts)}")
        print(f"{left} power cuts to go", file=sys.stderr)
        seed += 1
        yield cuts


def _tell(what: str, wrong: Sequence[str], again: str) -> None:
    for text in wrong:
        print(f"{what}: {text}\n  again: python3 dev.py bench faults {again}", file=sys.stderr, flush=True)


def _of_places(outcomes: Sequence[Outcome]) -> Iterator[Figure]:
    if outcomes:
        fired = [outcome for outcome in outcomes if outcome.fired]
        met = len({outcome.fault.place for outcome in fired})
        bad = sum(bool(outcome.wrong) for outcome in outcomes)
        what = f"{met} of {len(PLACES)} places with each fault: {len(fired)} batches that met one"
        yield Figure(
            f"{what}; those with anything lost, run twice, damaged or left",
            f"{bad or NONE}",
            "the goal",
            NONE,
        )


def _of_kills(storms: Sequence[Storm]) -> Iterator[Figure]:
    if storms:
        kills: Counter[str] = Counter()
        for storm in storms:
            kills.update(storm.kills)
        tasks, lost = sum(storm.tasks for storm in storms), sum(storm.lost for storm in storms)
        said = ", ".join(f"{kills[victim]} of {victim}" for victim in VICTIMS)
        bad = sum(bool(storm.wrong) for storm in storms)
        suspended = sum(storm.suspended for storm in storms)
        what = f"{kills.total():,} kills ({said}) of {len(storms)} batches with {tasks:,} tasks"
        yield Figure(
            f"{what}, {suspended} of them suspended for a while; batches with anything lost without a word, "
            "run twice, damaged, left alive or stopped, or otherwise than undisturbed",
            f"{bad or NONE}; {lost} tasks are reported as lost",
            "the goal",
            NONE,
        )


def _of_cuts(cuts: Sequence[Cuts]) -> Iterator[Figure]:
    if cuts:
        tasks, lost = sum(each.tasks for each in cuts), sum(each.lost for each in cuts)
        bad = sum(bool(each.wrong) for each in cuts)
        what = f"{sum(each.cuts for each in cuts):,} power cuts of {len(cuts)} batches with {tasks:,} tasks"
        yield Figure(
            f"{what}; batches with anything acknowledged that is gone, run twice or damaged",
            f"{bad or NONE}; {lost} tasks are reported as lost",
            "the goal",
            NONE,
        )
