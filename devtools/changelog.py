"""What the changelog says of a version, in the form of https://keepachangelog.com to the letter."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEADING = re.compile(r"^## \[(?P<version>[^\]]+)\](?: - (?P<date>\S+))?\s*$", re.MULTILINE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
KINDS = frozenset({"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"})


@dataclass(frozen=True)
class Entry:
    """One version's part: ``date`` is as it is written, also when it is none; ``text`` is what users read."""

    version: str
    date: str
    text: str

    @property
    def is_dated(self) -> bool:
        """Whether a day of release stands there."""
        return bool(_DATE.fullmatch(self.date))


def entries(changelog: str) -> list[Entry]:
    """All versions' parts, in the order in which they are written."""
    found = list(_HEADING.finditer(changelog))
    ends = [match.start() for match in found[1:]] + [len(changelog)]
    return [
        Entry(match["version"], match["date"] or "", changelog[match.end() : end].strip())
        for match, end in zip(found, ends, strict=True)
    ]


def problems(changelog: str, version: str) -> list[str]:
    """Why the changelog does not serve the users of ``version``."""
    entry = next((each for each in entries(changelog) if each.version == version), None)
    if entry is None:
        return [f"CHANGELOG.md has no part “## [{version}]”: write what changes for users"]
    wrong = (
        [] if entry.is_dated or entry.date == "unreleased" else [f"CHANGELOG.md: {entry.date!r} is no day"]
    )
    unknown = [kind for kind in re.findall(r"^### (.+)$", entry.text, re.MULTILINE) if kind not in KINDS]
    wrong += [f"CHANGELOG.md: “### {kind}” is none of {', '.join(sorted(KINDS))}" for kind in unknown]
    if not re.search(r"^- ", entry.text, re.MULTILINE):
        wrong.append(f"CHANGELOG.md says nothing of {version}: write what changes for users")
    return wrong
