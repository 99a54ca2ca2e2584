"""Files of ``/proc`` that are kept open, because opening one costs more than reading it."""

from __future__ import annotations

import os
import weakref

# More than any file that is read here has before what is wanted of it.
_MOST_BYTES = 8192


class KeptFiles:
    """Reads small files below a folder again and again; they are closed with this object's end."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._descriptors: dict[str, int] = {}
        weakref.finalize(self, _close, self._descriptors)

    def read(self, name: str) -> bytes:
        """The beginning of a file as it is now.

        Raises:
            OSError: there is no such file, or it cannot be read.
        """
        descriptor = self._descriptors.get(name)
        if descriptor is None:
            descriptor = os.open(f"{self._folder}/{name}", os.O_RDONLY | os.O_CLOEXEC)
            self._descriptors[name] = descriptor
        return os.pread(descriptor, _MOST_BYTES, 0)


def _close(descriptors: dict[str, int]) -> None:
    for descriptor in descriptors.values():
        os.close(descriptor)
