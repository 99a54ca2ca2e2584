"""Being the parent of all that comes below, also of what lost its own parent (Linux, prctl(2))."""

from __future__ import annotations

import sys

_PR_SET_CHILD_SUBREAPER = 36  # of <sys/prctl.h>; since Linux 3.4


def become_subreaper() -> bool:
    """From now on orphans below this process are its children; ``False`` where that cannot be."""
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    return int(ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)) == 0
