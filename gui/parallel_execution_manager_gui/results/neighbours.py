"""Other runs that a result is shown beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass


def _none() -> None:
    return None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Looked for when a page asks for them, as that may take long.

    ``before`` finds the folder of the run of the same name before this one, ``siblings`` the names and
    folders of runs of the same program.
    """

    before: Callable[[], Path | None] = _none
    siblings: Callable[[], Sequence[tuple[str, Path]]] = tuple


ALONE = Neighbours()
"""A run without others."""
