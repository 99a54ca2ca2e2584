"""What a task as people write it says of its files: what it claims, and what only looks like a claim."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from parallel_execution_manager.roles.base import Role
from parallel_execution_manager.roles.form_values import FormReader, shown
from parallel_execution_manager.scheduling.model.task import ClaimMode, FileClaim
from parallel_execution_manager.system.files.identity import FileIdentifier, FileIdentityError

LOOKS_LIKE_FILES = {
    "reads": ClaimMode.READ,
    "read_files": ClaimMode.READ,
    "writes": ClaimMode.WRITE,
    "write_files": ClaimMode.WRITE,
    "lock": ClaimMode.WRITE,
    "locks": ClaimMode.WRITE,
    "exclusive": ClaimMode.WRITE,
    "claims": ClaimMode.WRITE,
    "leases": ClaimMode.WRITE,
}
"""What others call ``files``: a task that runs without what it promises would not be safe."""

MODES = tuple(mode.value for mode in ClaimMode)
MOST_FILES = 10_000
"""So many files a task can name one by one: each is looked up, and each is a lease."""


def read_claims(reader: FormReader, cwd: str, files: FileIdentifier) -> tuple[FileClaim, ...]:
    """What the key ``files`` claims, each file once; ``cwd`` is where relative paths start."""
    claims: dict[tuple[str, str], FileClaim] = {}
    entries = reader.entries("files", 'a list such as ["report.md"]')
    if len(entries) > MOST_FILES:
        reader.complain(
            f"files holds {len(entries):,} entries, more than {MOST_FILES:,}; name the folders they are in"
        )
        return ()
    for entry in entries:
        claim = _claim(reader, entry, cwd, files)
        if claim is None:
            continue
        known = claims.get((claim.path, claim.pattern))
        if known is None or known.mode is ClaimMode.READ:
            claims[claim.path, claim.pattern] = claim
    return tuple(claims.values())


def _claim(reader: FormReader, entry: object, cwd: str, files: FileIdentifier) -> FileClaim | None:
    path, mode = entry, ClaimMode.WRITE
    if isinstance(entry, Mapping):
        inner = FormReader(entry, "files")
        path = inner.text("path", required=True)
        mode = ClaimMode(inner.choice("mode", MODES, "write"))
        inner.only("path", "mode")
        if inner.problems:
            reader.problems.extend(inner.problems)
            return None
    if not isinstance(path, str):
        reader.complain(f"files holds {shown(entry)}; give paths, or objects with path and mode")
        return None
    try:
        return files.identify(path, cwd, mode)
    except FileIdentityError as error:
        reader.complain(f"files: {error}")
        return None


def refuse_unsafe(reader: FormReader, options: Mapping[str, Any], role: Role | None) -> None:
    """Complain of keys that would keep no file from anybody, though they look as if they did."""
    for key in LOOKS_LIKE_FILES.keys() & options.keys():
        declared = () if role is None else (*role.declaration.fields, *role.declaration.options)
        if all(field.key != key for field in declared):
            form = '{"path": "…", "mode": "read"}' if LOOKS_LIKE_FILES[key] is ClaimMode.READ else '"…"'
            reader.complain(f'{key} keeps no file from anybody; write "files": [{form}]')
