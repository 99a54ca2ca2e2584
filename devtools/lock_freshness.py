"""Whether the lock files hold what ``pyproject.toml`` wants, told without a network.

Run as ``python -m devtools.lock_freshness`` in the environment, which has the library that reads versions.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from devtools.locks import GROUPS
from devtools.project import PYTHONS, ROOT

_PIN = re.compile(r"^([A-Za-z0-9._-]+(?:\[[^]]*\])?==[^\s;]+(?: ; [^\\\n]+)?)", re.MULTILINE)


def stale_locks(root: Path = ROOT) -> list[str]:
    """What a lock lacks, or has in a version that is not wanted, each with the way out."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return [
        f"locks/{name}.txt has no {wanted} for Python {python}: run python3 dev.py lock"
        for name, content in GROUPS.items()
        for wanted, python in _missing(project, content, pins(root / "locks" / f"{name}.txt"))
    ]


def _missing(
    project: Mapping[str, Any], content: Sequence[str], pins: Sequence[Requirement]
) -> Iterator[tuple[str, str]]:
    for wanted in map(Requirement, _wanted(project, content)):
        for python in PYTHONS:
            if _counts(wanted, python) and not any(
                _counts(pin, python) and _is_what(pin, wanted) for pin in pins
            ):
                yield str(wanted), python
                break


def _wanted(project: Mapping[str, Any], content: Sequence[str]) -> Iterator[str]:
    if "pyproject.toml" in content:
        yield from project["project"]["dependencies"]
    for option, value in pairwise(content):
        if option == "--group":
            yield from _group(project["dependency-groups"], value)


def _group(groups: Mapping[str, Sequence[Any]], name: str) -> Iterator[str]:
    for entry in groups[name]:
        if isinstance(entry, str):
            yield entry
        else:
            yield from _group(groups, entry["include-group"])


def pins(lock: Path) -> list[Requirement]:
    """What a lock file names, each in its one version."""
    return [Requirement(line.strip()) for line in _PIN.findall(lock.read_text(encoding="utf-8"))]


def _counts(requirement: Requirement, python: str) -> bool:
    versions = {"python_version": python, "python_full_version": f"{python}.0"}
    return requirement.marker is None or requirement.marker.evaluate(versions)


def _is_what(pin: Requirement, wanted: Requirement) -> bool:
    (version,) = (each.version for each in pin.specifier)
    same_name = canonicalize_name(pin.name) == canonicalize_name(wanted.name)
    return same_name and wanted.specifier.contains(version, prereleases=True)


if __name__ == "__main__":
    found = stale_locks()
    print("\n".join(found))
    sys.exit(bool(found))
