"""``dev.py release``: all that must hold before a version is given to users, then its files and its tag."""

from __future__ import annotations

import re
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from devtools.changelog import entries, problems
from devtools.checks import check
from devtools.distributions import build_committed, differing, digest, git
from devtools.environment import DEV, Environment
from devtools.linux_package import Release
from devtools.metainfo import metainfo_problems
from devtools.processes import call
from devtools.project import ROOT, ToolError, say

# https://packaging.python.org/en/latest/specifications/version-specifiers/, without what we never use
_VERSION = re.compile(r"\d+\.\d+\.\d+((a|b|rc)\d+)?")
_BRANCH = "main"
FOLDER = ROOT / "dist" / "release"


@dataclass(frozen=True)
class Step:
    """One thing that must hold: ``problems`` looks, and tells what is wrong with the way out."""

    name: str
    problems: Callable[[], list[str]]


def project_version(root: Path = ROOT) -> str:
    """The version, from the one place where it stands."""
    return str(tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def release(environment: Environment, *, dry_run: bool, with_tests: bool) -> int:
    """Check everything, also after something was wrong; then make files and tag, unless it is a trial.

    Gives 1 if anything is wrong; nothing was changed then. What was made stays on this computer: pushing the
    tag and handing out the files is done by hand, or by the workflow that the tag starts.
    """
    environment.prepare(DEV)
    version = project_version()
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="pem-release-") as scratch:
        for step in _steps(environment, version, Path(scratch), dry_run=dry_run, with_tests=with_tests):
            say(f"release: {step.name}")
            for problem in step.problems():
                print(problem)
                wrong += 1
        if wrong:
            say(f"{version} cannot be released: {wrong} to mend")
            return 1
        return _tell(version, Path(scratch)) if dry_run else _make(version, Path(scratch))


def _steps(
    environment: Environment, version: str, scratch: Path, *, dry_run: bool, with_tests: bool
) -> list[Step]:
    steps = [
        Step("what is released is what is committed", lambda: _tree_problems(dry_run=dry_run)),
        Step("version and tag", lambda: _version_problems(version)),
        Step("changelog", lambda: _changelog_problems(version, dry_run=dry_run)),
        Step("what software centres are told", lambda: _metainfo_problems(version, dry_run=dry_run)),
        Step("the checks (dev.py check)", lambda: _failed("dev.py check", check(environment))),
        Step("two builds are the same", lambda: _build_problems(environment.python, scratch)),
    ]
    if with_tests:
        command: list[str | Path] = [
            environment.python,
            ROOT / "dev.py",
            "test",
            "--coverage",
            "--python",
            "all",
        ]
        steps.append(Step("the tests", lambda: _failed("dev.py test", call(command, cwd=ROOT))))
    return steps


def _tree_problems(*, dry_run: bool) -> list[str]:
    changed = git("status", "--porcelain").splitlines()
    wrong = (
        [f"{len(changed)} files are not committed, the first is {changed[0][3:]}: commit them"]
        if changed
        else []
    )
    branch = git("rev-parse", "--abbrev-ref", "HEAD")
    if branch != _BRANCH and not dry_run:
        wrong.append(f"this is {branch}: a version is released from {_BRANCH}")
    return wrong


def _version_problems(version: str) -> list[str]:
    if not _VERSION.fullmatch(version):
        return [f"pyproject.toml: {version!r} is no version such as 1.2.3 or 1.2.3rc1"]
    if git("tag", "--list", f"v{version}"):
        return [f"the tag v{version} exists already: raise the version in pyproject.toml"]
    return []


def _changelog_problems(version: str, *, dry_run: bool) -> list[str]:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    wrong = problems(text, version)
    if not wrong and not dry_run and not next(e for e in entries(text) if e.version == version).is_dated:
        wrong.append(f"CHANGELOG.md: give {version} its day: ## [{version}] - YYYY-MM-DD")
    return wrong


def _metainfo_problems(version: str, *, dry_run: bool) -> list[str]:
    """On the day of the release the packages must name the day that the changelog names."""
    made = Release(version, int(git("log", "-1", "--format=%ct")))
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    entry = next((each for each in entries(text) if each.version == version), None)
    return metainfo_problems(made, entry.date if entry and entry.is_dated and not dry_run else "")


def _build_problems(python: Path, scratch: Path) -> list[str]:
    try:
        first, second = (build_committed(python, scratch / name) for name in ("first", "second"))
    except ToolError as error:
        return [str(error)]
    return [f"{name} is not the same in two builds of one commit" for name in differing(first, second)]


def _failed(what: str, code: int) -> list[str]:
    return [f"{what} ended with {code}: see above"] if code else []


def _sums(folder: Path) -> str:
    return "".join(f"{digest(path)}  {path.name}\n" for path in sorted(folder.iterdir()))


def _tell(version: str, scratch: Path) -> int:
    say(f"{version} can be released. Without --dry-run this would write into {FOLDER.relative_to(ROOT)}")
    print(_sums(scratch / "first"), end="")
    say(f"and make the tag v{version} at {git('rev-parse', '--short', 'HEAD')}")
    return 0


def _make(version: str, scratch: Path) -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in (scratch / "first").iterdir():
        (FOLDER / path.name).write_bytes(path.read_bytes())
    (FOLDER / "SHA256SUMS").write_text(_sums(scratch / "first"), encoding="utf-8")
    git("tag", "--annotate", f"v{version}", "--message", f"Parallel Execution Manager {version}")
    say(f"made {FOLDER.relative_to(ROOT)} and the tag v{version}: push the tag when you are sure")
    return 0
