"""Leases as one would write them without thinking of time: everybody is compared with everybody."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from functools import cache

from parallel_execution_manager.scheduling.leases.claims import collide
from parallel_execution_manager.scheduling.leases.table import LeaseTable
from parallel_execution_manager.scheduling.model.task import FileClaim
from tests.scheduling.little_disk import random_claim

MOST_HOLDERS = 12
CLAIM_COUNT = 600
collides = cache(collide)


@dataclass
class NaiveLeases:
    """Who holds what, in a list."""

    held: list[tuple[str, tuple[FileClaim, ...]]] = field(default_factory=list)

    def is_free(self, claims: tuple[FileClaim, ...]) -> bool:
        """Whether nobody holds anything that collides."""
        return not any(
            collides(mine, theirs) for _, other in self.held for theirs in other for mine in claims
        )


@dataclass(frozen=True)
class Tally:
    """What came of a comparison that found no difference."""

    granted: int
    refused: int


def compare(steps: int, seed: int) -> Tally:
    """Grant and release at random, in the table and in the list; both must agree at each step.

    Raises:
        AssertionError: they do not.
    """
    rng = random.Random(seed)
    universe = [random_claim(rng) for _ in range(CLAIM_COUNT)]
    table, naive = LeaseTable(), NaiveLeases()
    granted = refused = 0
    for step in range(steps):
        if naive.held and (len(naive.held) >= MOST_HOLDERS or rng.random() < 0.4):
            name, claims = naive.held.pop(rng.randrange(len(naive.held)))
            assert table.release(name) == claims
            continue
        claims = tuple(dict.fromkeys(rng.choices(universe, k=rng.choice((1, 1, 2, 3)))))
        conflict = table.conflict(claims)
        assert (conflict is None) is naive.is_free(claims), (step, claims, conflict)
        if conflict is None:
            granted += 1
            table.grant(f"t{step}", claims, float(step), granted)
            naive.held.append((f"t{step}", claims))
        else:
            refused += 1
            assert conflict.claim in claims
            assert conflict.other in dict(naive.held)[conflict.holder]
            assert collides(conflict.claim, conflict.other)
    return Tally(granted, refused)
