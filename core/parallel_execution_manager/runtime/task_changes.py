"""Single things that are changed of a queued task, where its whole line need not be written anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from parallel_execution_manager.roles.task_form import to_mapping
from parallel_execution_manager.runtime.errors import WishRefused
from parallel_execution_manager.scheduling.leases.claims import name_of
from parallel_execution_manager.scheduling.model.task import ClaimMode, FileClaim, TaskSpec
from parallel_execution_manager.system.files.identity import spelling

Row = dict[str, Any]


def changed_row(spec: TaskSpec, changes: Mapping[str, Any]) -> Row:
    """The line of a task after ``changes``.

    These are ``role``, ``priority``, ``cpu_cores``, ``memory_mb``, and lists: ``drop_files``, ``read_files``
    (from now on it only reads them), ``drop_after``.

    Raises:
        WishRefused: one of them is no change that there is, or names what the task does not have.
    """
    unknown = [key for key in changes if key not in _CHANGES]
    if unknown or not changes:
        asked = f"{unknown[0]!r} cannot be changed so" if unknown else "nothing is to be changed"
        raise WishRefused([f"task {spec.id!r}: {asked}; give some of {', '.join(_CHANGES)}"])
    row = to_mapping(spec)
    problems = [problem for key, value in changes.items() for problem in _CHANGES[key](spec, row, key, value)]
    if problems:
        raise WishRefused([f"task {spec.id!r}: {problem}" for problem in problems])
    return row


def _plain(_spec: TaskSpec, row: Row, key: str, value: Any) -> Sequence[str]:
    """What is wrong with the value is told by whoever reads the line."""
    row[key] = value
    return ()


def _need(_spec: TaskSpec, row: Row, key: str, value: Any) -> Sequence[str]:
    row["requirements"] = {**row.get("requirements", {}), key: value}
    return ()


def _without_files(spec: TaskSpec, row: Row, key: str, value: Any) -> Sequence[str]:
    return _each_file(spec, row, key, value, lambda _claim: None)


def _only_read(spec: TaskSpec, row: Row, key: str, value: Any) -> Sequence[str]:
    return _each_file(
        spec, row, key, value, lambda claim: {"path": spelling(claim), "mode": ClaimMode.READ.value}
    )


def _each_file(
    spec: TaskSpec, row: Row, key: str, value: Any, become: Callable[[FileClaim], Row | None]
) -> Sequence[str]:
    names = _texts(value)
    if names is None:
        return [f"{key} is a list of paths"]
    meant = [claim for claim in spec.claims if not {name_of(claim), spelling(claim)}.isdisjoint(names)]
    known = {name for claim in meant for name in (name_of(claim), spelling(claim))}
    missing = [name for name in names if name not in known]
    if missing:
        has = ", ".join(map(name_of, spec.claims)) or "none"
        return [f"{missing[0]!r} is none of its files; it has {has}"]
    instead = {spelling(claim): become(claim) for claim in meant}
    entries = [instead.get(_path(entry), entry) for entry in row["files"]]
    row["files"] = [entry for entry in entries if entry is not None]
    return ()


def _without_order(spec: TaskSpec, row: Row, key: str, value: Any) -> Sequence[str]:
    names = _texts(value)
    if names is None:
        return [f"{key} is a list of ids"]
    missing = [name for name in names if name not in spec.after]
    row["after"] = [name for name in spec.after if name not in names]
    return [f"it does not come after {missing[0]!r}"] if missing else ()


def _path(entry: Any) -> str:
    return str(entry["path"] if isinstance(entry, Mapping) else entry)


def _texts(value: Any) -> list[str] | None:
    return value if isinstance(value, list) and all(isinstance(entry, str) for entry in value) else None


_CHANGES: Final[Mapping[str, Callable[[TaskSpec, Row, str, Any], Sequence[str]]]] = {
    "role": _plain,
    "priority": _plain,
    "cpu_cores": _need,
    "memory_mb": _need,
    "drop_files": _without_files,
    "read_files": _only_read,
    "drop_after": _without_order,
}
