"""Where the packaged program begins on Linux, run by its own interpreter: it makes its modules be found.

What a start loads lies in files, found as any Python finds them. All else is in one compressed file
(``rearrange.py`` writes it). It imports nothing that an interpreter has not loaded already.
"""

from __future__ import annotations

import marshal
import sys
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import (
    ExtensionFileLoader,
    FileFinder,
    SourceFileLoader,
    SourcelessFileLoader,
)
from _imp import extension_suffixes

TYPE_CHECKING = False  # typing would take long to load
if TYPE_CHECKING:
    from types import ModuleType

ARCHIVE = "modules.packed"
KINDS = (
    (ExtensionFileLoader, extension_suffixes()),
    (SourceFileLoader, [".py"]),
    (SourcelessFileLoader, [".pyc"]),
)


class Packed:
    """The modules in the compressed file of the program's ``folder``, each as if its file lay there.

    The file is the length of its index (eight bytes, the lowest first), the index, which has for a name
    whether it is a package, an offset and a size, and after it what the offsets count in.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._path = f"{folder}/{ARCHIVE}"
        self._index: dict[str, tuple[bool, int, int]] | None = None
        self._begin = 0

    def spec(self, name: str) -> ModuleSpec | None:
        """How the module is loaded; ``None`` if it is not in here.

        Raises:
            OSError: the compressed file cannot be read.
        """
        place = self._places().get(name)
        if place is None:
            return None
        folder = f"{self._folder}/{name.replace('.', '/')}"
        path = f"{folder}/__init__.pyc" if place[0] else f"{folder}.pyc"
        spec = ModuleSpec(name, PackedLoader(name, path, self), origin=path)
        spec.has_location = True
        if place[0]:
            spec.submodule_search_locations = [folder]
        return spec

    def data(self, name: str) -> bytes:
        """The compiled module as its file would hold it.

        Raises:
            OSError: the compressed file cannot be read.
        """
        import zlib

        _, offset, size = self._places()[name]
        with open(self._path, "rb") as file:  # noqa: PTH123 - pathlib would take long to load
            file.seek(self._begin + offset)
            return zlib.decompress(file.read(size))

    def _places(self) -> dict[str, tuple[bool, int, int]]:
        """The index, read when first something is looked for that is no file."""
        if self._index is None:
            with open(self._path, "rb") as file:  # noqa: PTH123 - pathlib would take long to load
                length = int.from_bytes(file.read(8), "little")
                self._begin = 8 + length
                self._index = marshal.loads(file.read(length))  # noqa: S302 - it is our own
        return self._index


class PackedLoader(SourcelessFileLoader):
    """Loads a module whose file is in the compressed one; other files of its package are files."""

    def __init__(self, name: str, path: str, packed: Packed) -> None:
        super().__init__(name, path)
        self._packed = packed

    def get_data(self, path: str) -> bytes:
        """The bytes of ``path``."""
        return self._packed.data(self.name) if path == self.path else super().get_data(path)


class ProgramFinder(FileFinder):
    """Finds modules in one folder of the program; what is beside a user's script goes before them."""

    def __init__(self, path: str, packed: Packed) -> None:
        super().__init__(path, *KINDS)
        self._packed = packed

    def find_spec(self, fullname: str, target: ModuleType | None = None) -> ModuleSpec | None:
        """How the module is loaded; ``None`` if it is not of this folder."""
        found = super().find_spec(fullname, target)
        is_file = (
            found is not None and found.loader is not None
        )  # else it may be a folder of a packed package
        return found if is_file else self._packed.spec(fullname) or found


def find_in(folder: str) -> None:
    """Let Python search the program's ``folder``, what is packed in it included."""
    packed = Packed(folder)
    library = f"{folder}/{sys.platlibdir}/python{sys.version_info.major}.{sys.version_info.minor}"
    sys.path[:] = [library, f"{library}/lib-dynload", folder]
    has_only_files = frozenset(sys.path[:-1])

    def hook(path: str) -> ProgramFinder:
        if path in has_only_files or not f"{path}/".startswith(f"{folder}/"):
            raise ImportError(path)
        return ProgramFinder(path, packed)

    sys.path_hooks.insert(0, hook)
    sys.path_importer_cache.clear()


def begin() -> int:
    """Be the packaged program that was started by the path in the first word; the exit code."""
    find_in(sys.prefix)  # spelled as in the places of modules that are loaded by now
    sys.frozen = True  # type: ignore[attr-defined] # what other packers set, and libraries look at
    # The same; and spelled as the script has put it into the library path, which it is taken out of by that.
    sys._MEIPASS = __file__.rpartition("/")[0]  # type: ignore[attr-defined] # noqa: SLF001
    sys.executable = f"{sys.prefix.rpartition('/')[0]}/pem"
    del sys.argv[0]
    from parallel_execution_manager.control.packaged import main

    return main()


if __name__ == "__main__":
    sys.exit(begin())
