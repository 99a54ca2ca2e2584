"""``dev.py audit``: whether a locked library is known to be vulnerable, asked of a public database.

Without a network, or without such a database in reach, it says so and fails nothing: what cannot be known is
no reason to take no change. What is known is: then it ends with 1.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from devtools.environment import DEV, Environment
from devtools.project import ROOT, ToolError, say

AUDIT = "audit"
LOCKS = ("run", "dev", "docs", "package")
"""What is installed anywhere; of ``run`` and ``package`` users get something, too."""
_PATIENCE_S = 180
_NOT_ASKED_ABOUT = (
    "not asked about: what these libraries hold themselves (Qt in PySide6, OpenBLAS in numpy), Python with "
    "its SQLite, and the system's libraries in a package; see docs/threat-model.md"
)
_WAY_OUT = "NOT CHECKED for known vulnerabilities; try again where a database is in reach"


def audit(environment: Environment) -> int:
    """Ask about all locks; 1 if anything is known of one, 0 if nothing is, or nothing can be asked."""
    try:
        environment.prepare(DEV)
        environment.add(AUDIT)
    except ToolError as error:
        say(f"warning: {error}")
        return unknown()
    failed = 0
    for name in LOCKS:
        rows = _asked(environment, ROOT / "locks" / f"{name}.txt")
        if rows is None:
            return failed or unknown()
        asked = [row for row in rows if "skip_reason" not in row]
        if not asked:
            say("warning: the database knows none of the libraries")
            return failed or unknown()
        found = list(findings(asked))
        say(f"locks/{name}.txt: {len(asked)} libraries, {len(found)} known vulnerabilities")
        if len(asked) < len(rows):
            left = ", ".join(row["name"] for row in rows if "skip_reason" in row)
            say(f"warning: unknown to the database, so not checked: {left}")
        for line in found:
            say(f"  {line}")
        failed |= bool(found)
    say(_NOT_ASKED_ABOUT)
    return failed


def unknown() -> int:
    """Say that nothing is known; that fails nothing."""
    say(f"warning: the locks are {_WAY_OUT}")
    return 0


def findings(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A line for each thing that is known: library, version, name of the report, version that mends it."""
    for row in rows:
        for known in row.get("vulns", ()):
            mended = ", ".join(known.get("fix_versions", ())) or "no version yet"
            yield f"{row['name']} {row.get('version', '?')}: {known['id']}, mended by {mended}"


def _asked(environment: Environment, lock: Path) -> Sequence[Mapping[str, Any]] | None:
    """What is known of each library of a lock; ``None`` if that cannot be asked."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        command: list[str | Path] = [environment.python, "-m", "pip_audit", "--disable-pip", "--no-deps"]
        command += ["--progress-spinner", "off", "--format", "json", "--output", answer, "-r", lock]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE_S, check=False)
        except subprocess.TimeoutExpired:
            say(f"warning: the database did not answer within {_PATIENCE_S} s")
            return None
        try:
            return list(json.loads(answer.read_text(encoding="utf-8"))["dependencies"])
        except (OSError, ValueError, KeyError):
            lines = done.stderr.strip().splitlines()
            say(f"warning: no answer: {lines[-1][:300] if lines else 'it says nothing'}")
    return None
