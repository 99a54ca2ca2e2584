"""Home folders for tests. Most tests put nothing there, so that the next one can have the same."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

PRIVATE = 0o700


class UntouchedHomes:
    """Gives out home folders that hold certain empty folders and nothing else.

    Their paths are short, because the path of a local socket must be.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = sorted(names)
        self._untouched: list[Path] = []

    @contextlib.contextmanager
    def one(self) -> Iterator[Path]:
        """A home for one test; one that the test has touched is nobody else's."""
        root = self._untouched.pop() if self._untouched else self._made()
        try:
            yield root
        finally:
            if self._is_untouched(root):
                self._untouched.append(root)
            else:
                shutil.rmtree(root, ignore_errors=True)

    def close(self) -> None:
        """Remove what is left."""
        for root in self._untouched:
            shutil.rmtree(root, ignore_errors=True)

    def _made(self) -> Path:
        root = Path(tempfile.mkdtemp(prefix="pem-")).resolve()
        for name in self._names:
            (root / name).mkdir(mode=PRIVATE)
        return root

    def _is_untouched(self, root: Path) -> bool:
        try:
            inner = [root / name for name in self._names]
            names = sorted(os.listdir(root))  # noqa: PTH208 - after each test: no paths are made of them
            is_empty = names == self._names and not any(map(os.listdir, inner))
            return is_empty and all(_is_private(folder) for folder in (root, *inner))
        except OSError:
            return False


def _is_private(folder: Path) -> bool:
    status = folder.lstat()
    return stat.S_ISDIR(status.st_mode) and stat.S_IMODE(status.st_mode) == PRIVATE
