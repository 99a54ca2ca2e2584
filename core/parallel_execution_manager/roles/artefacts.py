"""The files that a task left in its run folder: artefacts of any task, whether or not its role names them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from parallel_execution_manager.roles.result_model import Artefact, Finding, Result
from parallel_execution_manager.system.runs.folders import (
    OBSERVED_FILE,
    OUTPUT_FILE,
    RESULT_FILE,
    STATE_FILE,
    TASK_FILE,
)

# What the manager itself keeps of every attempt.
MANAGERS_FILES = frozenset({TASK_FILE, OUTPUT_FILE, RESULT_FILE, STATE_FILE, OBSERVED_FILE})
MOST_ARTEFACTS = 100

Entries = Sequence["os.DirEntry[str]"]
"""What is seen in a folder."""


def with_left_files(
    result: Result,
    folder: Path,
    titles: Mapping[str, str] = MappingProxyType({}),
    entries: Entries | None = None,
) -> Result:
    """``result`` with the files of the run folder that it does not name, in order, as artefacts.

    ``titles`` are those of known paths. There are at most 100 artefacts; a note says how many more
    files there are. Links, hidden files and what the manager keeps are left out. Whoever has just looked
    into the folder gives its ``entries``.
    """
    known = MANAGERS_FILES.union([artefact.path for artefact in result.artefacts])
    seen = visible_in(str(folder)) or () if entries is None else entries
    paths = sorted([path for path in _files_among(seen) if path not in known])
    if not paths:
        return result
    room = max(0, MOST_ARTEFACTS - len(result.artefacts))
    artefacts = [Artefact(path, titles.get(path, path)) for path in paths[:room]]
    more = [Finding("note", f"{len(paths) - room} more files are in the run folder")] if paths[room:] else []
    return replace(result, artefacts=(*result.artefacts, *artefacts), findings=(*result.findings, *more))


def visible_in(folder: str) -> Entries | None:
    """What is not hidden in a folder, in no order; ``None`` if it cannot be looked into."""
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if entry.name[0] != "."]
    except OSError:
        return None


def _files_among(entries: Entries, within: str = "") -> Iterator[str]:
    """Paths relative to the run folder, with slashes, in no order.

    A task may take files away, or close folders, while they are looked at: those are no artefacts.
    """
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files_among(visible_in(entry.path) or (), f"{within}{entry.name}/")
        elif entry.is_file(follow_symlinks=False):
            yield f"{within}{entry.name}"
