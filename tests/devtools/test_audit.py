"""What is known of a library is told; what cannot be known fails nothing, and is told too."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from devtools import audit as module
from devtools.audit import audit, findings
from devtools.project import ToolError

KNOWN = [
    {"name": "sound", "version": "1.0", "vulns": []},
    {
        "name": "leaky",
        "version": "2.0",
        "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}, {"id": "GHSA-2"}],
    },
    {"name": "skipped", "skip_reason": "not found"},
]


def environment(tmp_path: Path, program: str) -> Any:
    """An environment whose Python is a script that does as pip-audit does."""
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{program}\n", encoding="utf-8")
    python.chmod(0o755)
    return SimpleNamespace(python=python, prepare=lambda _: None, add=lambda _: None)


def test_each_finding_names_library_version_report_and_what_mends_it():
    assert list(findings(KNOWN)) == [
        "leaky 2.0: PYSEC-1, mended by 2.1",
        "leaky 2.0: GHSA-2, mended by no version yet",
    ]


@pytest.mark.skipif(not Path("/bin/sh").exists(), reason="the stand-in is a script")
@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        ('{"dependencies": [{"name": "a", "version": "1", "vulns": []}]}', 0, "1 libraries, 0 known"),
        ('{"dependencies": [{"name": "a", "version": "1", "vulns": []}]}', 0, "not asked about: what these"),
        ('{"dependencies": [{"name": "a", "skip_reason": "not found"}]}', 0, "NOT CHECKED"),
        (
            '{"dependencies": [{"name": "a", "vulns": []}, {"name": "b", "skip_reason": "x"}]}',
            0,
            "so not checked: b",
        ),
        ('{"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "X"}]}]}', 1, "a 1: X, mended by"),
    ],
)
def test_what_is_known_decides(tmp_path: Path, capsys, answer: str, code: int, words: str):
    script = f'while [ "$1" != --output ]; do shift; done; echo \'{answer}\' > "$2"; exit {code}'
    assert audit(environment(tmp_path, script)) == code
    assert words in "".join(capsys.readouterr())


@pytest.mark.skipif(not Path("/bin/sh").exists(), reason="the stand-in is a script")
def test_a_database_out_of_reach_fails_nothing_and_is_told(tmp_path: Path, capsys):
    assert audit(environment(tmp_path, "echo 'no route to host' >&2; exit 1")) == 0
    told = "".join(capsys.readouterr())
    assert "no route to host" in told
    assert "NOT CHECKED" in told


def test_a_tool_that_cannot_be_installed_fails_nothing_and_is_told(capsys):
    def refuse(_: str) -> None:
        raise ToolError("no network")

    offline: Any = SimpleNamespace(prepare=lambda _: None, add=refuse)
    assert audit(offline) == 0
    assert "no network" in (told := "".join(capsys.readouterr()))
    assert "NOT CHECKED" in told


def test_all_locks_of_what_is_installed_are_asked_about():
    there = {path.stem for path in (module.ROOT / "locks").glob("*.txt")}
    assert set(module.LOCKS) <= there
