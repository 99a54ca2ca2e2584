"""Makes of the folder that PyInstaller built one that starts faster; for Linux.

Run by the interpreter that is packaged: ``python rearrange.py BUILT``. PyInstaller's loader has Python as
a library, which some systems (Debian, Ubuntu) compile with less care than the interpreter: it takes up to
half as long again for the same code. Here the interpreter itself runs.
"""

from __future__ import annotations

import marshal
import os
import py_compile
import shutil
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

HERE = Path(__file__).parent
ARCHIVE = "modules.packed"
LIBRARY = f"{sys.platlibdir}/python{sys.version_info.major}.{sys.version_info.minor}"
TOLD = (
    "import atexit, sys; atexit.register(lambda: print('\\n', *sys.modules)); sys.argv[1:] = {words}; {start}"
)
PEM = "from parallel_execution_manager.control import cli; cli.main()"
STARTS = (
    TOLD.format(words=[], start="import parallel_execution_manager.control.packaged"),
    TOLD.format(words=[], start="import parallel_execution_manager_gui.app"),
    *(TOLD.format(words=[word], start=PEM) for word in ("list", "--version")),
)
"""What people wait for each time: a Python, the window's first picture, and a ``pem`` in a script."""
LOADED = frozenset({"parallel_execution_manager_gui.app", "parallel_execution_manager.control.command"})


def main(built: Path) -> None:
    """Sort the modules, and put in the interpreter and what starts it.

    Raises:
        RuntimeError: the unpackaged program does not start.
    """
    inside = built / "_internal"
    found = dict(modules_in(inside))
    needed = loaded_by_starts()
    pack(inside, {name: path for name, path in found.items() if name not in needed})
    for name, path in found.items():
        if name in needed and name.partition(".")[0] in sys.stdlib_module_names:
            _move(path, inside / LIBRARY / path.relative_to(inside))
    _move(inside / Path(LIBRARY).name / "lib-dynload", inside / LIBRARY / "lib-dynload")
    _remove_empty(inside)
    put_interpreter(built, Path(os.path.realpath(sys.executable)))
    start = str(HERE / "linux_start.py")
    py_compile.compile(start, str(inside / "start.pyc"), "start.py", doraise=True)


def modules_in(inside: Path) -> Iterator[tuple[str, Path]]:
    """The compiled modules below a folder, in order, by their names."""
    for path in sorted(inside.rglob("*.pyc")):
        parts = path.relative_to(inside).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def loaded_by_starts() -> set[str]:
    """The names of the modules that are loaded before anything is seen.

    Raises:
        RuntimeError: the unpackaged program does not start.
    """
    names: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        for code in STARTS:
            told = subprocess.run(
                [sys.executable, "-P", "-c", code],
                env={**os.environ, "PEM_DATA_DIR": folder, "QT_QPA_PLATFORM": "offscreen"},
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                check=False,
            )
            names.update(told.stdout.rpartition("\n ")[2].split())
    if not names >= LOADED:
        raise RuntimeError(f"not loaded by a start: {', '.join(sorted(LOADED - names))}")
    return names


def pack(inside: Path, modules: Mapping[str, Path]) -> None:
    """Put modules into the one compressed file, and take away the files that they were."""
    index: dict[str, tuple[bool, int, int]] = {}
    offset = 0
    packed = []
    for name, path in modules.items():
        data = zlib.compress(path.read_bytes(), 9)
        index[name] = (path.stem == "__init__", offset, len(data))
        offset += len(data)
        packed.append(data)
        path.unlink()
    beginning = marshal.dumps(index)
    length = len(beginning).to_bytes(8, "little")
    (inside / ARCHIVE).write_bytes(b"".join((length, beginning, *packed)))


def put_interpreter(built: Path, interpreter: Path) -> None:
    """The interpreter itself, and in place of PyInstaller's loader the script that starts it."""
    inside = built / "_internal"
    target = inside / "pem"
    shutil.copyfile(interpreter, target)
    target.chmod(0o755)
    if shutil.which("strip"):
        subprocess.run(["strip", target], check=True)
    linked = subprocess.run(["ldd", target], capture_output=True, text=True, check=True).stdout
    for library in inside.glob("libpython*"):
        if library.name not in linked:
            library.unlink()
    program = built / "pem"
    program.unlink()
    shutil.copyfile(HERE / "linux" / "pem.sh", program)
    program.chmod(0o755)


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.rename(target)


def _remove_empty(inside: Path) -> None:
    for folder in sorted((path for path in inside.rglob("*") if path.is_dir()), reverse=True):
        if not folder.is_symlink() and not any(folder.iterdir()):
            folder.rmdir()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
