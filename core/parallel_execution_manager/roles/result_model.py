"""What an attempt brought: summary, artefacts, findings and further tasks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from pathlib import PureWindowsPath
from typing import Any

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

RESULT_SCHEMA_VERSION = 1


def stays_inside(path: str) -> bool:
    """Whether a relative path, as it is written, leads to nothing outside of its folder, on any system."""
    windows = PureWindowsPath(path)
    return not (windows.drive or windows.root or ".." in windows.parts or "\0" in path)


@dataclass(frozen=True, slots=True)
class Artefact:
    """A file that a task made, relative to its run folder."""

    path: str
    title: str

    @property
    def is_inside(self) -> bool:
        """Whether the path, as it is written, stays in the run folder, on any system."""
        return stays_inside(self.path)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a task wants a person to know; ``level`` is ``note``, ``warning`` or ``error``."""

    level: str
    message: str
    path: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What a task's attempt brought: shown in the window and stored as ``result.json``.

    ``submissions`` are further tasks (in the form of a task file's lines) to be queued.
    """

    ok: bool
    summary: str
    artefacts: tuple[Artefact, ...] = ()
    findings: tuple[Finding, ...] = ()
    submissions: tuple[Mapping[str, Any], ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)

    def with_findings(self, found: Iterable[Finding]) -> Result:
        """The result with those of ``found`` that it has not got yet.

        A manager that was killed has perhaps written them down, and the next one finds them again.
        """
        return replace(self, findings=(*self.findings, *(one for one in found if one not in self.findings)))
