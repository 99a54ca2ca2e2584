"""Estimated requirements of a task: measured, else declared, else assumed.

The order is BOINC's (client/cpu_sched.cpp: own use, else that of the same program, else the declared
bound), with the siblings of similar size put between.
"""

from __future__ import annotations

from enum import StrEnum, unique
from typing import NamedTuple

from parallel_execution_manager.scheduling.admission.footprints import Footprint, FootprintBook, Kind, Typical
from parallel_execution_manager.scheduling.model.task import BOTH_NEEDS, Requirement

ENOUGH_RUNS = 3
"""So many siblings are believed more than a declaration."""
SIBLING_WIDTH = 2.0
LEAST_MEMORY_MB = 8.0
"""A process that was never seen, because it was too short, is taken to use this much."""
GUESS_SHARE = 0.25
"""A guess takes at most this share of the room, so that a wrong one does not leave the computer idle."""


@unique
class Source(StrEnum):
    """Where an estimate comes from, the most trusted first; ``CONFIGURED`` where nothing is learned."""

    OWN = "own"
    SIBLING = "sibling"
    DECLARED = "declared"
    PROGRAM = "program"
    ROLE = "role"
    CONFIGURED = "configured"


class Estimate(NamedTuple):
    """What a task is taken to need, and where that comes from.

    ``runs`` were measured for it. ``duration_s`` is how long such a task typically runs, ``None`` if
    none was seen to its end. ``said`` names what the task itself declares, if ``source`` is that of the rest.
    """

    requirement: Requirement
    source: Source
    runs: int = 0
    duration_s: float | None = None
    said: frozenset[str] = frozenset()

    @property
    def is_guess(self) -> bool:
        """Whether no task of this kind and size was measured and nobody said what memory it needs."""
        return self.source in (Source.PROGRAM, Source.ROLE) and "memory_mb" not in self.said


class Basis(NamedTuple):
    """What an estimate is made from beside the footprints.

    ``declared`` is the task's own requirement, ``role`` its role's, ``room_mb`` the memory that tasks
    may use in all. ``by_peak`` asks for the cores that a task uses at its height. ``declares`` names what of
    ``declared`` the task really says.
    """

    declared: Requirement | None
    role: Requirement
    room_mb: float
    by_peak: bool = False
    declares: frozenset[str] = BOTH_NEEDS


def estimate(book: FootprintBook | None, kind: Kind, basis: Basis) -> Estimate:
    """The best estimate for a task; without a book what it declares, or its role's requirement.

    What a task does not say is estimated as if it said nothing at all.
    """
    found = _estimate(book, kind, basis)
    if basis.declared is None or basis.declares == BOTH_NEEDS:
        return found
    rest = _estimate(book, kind, basis._replace(declared=None))
    cpu, memory = (
        getattr((found if name in basis.declares else rest).requirement, name)
        for name in ("cpu_cores", "memory_mb")
    )
    said: frozenset[str] = frozenset() if found.source is rest.source else basis.declares
    return rest._replace(requirement=Requirement(cpu, memory), said=said)


def _estimate(book: FootprintBook | None, kind: Kind, basis: Basis) -> Estimate:
    if book is None:
        return _by_word(basis)
    own, sibling = book.find(kind.own), book.find(kind.sibling)
    if own is not None and own.runs:
        return _measured(own, Source.OWN, basis)
    if sibling is not None and _is_enough(sibling, basis):
        return _measured(sibling, Source.SIBLING, basis)
    if basis.declared is not None:
        return _by_word(basis)
    program = book.find(kind.program)
    if program is not None and program.runs:
        return _of_unknown_size(program, basis)
    return Estimate(_guess(basis), Source.ROLE)


def _is_enough(sibling: Footprint, basis: Basis) -> bool:
    if basis.declared is None:
        return sibling.runs > 0 or sibling.seen_memory_mb > 0
    return sibling.runs >= ENOUGH_RUNS


def _by_word(basis: Basis) -> Estimate:
    if basis.declared is not None:
        return Estimate(basis.declared, Source.DECLARED)
    return Estimate(basis.role, Source.CONFIGURED)


def _measured(known: Footprint, source: Source, basis: Basis) -> Estimate:
    typical, fallback = known.typical, basis.declared or basis.role
    cpu = _cores(typical, basis) if known.runs else fallback.cpu_cores
    memory = _memory_mb(known, typical, basis)
    if source is Source.SIBLING and basis.declared is not None:
        cpu = _refined(cpu, basis.declared.cpu_cores)
        memory = _refined(memory, basis.declared.memory_mb)
    duration = typical.duration_s if known.runs else None
    return Estimate(Requirement(cpu, memory), source, known.runs, duration)


def _cores(typical: Typical, basis: Basis) -> float:
    return typical.cpu_peak if basis.by_peak else typical.cpu_cores


def _memory_mb(known: Footprint, typical: Typical, basis: Basis) -> float:
    """What almost every run stays below, those under way included.

    Never more than there is: what ran before can run again, if only by itself.
    """
    measured_mb = max(typical.memory_mb, known.seen_memory_mb)
    return max(LEAST_MEMORY_MB, min(measured_mb, basis.room_mb))


def _refined(measured: float, declared: float) -> float:
    """Siblings differ by up to a factor of two, so within that a declaration knows better."""
    return declared if measured <= SIBLING_WIDTH * declared <= SIBLING_WIDTH**2 * measured else measured


def _of_unknown_size(program: Footprint, basis: Basis) -> Estimate:
    """Others of the program were measured, with arguments of other sizes."""
    typical = program.typical
    memory = _memory_mb(program, typical, basis)
    if program.runs < ENOUGH_RUNS:
        memory = max(memory, _guess(basis).memory_mb)
    need = Requirement(_cores(typical, basis), memory)
    return Estimate(need, Source.PROGRAM, program.runs, typical.duration_s)


def _guess(basis: Basis) -> Requirement:
    role = basis.role
    return Requirement(role.cpu_cores, min(role.memory_mb, GUESS_SHARE * max(0.0, basis.room_mb)))
