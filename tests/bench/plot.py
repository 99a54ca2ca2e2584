"""Draws docs/images/adaptive-control.svg from a real run: a foreign load comes, roles step back and return.

``.venv/bin/python -m tests.bench.plot [FILE]``, on a computer on which nothing else runs.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from parallel_execution_manager import ParallelExecutionManager
from tests.bench.headless import ForeignLoad, compile_worker, manager
from tests.bench.reaction import ROLES, begin_tasks, configuration

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "images" / "adaptive-control.svg"
LIMIT, RESUME = 70.0, 55.0
LOAD_S = (5.0, 20.0)
LENGTH_S = 45.0
LOOK_EVERY_S = 0.2
WIDTH, HEIGHT, LEFT, BAR = 900, 260, 150, 22
FONT = 'font-family="sans-serif" font-size="12"'
COLOURS = ("#4c9f70", "#e0b040", "#e08030", "#c03030", "#802060")
"""Of the rungs: free, held, lowered, suspended, evicting."""


@dataclass(frozen=True, slots=True)
class Look:
    """One moment: seconds since the start, processor percent, and the rung of each role."""

    at: float
    cpu_percent: float
    rungs: tuple[int, ...]


def record(made: ParallelExecutionManager, load: ForeignLoad) -> Iterator[Look]:
    """Look at the manager for ``LENGTH_S`` seconds while the load comes and goes."""
    begin, burning = time.monotonic(), False
    while (at := time.monotonic() - begin) < LENGTH_S:
        if burning is not (LOAD_S[0] <= at < LOAD_S[1]):
            burning = not burning
            load.start() if burning else load.end()
        snapshot = made.snapshot()
        rungs = {role.name: int(role.rung) for role in snapshot.roles}
        sample = snapshot.sample
        cpu = sample.cpu_percent if sample is not None and sample.cpu_percent is not None else 0.0
        yield Look(at, cpu, tuple(rungs[role] for role in ROLES))
        time.sleep(LOOK_EVERY_S)


def svg(looks: Sequence[Look]) -> str:
    """The picture: processor above, a bar for each role below, the load as a grey field."""
    bottom = HEIGHT + 20 + BAR * len(ROLES)
    left, right = map(_x, LOAD_S)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + 30}" {FONT}>',
        f'<rect width="{WIDTH}" height="{bottom + 30}" fill="white"/>',
        f'<rect x="{left:.1f}" y="10" width="{right - left:.1f}" height="{bottom - 10}" fill="#eeeeee"/>',
    ]
    for percent, word in ((LIMIT, "limit"), (RESUME, "resume"), (100.0, "CPU")):
        y = _y(percent)
        parts.append(
            f'<line x1="{LEFT}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="#999" stroke-dasharray="4"/>'
        )
        parts.append(f'<text x="8" y="{y + 4:.1f}">{word} {percent:g} %</text>')
    points = " ".join(f"{_x(look.at):.1f},{_y(look.cpu_percent):.1f}" for look in looks)
    parts.append(f'<polyline points="{points}" fill="none" stroke="#2060a0" stroke-width="1.5"/>')
    for index, role in enumerate(ROLES):
        y = HEIGHT + 15 + BAR * index
        parts.append(f'<text x="8" y="{y + 14}">{role}</text>')
        parts += [_cell(_x(look.at), y, COLOURS[look.rungs[index]]) for look in looks]
    parts += [
        f'<text x="{_x(second):.1f}" y="{bottom + 15}">{second:g} s</text>' for second in range(0, 45, 5)
    ]
    return "\n".join((*parts, "</svg>", ""))


def main() -> int:
    """Run, record and draw; 1 if it cannot be done here."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", default=PICTURE)
    picture: Path = parser.parse_args().file
    with tempfile.TemporaryDirectory() as name:
        worker = compile_worker(Path(name), "pem-bench-foreign")
        if worker is None:
            print("a C compiler (`cc`) is needed: install one and try again", file=sys.stderr)
            return 1
        with manager(configuration(LIMIT, act_s=3.0, dwell_s=1.5)) as made:
            begin_tasks(made, Path(name), worker)
            picture.write_text(svg(list(record(made, ForeignLoad(worker)))), encoding="utf-8")
    return 0


def _cell(x: float, y: float, colour: str) -> str:
    wide = _x(LOOK_EVERY_S) - LEFT + 1
    return f'<rect x="{x:.1f}" y="{y}" width="{wide:.1f}" height="{BAR - 4}" fill="{colour}"/>'


def _x(second: float) -> float:
    return LEFT + (WIDTH - LEFT) * second / LENGTH_S


def _y(percent: float) -> float:
    return HEIGHT - (HEIGHT - 20) * percent / 100


if __name__ == "__main__":
    sys.exit(main())
