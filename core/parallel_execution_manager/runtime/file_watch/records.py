"""What was seen of one attempt: the files that it worked with, and what was undeclared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from pathlib import Path
from typing import Final

from parallel_execution_manager.roles.results import Finding, write_json
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.task import ClaimMode
from parallel_execution_manager.system.runs.folders import OBSERVED_FILE

VERSION: Final = 1
MOST_FILES: Final = 1000
MOST_ACCESSES: Final = 100

# Folders in which programs keep what they make for themselves.
_ASIDE: Final = frozenset(
    {
        *(".git", ".hg", ".svn", ".cache", ".tox", ".nox", ".venv", "venv", "site-packages", "node_modules"),
        *("__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache"),
    }
)


@dataclass(slots=True)
class Record:
    """The files of one attempt that lie below ``folders`` (its own and the project's).

    What lies in ``data_dir`` is the manager's. ``files`` is path to whether it was open to write. Files of
    libraries and caches are left out.
    """

    folders: tuple[str, ...]
    data_dir: str
    files: dict[str, bool] = field(default_factory=dict)
    left_out: int = 0
    accesses: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def note_file(self, path: str, *, writable: bool | None) -> None:
        """The attempt has a file open."""
        if path in self.files:
            self.files[path] = self.files[path] or bool(writable)
        elif self._is_work(path):
            if len(self.files) < MOST_FILES:
                self.files[path] = bool(writable)
            else:
                self.left_out += 1

    def note_access(self, sentence: str, path: str, *, is_finding: bool) -> None:
        """Something undeclared was done by the attempt or to its files."""
        if len(self.accesses) < MOST_ACCESSES:
            self.accesses.append(sentence)
            if is_finding:
                self.findings.append(Finding("warning", sentence, path))

    def rows(self) -> list[dict[str, str]]:
        """The files as a task file's ``files`` would have them, those that were written first."""
        return [
            {"path": path, "mode": (ClaimMode.WRITE if written else ClaimMode.READ).value}
            for path, written in sorted(self.files.items(), key=lambda item: (not item[1], item[0]))
        ]

    def write(self, folder: Path) -> None:
        """Keep the record in the run folder, unless there is nothing to keep.

        Raises:
            OSError: the folder cannot be written.
        """
        if self.files or self.accesses:
            write_json(folder / OBSERVED_FILE, dict(self._content()))

    def _content(self) -> Iterator[tuple[str, object]]:
        yield "schema", "parallel_execution_manager.observed_files"
        yield "schema_version", VERSION
        yield "files", self.rows()
        yield "left_out", self.left_out
        yield "undeclared", self.accesses

    def _is_work(self, path: str) -> bool:
        if not any(_is_below(path, folder) for folder in self.folders) or _is_below(path, self.data_dir):
            return False
        top = max((folder for folder in self.folders if _is_below(path, folder)), key=len)
        return _ASIDE.isdisjoint(path[len(top) :].split("/"))


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(f"{folder.rstrip('/')}/")
