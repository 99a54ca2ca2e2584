"""``result.json`` in a run folder: summary, artefacts, findings and further tasks of an attempt."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from json.encoder import encode_basestring
from math import isfinite
from pathlib import Path, PureWindowsPath
from types import MappingProxyType
from typing import Any

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.system.files.atomic_write import replace_bytes
from parallel_execution_manager.system.processes.executor import Exit
from parallel_execution_manager.system.runs.folders import (
    OBSERVED_FILE,
    OUTPUT_FILE,
    RESULT_FILE,
    STATE_FILE,
    TASK_FILE,
)
from parallel_execution_manager.system.runs.run_files import read_regular, see_folder, write_new

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


_ENCODER = json.JSONEncoder(ensure_ascii=False, default=str)
_EMPTY: Mapping[type, str] = {list: "[]", dict: "{}"}


def write_json(path: Path, data: object, *, durable: bool = False, follow: bool = False) -> None:
    """Write ``data`` so that a reader sees the old file or the whole new one, never a part.

    A link in its place is replaced, as a task's may lead anywhere; with ``follow`` what it leads to.
    ``durable`` also waits for the disk, which costs several times what starting a process does: for
    what must outlive a power cut, not for the files of a run.
    """
    text = json.dumps(data, indent=2, ensure_ascii=False, default=str) + "\n"
    replace_bytes(path, _bytes(text), durable=durable, follow=follow)


def write_new_json(folder: Path, name: str, data: Mapping[str, object]) -> None:
    """Write an object into a file that is known not to be there, one key a line; see `write_new`."""
    # Each value by itself: only without an indent does the encoder run in C.
    lines = [f"{encode_basestring(key)}: {_encoded(value)}" for key, value in data.items()]
    write_new(folder, name, _bytes("{\n  " + ",\n  ".join(lines) + "\n}\n"))


def _encoded(value: object) -> str:
    """A value as JSON. The encoder makes itself anew for each that is no text: done often, of such values."""
    if type(value) is str:
        return encode_basestring(value)
    if value is True or value is False:
        return "true" if value else "false"
    if value is None:
        return "null"
    if type(value) is int or (type(value) is float and isfinite(value)):
        return repr(value)
    if not value and type(value) in _EMPTY:
        return _EMPTY[type(value)]
    return _ENCODER.encode(value)


def _bytes(text: str) -> bytes:
    # A lone surrogate (an odd file name) has no UTF-8 form; escaped by a backslash it is valid JSON.
    return text.encode("utf-8", "backslashreplace")


def write_result(folder: Path, result: Result) -> None:
    """Store ``result`` as the run folder's ``result.json``, in the place of one that is there."""
    see_folder(folder)
    write_json(folder / RESULT_FILE, _as_json(result))


def write_missing_result(folder: Path, result: Result) -> None:
    """Store ``result`` unless the process left a ``result.json`` of its own."""
    see_folder(folder)
    if not os.path.lexists(f"{folder}{os.sep}{RESULT_FILE}"):
        write_first_result(folder, result)


def write_first_result(folder: Path, result: Result) -> None:
    """Store ``result`` in a folder that has just been seen, and in which there is no ``result.json``.

    Whole or not at all: a part would be read as a failure by the next manager. Nobody else writes it
    then, as the process is gone.
    """
    write_new_json(folder, RESULT_FILE, _as_json(result))


def _as_json(result: Result) -> dict[str, Any]:
    return {
        "schema": "parallel_execution_manager.result",
        "schema_version": RESULT_SCHEMA_VERSION,
        "ok": result.ok,
        "summary": result.summary,
        "artefacts": [{"path": a.path, "title": a.title} for a in result.artefacts],
        "findings": [
            {"level": f.level, "message": f.message, "path": f.path, "line": f.line} for f in result.findings
        ],
        "submissions": [dict(row) for row in result.submissions],
        "data": dict(result.data),
    }


def read_result(folder: Path, exit_: Exit, entries: Entries | None = None) -> Result:
    """The result that a process left, or one made from its exit if it left none.

    Where it names no artefacts, all files that are in the run folder are artefacts. Whoever has just looked
    into the folder gives its ``entries``.
    """
    result = _of_exit(exit_) if lacks_result(entries) else own_result(folder, exit_)
    return result if result.artefacts else with_left_files(result, folder, entries=entries)


def lacks_result(entries: Entries | None) -> bool:
    """Whether it is known, by what is in its run folder, that a process left no ``result.json``."""
    # Some file systems find it in other letters, too.
    return entries is not None and RESULT_FILE not in [entry.name.casefold() for entry in entries]


def own_result(folder: Path, exit_: Exit) -> Result:
    """The result that a process left, with the artefacts that it names itself.

    A process that ended with an error has failed, whatever its ``result.json`` says.
    """
    try:
        stored = json.loads(read_regular(f"{folder}/{RESULT_FILE}").decode("utf-8"))
    except FileNotFoundError:
        return _of_exit(exit_)
    except OSError as error:
        return Result(ok=False, summary=str(error))
    except (ValueError, RecursionError) as error:
        return Result(ok=False, summary=f"{RESULT_FILE} in {folder} cannot be read: {error}")
    try:
        return _stored_result(stored, exit_)
    except (TypeError, ValueError, AttributeError) as error:
        return Result(ok=False, summary=f"{RESULT_FILE} in {folder} is no result: {error}")


def _of_exit(exit_: Exit) -> Result:
    return Result(ok=exit_.code == 0, summary=describe_exit(exit_))


def _stored_result(stored: Mapping[str, Any], exit_: Exit) -> Result:
    version = stored.get("schema_version")
    if version != RESULT_SCHEMA_VERSION:
        raise ValueError(f"it has version {version!r}; this program reads {RESULT_SCHEMA_VERSION}")
    artefacts = tuple(Artefact(**row) for row in stored.get("artefacts", ()))
    outside = tuple(
        Finding("warning", f"artefact {artefact.path!r} leads out of the run folder and is not listed")
        for artefact in artefacts
        if not artefact.is_inside
    )
    return Result(
        ok=bool(stored.get("ok")) and exit_.code == 0,
        summary=str(stored.get("summary") or describe_exit(exit_)),
        artefacts=tuple(artefact for artefact in artefacts if artefact.is_inside),
        findings=(*(Finding(**row) for row in stored.get("findings", ())), *outside),
        submissions=tuple(dict(row) for row in stored.get("submissions", ())),
        data=dict(stored.get("data", {})),
    )


def describe_exit(exit_: Exit) -> str:
    """One line on how a process ended."""
    left = f"; {exit_.left_behind} processes it left behind were ended" if exit_.left_behind else ""
    if exit_.code < 0:
        return f"ended by signal {-exit_.code}{left}"
    return f"exit code {exit_.code}{left}"
