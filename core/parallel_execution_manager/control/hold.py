"""For how long something is set by hand: the options ``--for`` and ``--until``."""

from __future__ import annotations

import argparse

from parallel_execution_manager.control.times import clock_time, seconds_to, span


def add_for_options(parser: argparse.ArgumentParser) -> None:
    """``--for`` or ``--until``."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--for", dest="for_s", metavar="TIME", type=span, help="end it by itself after 90s, 10m, 2h …"
    )
    group.add_argument(
        "--until", metavar="TIME", type=clock_time, help="end it by itself at 14:30, or at 2026-03-01T14:30"
    )


def seconds_of(args: argparse.Namespace) -> float | None:
    """How long it is set for; ``None`` until it is ended by hand."""
    if args.until is not None:
        return seconds_to(args.until)
    seconds: float | None = args.for_s
    return seconds
