"""Measures the figures of docs/figures.md: ``python3 dev.py bench [NAME ...]``, all without a name.

Benches are no tests: they take time, want a quiet machine, and no number of theirs fails a build.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("dispatch", "machine", "mixed", "watching")
FIGURES = ROOT / "docs" / "figures.md"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the named benches one after the other and print a table for each."""
    sys.path.insert(0, str(ROOT))
    benches = {name: importlib.import_module(f"tests.bench.{name}") for name in NAMES}
    table = importlib.import_module("tests.bench.table")
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(NAMES)} (default: all)")
    parser.add_argument("--update-docs", action="store_true", help="write the tables into docs/figures.md")
    for bench in benches.values():
        bench.add_arguments(parser)
    args = parser.parse_args(argv)
    unknown = [name for name in args.names if name not in NAMES]
    if unknown:
        parser.error(f"no bench is called {', '.join(unknown)}; choose from {', '.join(NAMES)}")
    for name in args.names or NAMES:
        print(f"## {name}\n", flush=True)
        text = table.markdown(benches[name].measure(args))
        print(f"{text}\n", flush=True)
        if args.update_docs:
            table.replace_between_marks(FIGURES, name, text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
