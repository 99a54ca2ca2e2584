"""The verbs of ``dev.py``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from devtools.audit import audit
from devtools.checks import check
from devtools.documentation import build_site, check_other_hosts, check_pages, generate
from devtools.environment import BENCH, DEV, RUN, Environment, environment_for
from devtools.failures import explain_os_error
from devtools.interpreters import own_interpreter, own_version
from devtools.locks import lock
from devtools.package import package
from devtools.processes import become, call
from devtools.project import ROOT, ToolError, say
from devtools.release import release
from devtools.testing import test
from devtools.translations import translations

CANNOT = 2
INTERRUPTED = 130
WANT_MORE = {"adaptive", "optimum"}
"""Benches that compare with what locks/bench.txt names."""

PICTURES = {1: "", 2: "200-percent"}
"""Folders of pictures by how much larger a screen of so many dots shows everything."""

Verb = Callable[[argparse.Namespace, list[str]], int]


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments say; gives the exit code of the program that was run, or 2 if none could be."""
    options, rest = command_parser().parse_known_args(arguments)
    if rest and not options.takes_rest:
        command_parser().error(f"{options.verb} does not understand: {' '.join(rest)}")
    verb: Verb = options.function
    try:
        return verb(options, rest)
    except ToolError as error:
        problem = str(error)
    except OSError as error:
        problem = explain_os_error(error)
    except KeyboardInterrupt:
        print("dev.py: interrupted", file=sys.stderr)
        return INTERRUPTED
    print(f"dev.py: {problem}", file=sys.stderr)
    return CANNOT


def command_parser() -> argparse.ArgumentParser:
    """What understands the words behind ``dev.py``."""
    parser = argparse.ArgumentParser(prog="dev.py", description="Set up, run, test and check this checkout.")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for name, entry in _verbs().items():
        made = verbs.add_parser(
            name,
            help=entry.text,
            description=entry.text,
            allow_abbrev=False,
            add_help=entry.own_help,
        )
        made.set_defaults(function=entry.function, takes_rest=entry.takes_rest)
        entry.add_options(made)
    return parser


@dataclass(frozen=True)
class _Entry:
    """A verb: what it does, what is said of it, whether it hands on what it does not know, its options."""

    function: Verb
    text: str
    takes_rest: bool = False
    own_help: bool = True
    add_options: Callable[[argparse.ArgumentParser], None] = lambda _: None


def _verbs() -> dict[str, _Entry]:
    return {
        "run": _Entry(_run, "start the program: pem run ARGS", takes_rest=True, own_help=False),
        "test": _Entry(
            _test, "run the tests; what is not an option of this goes to pytest", True, add_options=_of_test
        ),
        "check": _Entry(_check, "lint, formatting, layers, types, generated files"),
        "bench": _Entry(_bench, "measure: bench [NAME ...], all without a name", True, own_help=False),
        "screenshots": _Entry(
            _screenshots, "draw the window's pictures into a folder", add_options=_of_screenshots
        ),
        "translations": _Entry(
            _translations, "bring the window's catalogues of texts up to date", add_options=_of_translations
        ),
        "docs": _Entry(_docs, "make HTML of the pages in docs/", add_options=_of_docs),
        "package": _Entry(
            _package, "build the program as a folder that needs no Python", add_options=_of_package
        ),
        "release": _Entry(
            _release,
            "check everything that a release needs, then make its files and its tag",
            add_options=_of_release,
        ),
        "audit": _Entry(_audit, "ask whether a locked library is known to be vulnerable"),
        "lock": _Entry(
            lambda _options, _rest: lock(), "make the lock files anew from pyproject.toml (needs uv)"
        ),
    }


def _of_test(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--coverage", action="store_true", help="measure coverage, and fail if it is too low")
    parser.add_argument(
        "--python", metavar="V", help="with another Python, such as 3.12, or with all that are found"
    )
    parser.add_argument(
        "--display", action="store_true", help="only the tests that need a real X display, on it"
    )


def _of_screenshots(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR")
    parser.add_argument("--german", action="store_true", help="in German instead of English")


def _of_translations(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="only say what is wrong with them")


def _of_docs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder", metavar="DIR", nargs="?", default="dist/docs", help="dist/docs if none is given"
    )
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument(
        "--write", action="store_true", help="make no HTML, but write what is made from declarations"
    )
    instead.add_argument(
        "--check", action="store_true", help="make no HTML; say what is stale and which links lead nowhere"
    )
    instead.add_argument(
        "--external", action="store_true", help="make no HTML; ask the hosts that the pages link to"
    )


def _of_package(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="test what was built, too")


def _of_release(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--dry-run", action="store_true", help="check, tell what would be made, change nothing"
    )
    parser.add_argument(
        "--with-tests", action="store_true", help="run the tests, too, with all Pythons found"
    )


def _own_environment(packages: str) -> Environment:
    environment = environment_for(own_version(), own_interpreter())
    environment.prepare(packages)
    return environment


def _run(_: argparse.Namespace, rest: list[str]) -> int:
    become([_own_environment(RUN).program("pem"), "run", *rest])


def _test(options: argparse.Namespace, rest: list[str]) -> int:
    return test(options.python, coverage=options.coverage, display=options.display, arguments=rest)


def _check(_: argparse.Namespace, __: list[str]) -> int:
    return check(environment_for(own_version(), own_interpreter()))


def _audit(_: argparse.Namespace, __: list[str]) -> int:
    return audit(environment_for(own_version(), own_interpreter()))


def _bench(_: argparse.Namespace, rest: list[str]) -> int:
    environment = _own_environment(DEV)
    environment.compile_sources()
    if not rest or rest[0].startswith("-") or WANT_MORE & set(rest):
        try:
            environment.add(BENCH)
        except ToolError as error:
            say(f"{error}\nwhat needs it is left out")
    return call([environment.python, ROOT / "tests" / "bench" / "run.py", *rest])


def _docs(options: argparse.Namespace, _: list[str]) -> int:
    environment = environment_for(own_version(), own_interpreter())
    if options.write:
        return generate(environment, check=False)
    if options.check:
        return check_pages(environment)
    make = check_other_hosts if options.external else build_site
    return make(environment, Path(options.folder).absolute())


def _translations(options: argparse.Namespace, _: list[str]) -> int:
    return translations(environment_for(own_version(), own_interpreter()), check=options.check)


def _package(options: argparse.Namespace, _: list[str]) -> int:
    return package(check=options.check)


def _release(options: argparse.Namespace, _: list[str]) -> int:
    environment = environment_for(own_version(), own_interpreter())
    return release(environment, dry_run=options.dry_run, with_tests=options.with_tests)


def _screenshots(options: argparse.Namespace, _: list[str]) -> int:
    python = _own_environment(DEV).python
    for scale, folder in PICTURES.items():
        command: list[str | Path] = [python, "-P", "-m", "parallel_execution_manager_gui.screenshots"]
        command += [Path(options.folder) / folder, *(["--german"] if options.german else [])]
        if code := call(command, QT_QPA_PLATFORM="offscreen", QT_SCALE_FACTOR=str(scale)):
            return code
    return 0
