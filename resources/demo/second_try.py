"""Fails the first time it runs in a folder and succeeds the second time, to show a retry."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """Leave a mark and fail, unless the mark is there already."""
    mark = Path("second_try.mark")
    if mark.exists():
        print("The second try found what the first one left behind: all is well.")
        return 0
    mark.write_text("the first try was here\n", encoding="utf-8")
    print("The first try fails on purpose; the task has a retry left.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
