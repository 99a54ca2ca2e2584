"""Measures the figures of docs/figures.md: ``python3 dev.py bench [NAME ...]``, all without a name.

Benches are no tests: they take time, want a quiet machine, and no number of theirs fails a build. Each has
options of its own, which are given after its name.
"""

from __future__ import annotations

import argparse
import importlib
import signal
import sys
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NAMES = (
    "dispatch",
    "restore",
    "machine",
    "leases",
    "aliases",
    "simulate",
    "optimum",
    "watching",
    "reaction",
    "adaptive",
    "floor",
    "output",
    "start",
    "outside",
    "gui",
    "faults",
)
FIGURES = ROOT / "docs" / "figures.md"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the named benches one after the other and print a table for each."""
    sys.path.insert(0, str(ROOT))
    # Ended from outside, a bench still ends the processes that it has started.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit("ended by SIGTERM"))
    given = list(sys.argv[1:] if argv is None else argv)
    names = list(takewhile(lambda word: not word.startswith("-"), given))
    options = given[len(names) :]
    if unknown := [name for name in names if name not in NAMES]:
        _parser(NAMES).error(f"no bench is called {', '.join(unknown)}; choose from {', '.join(NAMES)}")
    if len(names) != 1:
        # Options of a bench only make sense for that bench: for several there are the common ones.
        _parser(names or NAMES).parse_args(options)
    for name in names or NAMES:
        _run(name, options)
    return 0


def _run(name: str, options: Sequence[str]) -> None:
    bench: Any = importlib.import_module(f"tests.bench.{name}")
    table = importlib.import_module("tests.bench.table")
    parser = _parser([name])
    bench.add_arguments(parser)
    args = parser.parse_args(options)
    print(f"## {name}\n", flush=True)
    text = table.markdown(bench.measure(args))
    print(f"{text}\n", flush=True)
    if args.update_docs:
        table.replace_between_marks(FIGURES, name, text)


def _parser(names: Sequence[str]) -> argparse.ArgumentParser:
    usage = None if len(names) == 1 else "dev.py bench [NAME ...] [--update-docs] | NAME [OPTIONS]"
    parser = argparse.ArgumentParser(prog=f"dev.py bench {' '.join(names)}", usage=usage, description=__doc__)
    parser.add_argument("--update-docs", action="store_true", help="write the tables into docs/figures.md")
    return parser


if __name__ == "__main__":
    sys.exit(main())
