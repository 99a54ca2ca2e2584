"""A lease of a process that is no task: what it holds or waits for, and which processes keep it alive."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from types import MappingProxyType
from typing import Any, Self

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.task import (
    ClaimMode,
    ClaimScope,
    FileClaim,
    LeaseHolder,
    Priority,
)
from parallel_execution_manager.system.processes.identity import ProcessIdentity, lives

PREFIX = "lease:"
OF_COMMAND = "command"
"""The fact that a lease was taken for a command: it is let go of when that ends, and not before."""
Facts = Mapping[str, str | int]
NO_FACTS: Facts = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class LeaseRecord:
    """One lease, granted (``fence`` above 0) or awaited.

    It lives as long as one of ``processes`` does. ``asker`` is the process that waits for the answer; until
    it has said that it got it, the lease ends with it too: nobody else would know of the lease. Times are
    seconds since the epoch, for people and for the order of those who wait. ``facts`` are the holder's own.
    """

    id: str
    label: str
    processes: tuple[ProcessIdentity, ...]
    claims: tuple[FileClaim, ...]
    asked_at: float
    priority: Priority = Priority.NORMAL
    asker: ProcessIdentity | None = None
    fence: int = 0
    granted_at: float = 0.0
    facts: Facts = field(default_factory=lambda: NO_FACTS)

    @property
    def is_granted(self) -> bool:
        """Whether it holds its files; else it waits for them."""
        return self.fence > 0

    @property
    def pid(self) -> int:
        """The process that people look for."""
        return self.processes[0].pid

    @property
    def holder(self) -> LeaseHolder:
        """The holder in the machine's words."""
        first = self.processes[0]
        return LeaseHolder(self.label, first.pid, first.start_ticks, first.boot_id)

    def joined(self, processes: Iterable[ProcessIdentity]) -> Self:
        """The same lease of ``processes`` too; those that have ended are left out."""
        return replace(self, processes=(*filter(lives, self.processes), *processes))

    def is_alive(self) -> bool:
        """Whether there is still a process that it belongs to."""
        return any(map(lives, self.processes)) and (self.asker is None or lives(self.asker))


def new_id() -> str:
    """An id that no lease has had, whoever gives it."""
    return PREFIX + os.urandom(4).hex()


_MOST_PID = 2**31 - 1
"""The largest number that a pid_t holds."""


