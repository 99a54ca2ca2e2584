"""How full the disks are that matter."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path


class Volumes:
    """The volumes on which some paths lie; each is looked at once, however many paths it has."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = tuple(paths)

    def fullest_percent(self) -> float | None:
        """Used percent of the fullest volume, as seen by this user; ``None`` if none can be read."""
        return max(self._percents(), default=None)

    def least_free_mb(self) -> float | None:
        """What this user may still write on the volume where that is least, in MiB; ``None`` if unknown."""
        return min((free / 2**20 for _, free in self._usages()), default=None)

    def _percents(self) -> Iterator[float]:
        # What is kept for the administrator is neither used nor to be had.
        return (100.0 * used / (used + free) for used, free in self._usages())

    def _usages(self) -> Iterator[tuple[int, int]]:
        """Bytes used and to be had of each volume; what has room for nothing, such as ``/proc``, is none."""
        devices: set[int] = set()
        for path in self._paths:
            with suppress(OSError):
                device = path.stat().st_dev
                if device in devices:
                    continue
                usage = shutil.disk_usage(path)
                devices.add(device)
                if usage.used + usage.free > 0:
                    yield usage.used, usage.free
