"""``dev.py check``: everything that is checked without running the program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from devtools.documentation import generate
from devtools.environment import DEV, Environment
from devtools.hosts import named_hosts
from devtools.page_links import report_broken_links
from devtools.processes import call
from devtools.project import ROOT, say
from devtools.translations import translations


@dataclass(frozen=True)
class Check:
    """One thing that is checked; ``run`` prints what is wrong and gives an exit code."""

    name: str
    run: Callable[[], int]


def check(environment: Environment) -> int:
    """Run all checks, also after one has failed; gives 1 if any did."""
    environment.prepare(DEV)
    failed = []
    for each in all_checks(environment):
        say(f"check: {each.name}")
        if each.run():
            failed.append(each.name)
    if failed:
        say(f"{len(failed)} failed: {', '.join(failed)}")
        return 1
    say("all checks passed")
    return 0


def all_checks(environment: Environment) -> list[Check]:
    """What is checked, the quick things first."""

    def program(name: str, *arguments: str) -> Callable[[], int]:
        return lambda: call([environment.program(name), *arguments], cwd=ROOT)

    def module(name: str, *arguments: str) -> Callable[[], int]:
        return lambda: call([environment.python, "-m", name, *arguments], cwd=ROOT)

    return [
        Check("lint (ruff check)", program("ruff", "check", "--quiet")),
        Check(
            "formatting (ruff format)",
            program("ruff", "format", "--check", "--quiet", "--output-format=concise"),
        ),
        Check("no package registry is named", _no_host_is_named),
        Check("locks hold what pyproject.toml wants", module("devtools.lock_freshness")),
        Check("layers (import-linter)", program("lint-imports", "--no-logo")),
        Check("generated files are current", lambda: generate(environment, check=True)),
        Check("links between pages lead somewhere", report_broken_links),
        Check("catalogues of texts are complete", lambda: translations(environment, check=True)),
        Check("types (mypy)", module("mypy")),
    ]


def _no_host_is_named() -> int:
    named = named_hosts()
    for place in named:
        print(place)
    return bool(named)
