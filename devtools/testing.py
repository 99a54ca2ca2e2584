"""``dev.py test``: the tests, under one Python or several, with coverage if wanted."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence

from devtools.environment import DEV, Environment, environment_for
from devtools.interpreters import chosen
from devtools.processes import Command, call
from devtools.project import PYTHONS, ROOT, ToolError, say

WHOLE_AT_LEAST = 90
PURE_AT_LEAST = 100
ON_A_SERVER = ".\nOn a server: xvfb-run -a python3 dev.py test --display"
SIDE_BY_SIDE = (f"--numprocesses={(os.cpu_count() or 1) + 2}", "--dist=worksteal")
"""A whole run uses every processor, as tests that wait leave some of it to two more; a chosen few are quicker
without, and can be stepped through."""
KEEP_COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}
"""pytest rewrites and compiles each test: where nothing is kept, every process of a run does so anew."""

PURE = "core/parallel_execution_manager/scheduling/*"
ASK_FOR_PROBLEM = (
    "from parallel_execution_manager.system.host import display_problem; print(display_problem() or '')"
)


def test(python: str | None, *, coverage: bool, display: bool, arguments: Sequence[str]) -> int:
    """Set up and run pytest for each chosen Python; coverage is measured under the first.

    Gives pytest's exit code, the first that is not zero of several.

    Raises:
        ToolError: no such Python, the set-up failed, or Qt cannot work here.
    """
    environments = [environment_for(version, path) for version, path in chosen(python)]
    if python == "all":
        _say_which({environment.version for environment in environments})
    codes = []
    for number, environment in enumerate(environments):
        environment.prepare(DEV)
        environment.compile_sources()
        measured = coverage and number == 0
        codes.append(_run_tests(environment, coverage=measured, display=display, arguments=arguments))
    return next((code for code in codes if code), 0)


def _say_which(found: set[str]) -> None:
    missing = [version for version in PYTHONS if version not in found]
    say(
        f"testing with Python {', '.join(sorted(found))}"
        + (f"; not found: {', '.join(missing)}" * bool(missing))
    )


def _run_tests(environment: Environment, *, coverage: bool, display: bool, arguments: Sequence[str]) -> int:
    platform = "xcb" if display else "offscreen"
    _refuse_what_qt_cannot(environment, platform)
    say(f"pytest with Python {environment.version}")
    options: list[str] = ["-m", "xcb"] if display else []
    if not display and not arguments:
        options += SIDE_BY_SIDE
    if coverage:
        options += ["--cov", "--cov-report=term", f"--cov-fail-under={WHOLE_AT_LEAST}"]
    command: Command = [environment.python, "-m", "pytest", *options, *arguments]
    code = call(command, cwd=ROOT, QT_QPA_PLATFORM=platform, **KEEP_COMPILED)
    return code or (_check_pure_coverage(environment) if coverage else 0)


def _refuse_what_qt_cannot(environment: Environment, platform: str) -> None:
    """Without a library or a display Qt would end pytest with no word on the way out."""
    asked = subprocess.run(
        [environment.python, "-P", "-c", ASK_FOR_PROBLEM], env={**os.environ, "QT_QPA_PLATFORM": platform},
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    problem = (asked.stdout or asked.stderr).strip()
    if problem:
        raise ToolError(problem + (ON_A_SERVER if platform == "xcb" else ""))


def _check_pure_coverage(environment: Environment) -> int:
    """Speaks only of a line or branch that is missing: pytest's own summary stays last."""
    command: Command = [
        *(environment.python, "-m", "coverage", "report"),
        *(f"--include={PURE}", f"--fail-under={PURE_AT_LEAST}"),
    ]
    report = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    if report.returncode:
        print(report.stdout + report.stderr)
        say(f"the scheduling layer must be covered to {PURE_AT_LEAST} %, line and branch")
    return report.returncode
