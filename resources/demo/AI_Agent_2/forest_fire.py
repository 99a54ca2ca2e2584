"""A forest fire on a grid: which share of the trees burns at which density?"""

from __future__ import annotations

import argparse
import json
import os
import random
from pathlib import Path

Cell = tuple[int, int]


def burnt_share(generator: random.Random, size: int, density: float) -> float:
    """The share of trees that burn when the left edge of a random forest is set on fire."""
    trees: set[Cell] = {
        (row, column) for row in range(size) for column in range(size) if generator.random() < density
    }
    burning = [cell for cell in sorted(trees) if cell[1] == 0]
    burnt = set(burning)
    while burning:
        row, column = burning.pop()
        for cell in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)):
            if cell in trees and cell not in burnt:
                burnt.add(cell)
                burning.append(cell)
    return len(burnt) / max(1, len(trees))


def main() -> None:
    """Burn forests of growing density, a few of each, and report the mean share that burns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=80)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    generator = random.Random(int(os.environ.get("PEM_SEED", "1")))
    with (Path(os.environ.get("PEM_RUN_DIR", ".")) / "metrics.jsonl").open("w", encoding="utf-8") as metrics:
        for percent in range(40, 81, 5):
            shares = [burnt_share(generator, options.size, percent / 100) for _ in range(options.repeats)]
            mean = sum(shares) / len(shares)
            metrics.write(json.dumps({"density_percent": percent, "burnt_share": round(mean, 4)}) + "\n")
            print(f"density {percent} %: {mean:6.1%} of the trees burn")


if __name__ == "__main__":
    main()
