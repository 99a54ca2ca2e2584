"""A histogram in which older values count less, for peaks and typical use of repeated work."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache

FIRST_BUCKET = 1e-3
RATIO = 1.05
"""Buckets grow by 5 %, as those of the Kubernetes vertical pod autoscaler, so that a percentile is at
most 5 % too high."""
LAST_BUCKET = 1000
"""Its edge is 1.5e18: more than anything that is measured."""
HALVES_AFTER = 16
"""After this many further values a value counts half."""
_HALF_BUCKET = RATIO**0.5
_GROWTH = 2.0 ** (1 / HALVES_AFTER)
_RESCALE_ABOVE = 1e12
_FORGET_BELOW = 1e-6


class DecayingHistogram:
    """Weights of values by exponential buckets; a new value weighs more than all before it did.

    The weights are those of Autopilot's moving window (Rzadca and others, EuroSys 2020) with runs in
    place of hours: what a program used half a year ago counts as long as nothing newer is known.
    """

    __slots__ = ("_buckets", "_next_weight", "_total")

    def __init__(self) -> None:
        self._buckets: dict[int, float] = {}
        self._next_weight = 1.0
        self._total = 0.0

    def add(self, bucket: int) -> None:
        """Count a value by its bucket, which `bucket_of` tells."""
        self._buckets[bucket] = self._buckets.get(bucket, 0.0) + self._next_weight
        self._total += self._next_weight
        self._next_weight *= _GROWTH
        if self._next_weight > _RESCALE_ABOVE:
            self._rescale()

    def percentile(self, percent: float) -> float:
        """A value that at least ``percent`` of the weight is not above; 0 where nothing was counted."""
        wanted, seen = self._total * percent / 100, 0.0
        for bucket in sorted(self._buckets):
            seen += self._buckets[bucket]
            if seen >= wanted - self._total * 1e-9:
                return _upper_edge(bucket)
        return 0.0

    def mean(self) -> float:
        """The mean by weight, each value taken as the middle of its bucket; 0 where nothing was counted."""
        if not self._total:
            return 0.0
        sums = [weight * _upper_edge(bucket) / _HALF_BUCKET for bucket, weight in self._buckets.items()]
        return math.fsum(sums) / self._total

    def to_row(self) -> dict[str, float]:
        """Shares of the weight by bucket, to be kept."""
        return {str(bucket): round(weight / self._next_weight, 9) for bucket, weight in self._buckets.items()}

    @classmethod
    def from_row(cls, row: Mapping[str, float]) -> DecayingHistogram:
        """What ``to_row`` gave.

        Raises:
            ValueError: a bucket or a weight is no number of its range.
        """
        found = cls()
        for bucket, weight in row.items():
            if not (math.isfinite(weight) and weight >= 0):
                raise ValueError(f"weight {weight!r} of bucket {bucket!r} is not a number from 0 up")
            if not 0 <= int(bucket) <= LAST_BUCKET:
                raise ValueError(f"bucket {bucket!r} is not from 0 to {LAST_BUCKET}")
            found._buckets[int(bucket)] = float(weight)
        found._total = math.fsum(found._buckets.values())
        return found

    def _rescale(self) -> None:
        scale = 1 / self._next_weight
        scaled = {bucket: weight * scale for bucket, weight in self._buckets.items()}
        self._buckets = {bucket: weight for bucket, weight in scaled.items() if weight > _FORGET_BELOW}
        self._total = math.fsum(self._buckets.values())
        self._next_weight = 1.0


def bucket_of(value: float) -> int:
    """The number of the bucket of a value of zero or more."""
    if value <= FIRST_BUCKET:
        return 0
    return min(LAST_BUCKET, math.ceil(math.log(value / FIRST_BUCKET, RATIO) - 1e-9))


@cache
def _upper_edge(bucket: int) -> float:
    """Kept, as a power takes longer than all else of a mean; there are few."""
    return FIRST_BUCKET * RATIO**bucket if bucket else 0.0
