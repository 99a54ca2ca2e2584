"""Which start of the computer this is: monotonic times are only comparable within one."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Final

_LINUX: Final = Path("/proc/sys/kernel/random/boot_id")


@functools.cache
def boot_id() -> str:
    """A text that is another one after each start of the computer; empty where the system has none."""
    try:
        return _LINUX.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
