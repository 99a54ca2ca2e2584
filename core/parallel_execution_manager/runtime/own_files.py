"""Files that whoever asks has already: it runs in a task, or under a lease, that holds them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from parallel_execution_manager.runtime.lease_answers import LeaseRow, Party, claim_of
from parallel_execution_manager.runtime.lease_claims import is_same
from parallel_execution_manager.scheduling.leases.claims import folder_paths, meet
from parallel_execution_manager.scheduling.model.task import ClaimMode, ClaimScope, FileClaim
from parallel_execution_manager.system.processes.environment import LEASE_VARIABLE


class OwnFiles(NamedTuple):
    """Who holds for the one that asks, and which of the claims he does not hold."""

    holder: Party
    others: tuple[FileClaim, ...]


def own_fence(env: Mapping[str, str]) -> int:
    """The number of the lease that ``env`` says this works under; 0 if under none."""
    text = env.get(LEASE_VARIABLE, "")
    return int(text) if text.isascii() and text.isdecimal() else 0


def own_files(
    rows: Iterable[LeaseRow], claims: Sequence[FileClaim], holders: Collection[str]
) -> OwnFiles | None:
    """What of ``claims`` the tasks or leases ``holders`` (ids) hold already; ``None`` if nothing is."""
    mine = [(row, party) for row in rows for party in row.holders if party.id in holders]
    if not mine:
        return None
    others = tuple(claim for claim in claims if not any(_covers(row, claim) for row, _ in mine))
    return OwnFiles(mine[0][1], others) if len(others) < len(claims) else None


def _covers(row: LeaseRow, wanted: FileClaim) -> bool:
    """Whether whoever holds the row may use all of what is wanted."""
    held = claim_of(row)
    if wanted.mode is ClaimMode.WRITE and held.mode is ClaimMode.READ:
        return False
    if is_same(held, wanted):
        return True
    if wanted.scope is ClaimScope.FILE and held.scope is ClaimScope.TREE:
        return meet(held, wanted)
    # What did not exist when it was given may be a folder by now.
    return not held.pattern and held.path in (wanted.path, *folder_paths(wanted.path))
