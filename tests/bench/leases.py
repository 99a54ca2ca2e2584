"""What a lease costs while 100,000 are held, and whether the table ever decides wrongly or locks up.

Costs are processor time of the deciding thread: what else runs on the computer does not count.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator

import psutil

from parallel_execution_manager.scheduling import effects, events
from parallel_execution_manager.scheduling.leases.table import LeaseTable
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.model.policy import MachineSize, Policy, RolePolicy
from parallel_execution_manager.scheduling.model.task import (
    ClaimMode,
    ClaimScope,
    FileClaim,
    Outcome,
    OutcomeKind,
    Requirement,
    TaskSpec,
)
from tests.bench.table import Figure, times
from tests.scheduling.naive_leases import compare

STEPS = 1_000_000
HELD = 100_000
ASKED = 20_000
FILES_A_FOLDER = 100
PAIRS = 10_000
GOAL_US = 50.0
DEVICE = 66
ROOT = (DEVICE, 2)
WORK = (DEVICE, 3)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How much is done."""
    parser.add_argument("--steps", type=int, default=STEPS, help="random steps against a list of everybody")
    parser.add_argument(
        "--held", type=int, default=HELD, help="leases that are held while others are asked for"
    )
    parser.add_argument(
        "--pairs", type=int, default=PAIRS, help="pairs of tasks that want two files crosswise"
    )


def measure(args: argparse.Namespace) -> Iterator[Figure]:
    """Fill a table, ask it, compare it, and let tasks want files crosswise."""
    tally = compare(args.steps, seed=1)
    done = f"{tally.granted:,} granted, {tally.refused:,} refused, no difference"
    yield Figure(f"{args.steps:,} random steps against comparing everybody with everybody", done)
    before = psutil.Process().memory_info().rss
    full = FullTable(args.held)
    taken = (psutil.Process().memory_info().rss - before) / 2**20
    yield Figure(f"memory of {args.held:,} leases, folders {FULL_DEPTH} deep", f"{taken:.0f} MiB")
    look_up = full.look_up()
    for what, cost in full.costs():
        ratio = f"{times(cost, GOAL_US)}; a look-up in a dict takes {look_up:.2f} µs"
        yield Figure(
            f"{what} while {args.held:,} are held", f"{cost:.1f} µs", "the goal", f"{GOAL_US:g} µs", ratio
        )
    yield Figure(f"{args.pairs:,} pairs of tasks that want two files crosswise", crosswise(args.pairs))


FULL_DEPTH = 5


class FullTable:
    """A table in which many files are held, in folders as a project has them."""

    def __init__(self, held: int) -> None:
        self._held = held
        self._random = random.Random(1)
        self._table = LeaseTable()
        for number in range(held):
            self._table.grant(f"t{number}", [file_of(number)], 0.0, number + 1)

    def look_up(self) -> float:
        """Microseconds of one look-up of a path in a dict of as many: what no table can be faster than."""
        known = {file_of(number).path: number for number in range(self._held)}
        paths = [file_of(self._random.randrange(self._held)).path for _ in range(ASKED)]
        start = time.thread_time()
        for path in paths:
            known.get(path)
        return (time.thread_time() - start) / ASKED * 1e6

    def costs(self) -> Iterator[tuple[str, float]]:
        """What is asked, and microseconds of an answer."""
        held, rng = self._held, self._random
        free = [file_of(held + number) for number in range(ASKED)]
        yield "granting and releasing a file", self._mean(free, self._grant_and_release)
        taken = [file_of(rng.randrange(held)) for _ in range(ASKED)]
        yield "refusing a file", self._mean(taken, self._refuse)
        trees = [tree_of(rng.randrange(held // FILES_A_FOLDER)) for _ in range(ASKED)]
        yield "refusing a folder", self._mean(trees, self._refuse)
        empty = [tree_of(held // FILES_A_FOLDER + 1 + number) for number in range(ASKED)]
        yield "granting and releasing a folder", self._mean(empty, self._grant_and_release)
        other = [tree_of(rng.randrange(held // FILES_A_FOLDER), "**/*.png") for _ in range(ASKED)]
        yield "granting and releasing a pattern amid other files", self._mean(other, self._grant_and_release)

    def _mean(self, claims: list[FileClaim], ask: Callable[[FileClaim], None]) -> float:
        start = time.thread_time()
        for claim in claims:
            ask(claim)
        return (time.thread_time() - start) / len(claims) * 1e6

    def _grant_and_release(self, claim: FileClaim) -> None:
        wanted = (claim,)
        if self._table.conflict(wanted) is not None:
            raise RuntimeError(f"{claim.path} is taken")
        self._table.grant("asking", wanted, 1.0, self._held + 1)
        self._table.release("asking")

    def _refuse(self, claim: FileClaim) -> None:
        if self._table.conflict((claim,)) is None:
            raise RuntimeError(f"{claim.path} is free")


def file_of(number: int) -> FileClaim:
    """The claim on one of very many files: ``/project/part-…/folder-…/sub/file-….csv``."""
    folder, folders = _folder(number // FILES_A_FOLDER)
    path = f"{folder}/file-{number}.csv"
    return FileClaim(
        path,
        ClaimMode.WRITE,
        (DEVICE, 10**6 + number),
        place=(*folders[0], f"file-{number}.csv"),
        folders=folders,
    )


def tree_of(number: int, pattern: str = "") -> FileClaim:
    """The claim on one of their folders, or on some files of it."""
    folder, (own, *above) = _folder(number)
    return FileClaim(
        folder, ClaimMode.WRITE, own, ClaimScope.TREE, pattern, (*above[0], "sub"), folders=tuple(above)
    )


def _folder(number: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    part = number // FILES_A_FOLDER
    ids = ((DEVICE, 4 * number + 5), (DEVICE, 4 * number + 6), (DEVICE, 4 * part + 7), WORK, ROOT)
    return f"/project/part-{part}/folder-{number}/sub", ids


def crosswise(pairs: int) -> str:
    """Queue tasks that want the files A and B, and B and A, and let all run to their end."""
    size = MachineSize(64, 64 * 1024.0)
    roles = {"one": RolePolicy(9, Requirement()), "other": RolePolicy(1, Requirement())}
    machine = SchedulerMachine(Policy(size, roles=roles, learn=False))
    a, b = file_of(1), file_of(2)
    begun = time.thread_time()
    running: list[tuple[str, int]] = []
    started = 0

    def handle(event: events.Event) -> None:
        starts = (each for each in machine.handle(event) if isinstance(each, effects.StartAttempt))
        running.extend((each.task.id, each.attempt) for each in starts)

    for role in roles:
        handle(events.RoleStarted(at=0.0, role=role))
    for pair in range(pairs):
        tasks = (
            TaskSpec(f"ab{pair}", "one", "ab", command=("true",), claims=(a, b)),
            TaskSpec(f"ba{pair}", "other", "ba", command=("true",), claims=(b, a)),
        )
        handle(events.TasksSubmitted(at=float(pair), tasks=tasks))
    while running:
        name, attempt = running.pop()
        started += 1
        outcome = Outcome(OutcomeKind.SUCCEEDED, 0)
        handle(events.AttemptEnded(at=float(pairs + started), task_id=name, attempt=attempt, outcome=outcome))
    seconds = time.thread_time() - begun
    return f"{started:,} of {2 * pairs:,} ended, {seconds / (2 * pairs) * 1e6:.0f} µs a task"
