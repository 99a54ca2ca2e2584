"""A drunkard's walk: how far from the lamp post is a walker after so many steps?"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
from pathlib import Path


def walk(generator: random.Random, steps: int) -> float:
    """The distance from the start after ``steps`` steps of length one in random directions."""
    x = y = 0.0
    for _ in range(steps):
        angle = generator.uniform(0.0, math.tau)
        x += math.cos(angle)
        y += math.sin(angle)
    return math.hypot(x, y)


def main() -> None:
    """Send walkers off, and report the mean distance so far after each tenth of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--walkers", type=int, default=10_000)
    options = parser.parse_args()
    generator = random.Random(int(os.environ.get("PEM_SEED", "1")))
    agent = os.environ.get("PEM_AGENT_ID", "nobody")
    print(f"{agent}: {options.walkers} walkers, {options.steps} steps each")
    expected = math.sqrt(math.pi * options.steps / 4)
    total = 0.0
    with (Path(os.environ.get("PEM_RUN_DIR", ".")) / "metrics.jsonl").open("w", encoding="utf-8") as metrics:
        for number in range(1, options.walkers + 1):
            total += walk(generator, options.steps)
            if number % max(1, options.walkers // 10) == 0:
                mean = total / number
                metrics.write(json.dumps({"walkers": number, "mean_distance": round(mean, 4)}) + "\n")
                print(f"{number:6} walkers: mean distance {mean:.3f}, in theory about {expected:.2f}")


if __name__ == "__main__":
    main()
