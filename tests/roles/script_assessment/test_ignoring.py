"""Findings that somebody lets pass, each with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from parallel_execution_manager.roles.results import Result, read_result
from parallel_execution_manager.roles.script_assessment.role import OPTIONS, entry_problems, ignored
from parallel_execution_manager.roles.script_assessment.worker import Stop, assess
from parallel_execution_manager.system.processes.executor import Exit

BRANCHES = "def many(x):\n" + "    if x: pass\n" * 30
SETTINGS = {option.key: option.default for option in OPTIONS}


def assessed(folder: Path, *ignore: str, allowed: str = "C") -> Result:
    project, run = folder / "project", folder / "run"
    (project / "lib").mkdir(parents=True)
    run.mkdir()
    (project / "lib" / "many.py").write_text(BRANCHES, encoding="utf-8")
    assess(project, {**SETTINGS, "worst_allowed_rank": allowed, "ignore": ignore}, run, Stop())
    return read_result(run, Exit(0))


def test_what_is_ignored_fails_no_task_and_says_why(tmp_path: Path) -> None:
    result = assessed(tmp_path, "lib/*.py: many = one branch a code")
    assert result.ok
    (finding,) = result.findings
    assert finding.level == "note"
    assert finding.message.endswith("; ignored: one branch a code")


def test_an_entry_that_fits_nothing_any_more_is_told(tmp_path: Path) -> None:
    result = assessed(tmp_path, "lib/other.py: many = gone")
    assert not result.ok
    assert [finding.level for finding in result.findings] == ["error", "note"]
    assert "'lib/other.py: many = gone'" in result.findings[1].message


@pytest.mark.parametrize("written", ["many", "a.py: many", "a.py: many =", "a.py = x", ": = "])
def test_an_entry_without_file_function_or_reason_is_refused_with_the_form(written: str) -> None:
    (problem,) = entry_problems([written])
    assert "PATH: NAME = REASON" in problem


def test_a_reason_may_have_any_signs() -> None:
    entry = ignored("C:/x/a.py: f = see = the notes: 3")
    assert (entry.path, entry.name, entry.reason) == ("C:/x/a.py", "f", "see = the notes: 3")


def test_a_broken_entry_of_the_configuration_is_told_and_ignores_nothing(tmp_path: Path) -> None:
    result = assessed(tmp_path, "many")
    assert [finding.level for finding in result.findings] == ["warning", "error"]