class LeaseJsonError(ValueError):
    """What was read is no lease; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class WrittenLeases:
    """Records as JSON; the folders above files are many and alike, so each chain of them is there once."""

    leases: list[dict[str, Any]]
    folders: list[list[list[int]]]


def write_records(records: Iterable[LeaseRecord]) -> WrittenLeases:
    """The records as plain JSON values."""
    chains: dict[tuple[tuple[int, int], ...], int] = {}
    rows = [_row(record, chains) for record in records]
    return WrittenLeases(rows, [[list(folder) for folder in chain] for chain in chains])


def read_records(leases: Any, folders: Any) -> tuple[LeaseRecord, ...]:
    """The records that `write_records` has written.

    Raises:
        LeaseJsonError: these are no such values.
    """
    try:
        chains = _chains(folders)
        return tuple(_record(row, chains) for row in leases)
    except (TypeError, ValueError, OverflowError, KeyError, IndexError, AttributeError) as error:
        raise LeaseJsonError(f"that is no list of leases ({type(error).__name__}: {error})") from error


def write_claims(claims: Iterable[FileClaim]) -> dict[str, Any]:
    """Claims alone, with all that they are known by, as plain JSON values."""
    chains: dict[tuple[tuple[int, int], ...], int] = {}
    rows = [_claim_row(claim, chains) for claim in claims]
    return {"claims": rows, "folders": [[list(folder) for folder in chain] for chain in chains]}


def read_claims(value: Any) -> tuple[FileClaim, ...]:
    """The claims that `write_claims` has written.

    Raises:
        LeaseJsonError: these are no such values.
    """
    try:
        chains = _chains(value["folders"])
        return tuple(_claim(row, chains) for row in value["claims"])
    except (TypeError, ValueError, KeyError, IndexError, AttributeError) as error:
        raise LeaseJsonError(f"that is no list of claims ({type(error).__name__}: {error})") from error


def write_process(process: ProcessIdentity | None) -> list[Any] | None:
    """A process as plain JSON values."""
    return None if process is None else list(process)


def read_process(value: Any) -> ProcessIdentity | None:
    """The process that `write_process` has written.

    Raises:
        ValueError, TypeError, OverflowError: this is no process.
    """
    if value is None:
        return None
    pid, start_ticks, boot_id = value
    if not isinstance(boot_id, str):
        raise TypeError("a boot has a name")
    if not 0 < int(pid) <= _MOST_PID:
        raise ValueError(f"no process can have the number {pid}")
    return ProcessIdentity(int(pid), int(start_ticks), boot_id)


def _chains(folders: Any) -> list[tuple[tuple[int, int], ...]]:
    return [tuple((int(device), int(inode)) for device, inode in chain) for chain in folders]


def _row(record: LeaseRecord, chains: dict[tuple[tuple[int, int], ...], int]) -> dict[str, Any]:
    return {
        "id": record.id,
        "label": record.label,
        "processes": [write_process(process) for process in record.processes],
        "asker": write_process(record.asker),
        "asked_at": record.asked_at,
        "priority": record.priority.word,
        "fence": record.fence,
        "granted_at": record.granted_at,
        "facts": dict(record.facts),
        "claims": [_claim_row(claim, chains) for claim in record.claims],
    }


def _claim_row(claim: FileClaim, chains: dict[tuple[tuple[int, int], ...], int]) -> dict[str, Any]:
    row: dict[str, Any] = {"path": claim.path, "mode": str(claim.mode)}
    if claim.inode is not None:
        row["inode"] = list(claim.inode)
    if claim.scope is not ClaimScope.FILE:
        row["scope"] = str(claim.scope)
    if claim.pattern:
        row["pattern"] = claim.pattern
    if claim.place is not None:
        row["place"] = list(claim.place)
    if claim.folders:
        row["folders"] = chains.setdefault(claim.folders, len(chains))
    if claim.links:
        row["links"] = [_claim_row(link, chains) for link in claim.links]
    return row


def _record(row: Mapping[str, Any], chains: list[tuple[tuple[int, int], ...]]) -> LeaseRecord:
    processes = tuple(read_process(process) for process in row["processes"])
    claims = tuple(_claim(claim, chains) for claim in row["claims"])
    if not claims or not processes or not str(row["id"]):
        raise ValueError("a lease has an id, files and a process")
    return LeaseRecord(
        id=str(row["id"]),
        label=str(row["label"]),
        processes=tuple(process for process in processes if process is not None),
        claims=claims,
        asked_at=_time(row["asked_at"]),
        priority=Priority[str(row["priority"]).upper()],
        asker=read_process(row["asker"]),
        fence=int(row["fence"]),
        granted_at=_time(row["granted_at"]),
        facts={str(key): value for key, value in row["facts"].items() if isinstance(value, str | int)},
    )


def _time(value: Any) -> float:
    time = float(value)
    if not math.isfinite(time):
        raise ValueError(f"{time} is no time")
    return time


def _claim(row: Mapping[str, Any], chains: list[tuple[tuple[int, int], ...]]) -> FileClaim:
    inode, place = row.get("inode"), row.get("place")
    chain = row.get("folders")
    return FileClaim(
        path=str(row["path"]),
        mode=ClaimMode(row["mode"]),
        inode=None if inode is None else (int(inode[0]), int(inode[1])),
        scope=ClaimScope(row.get("scope", ClaimScope.FILE)),
        pattern=str(row.get("pattern", "")),
        place=None if place is None else (int(place[0]), int(place[1]), str(place[2])),
        folders=() if chain is None else chains[int(chain)],
        links=tuple(_claim(link, chains) for link in row.get("links", ())),
    )
