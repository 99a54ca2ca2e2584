"""What whoever decides on leases answers, and how it is written at a manager's door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.task import ClaimMode, ClaimScope, FileClaim
from parallel_execution_manager.system.storage.lease_record import PREFIX, LeaseRecord


@dataclass(frozen=True, slots=True)
class Party:
    """Who holds a file or waits for it: a task (``pid`` 0) or a program, since when (epoch)."""

    id: str
    label: str
    pid: int
    since: float
    fence: int = 0

    @property
    def words(self) -> str:
        """The party for people; one without an id is described by its label alone."""
        if not self.id:
            return self.label
        if not self.id.startswith(PREFIX):
            return f"task {self.label}"
        return f"{self.label} (process {self.pid}, {self.id})"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why files are not granted now: one of them, and who is before, who may be one that ``waits`` too."""

    path: str
    party: Party
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Granted (``fence`` above 0), not now (``obstacle``), or never (``problem``, one sentence for people).

    ``again_s`` is how long to wait before asking again.
    """

    fence: int = 0
    obstacle: Obstacle | None = None
    problem: str = ""
    again_s: float = 0.0


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """A file, folder or pattern that is leased or waited for."""

    path: str
    mode: str
    scope: str
    pattern: str
    holders: tuple[Party, ...]
    waiters: tuple[Party, ...]

    @property
    def name(self) -> str:
        """The path as a task file would have it: a folder ends in a slash."""
        if self.scope == ClaimScope.FILE:
            return self.path
        return f"{self.path.rstrip('/')}/{self.pattern}"


def claim_of(row: LeaseRow) -> FileClaim:
    """What a row is of, as far as it is told."""
    return FileClaim(row.path, ClaimMode(row.mode), scope=ClaimScope(row.scope), pattern=row.pattern)


def party_of(record: LeaseRecord) -> Party:
    """The holder or waiter that a record is of."""
    since = record.granted_at if record.is_granted else record.asked_at
    return Party(record.id, record.label, record.pid, since, record.fence)


def rows_of(records: Iterable[LeaseRecord]) -> list[LeaseRow]:
    """The files of some records, by path."""
    found: dict[tuple[str, str, str], tuple[list[LeaseRecord], list[LeaseRecord], list[ClaimMode]]] = {}
    for record in records:
        for claim in record.claims:
            key = (claim.path, str(claim.scope), claim.pattern)
            holders, waiters, modes = found.setdefault(key, ([], [], []))
            (holders if record.is_granted else waiters).append(record)
            modes += [claim.mode] if record.is_granted else []
    return [
        LeaseRow(
            path,
            str(ClaimMode.READ if modes and ClaimMode.WRITE not in modes else ClaimMode.WRITE),
            scope,
            pattern,
            tuple(map(party_of, holders)),
            tuple(map(party_of, waiters)),
        )
        for (path, scope, pattern), (holders, waiters, modes) in sorted(found.items())
    ]


def write_answer(answer: Answer) -> dict[str, Any]:
    """The answer as plain JSON values."""
    return asdict(answer)


def read_answer(value: Mapping[str, Any]) -> Answer:
    """The answer that `write_answer` has written.

    Raises:
        KeyError, TypeError, ValueError: this is none.
    """
    obstacle = value["obstacle"]
    return Answer(
        fence=int(value["fence"]),
        obstacle=None
        if obstacle is None
        else Obstacle(str(obstacle["path"]), Party(**obstacle["party"]), bool(obstacle["waits"])),
        problem=str(value["problem"]),
        again_s=float(value["again_s"]),
    )


def write_row(row: LeaseRow) -> dict[str, Any]:
    """A row as plain JSON values."""
    return asdict(row)


def read_row(value: Mapping[str, Any]) -> LeaseRow:
    """The row that `write_row` has written.

    Raises:
        KeyError, TypeError: this is none.
    """
    holders, waiters = (tuple(Party(**party) for party in value[key]) for key in ("holders", "waiters"))
    return LeaseRow(value["path"], value["mode"], value["scope"], value["pattern"], holders, waiters)
