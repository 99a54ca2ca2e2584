"""Rewrites a notes file slowly: two of these at one time would lose each other's lines."""

from __future__ import annotations

import sys
import time
from pathlib import Path


def main() -> None:
    """Read the file, think for some seconds, and write it back with one line more."""
    notes, line, seconds = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
    before = notes.read_text(encoding="utf-8")
    print(f"read {len(before.splitlines())} lines of {notes}")
    time.sleep(seconds)
    notes.write_text(f"{before}{line}\n", encoding="utf-8")
    print(f"added: {line}")


if __name__ == "__main__":
    main()
