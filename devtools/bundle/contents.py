"""What the packaged program holds of Qt, of numpy and of Python: lists of what is allowed or left out."""

from __future__ import annotations

import pkgutil
import re
import sys
import sysconfig
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

Entry = tuple[str, str, str]
"""A file as PyInstaller lists it: where it goes, where it is, of what kind it is."""

ImportsOf = Callable[[str], Iterable[tuple[str, str | None]]]

APPLICATION_ID = "io.github.parallel_execution_manager.ParallelExecutionManager"

QT_MODULES = frozenset({"QtCore", "QtGui", "QtWidgets", "QtSvg", "QtTest"})
"""Modules of PySide6 that are in: those that our packages and pyqtgraph import (see `stand_ins`)."""

_QT_LIBRARIES = frozenset(
    {
        *("Core", "Gui", "Widgets", "Svg", "Test", "DBus"),
        *("XcbQpa", "WaylandClient", "WlShellIntegration"),
    }
)
_QT_PLUGINS = frozenset(
    {
        *("platforms/qxcb", "platforms/qoffscreen", "platforms/qwayland", "platforms/qwayland-generic"),
        *("platforms/qwindows", "platforms/qcocoa", "styles/qmacstyle", "styles/qmodernwindowsstyle"),
        *("imageformats/qsvg", "imageformats/qico", "iconengines/qsvgicon"),
        *("platforminputcontexts/composeplatforminputcontextplugin",),
        *("platforminputcontexts/ibusplatforminputcontextplugin",),
        *("platformthemes/qxdgdesktopportal", "wayland-shell-integration/xdg-shell"),
        *("wayland-decoration-client/bradient", "wayland-decoration-client/adwaita"),
    }
)
_QT_LIBRARY = re.compile(r"(?:lib)?Qt6(\w+?)(?:d?\.dll|\.so[.\d]*|\.dylib)?")
_QT_CATALOGUES = frozenset({"qtbase_de.qm"})
"""Qt's own words in the languages that the window speaks."""
_EXTENSION = re.compile(r"(?:lib)?([\w-]+?)(?:\.abi3)?(?:\.so|\.dll|\.pyd|\.dylib)")

EXCLUDED = (
    *("tkinter", "_tkinter", "turtle", "turtledemo", "idlelib", "test", "ensurepip", "lib2to3", "pydoc_data"),
    *("setuptools", "pip", "wheel", "PyInstaller", "hatchling", "matplotlib", "scipy"),
    *(
        "numpy.f2py",
        "numpy.testing",
        "numpy.distutils",
        "pyqtgraph.examples",
        "pyqtgraph.opengl",
        "numpy.random",
    ),
    *("_dbm", "ssl", "_ssl", "_hashlib", "pygments", "markdown_it", "mdurl"),
)
_OF_THE_INSTALLATION = frozenset({"direct_url.json", "uv_cache.json", "uv_build.json", "RECORD", "REQUESTED"})
"""What an installer writes beside a library's metadata: where it was built, and what lies where there."""
UNWANTED_HOOKS = frozenset(
    {
        *("pyi_rth_pyside6", "pyi_rth_multiprocessing", "pyi_rth_pyqtgraph_multiprocess"),
        *("pyi_rth_pkgutil", "pyi_rth_inspect"),
    }
)
"""Code of others for the start of the program that costs time and that it does without."""

LEFT_OUT_OF_PYTHON = frozenset(
    {
        "antigravity",
        "this",
        "turtle",
        "turtledemo",
        "tkinter",
        "idlelib",
        "test",
        "ensurepip",
        "lib2to3",
        "distutils",
    }
)


def resources(root: Path) -> Iterator[tuple[str, str]]:
    """Files and folders that the wheel holds besides modules, and the folder of each in the program."""
    with (root / "pyproject.toml").open("rb") as file:
        included = tomllib.load(file)["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    for source, target in included.items():
        is_folder = (root / source).is_dir()
        yield source, target if is_folder else str(PurePosixPath(target).parent)


def standard_library() -> Iterator[str]:
    """The modules of the standard library that this Python has and the program brings."""
    folder = sysconfig.get_path("stdlib")
    for name in sorted(sys.stdlib_module_names - LEFT_OUT_OF_PYTHON):
        if not _is_private_or_tests(name):
            yield name
            yield from _modules_below(f"{folder}/{name}", name)


def _modules_below(folder: str, package: str) -> Iterator[str]:
    """Found by their files: to import a package may warn, or want what is not there."""
    for module in pkgutil.iter_modules([folder]):
        if not _is_private_or_tests(module.name):
            yield f"{package}.{module.name}"
            if module.ispkg:
                yield from _modules_below(f"{folder}/{module.name}", f"{package}.{module.name}")


def is_wanted(path: str) -> bool:
    """Whether a file goes into the program; ``path`` is relative to the folder of its libraries."""
    place = PurePosixPath(path.replace("\\", "/"))
    if "PySide6" in place.parts[:1]:
        return _is_wanted_of_qt(place)
    if place.parts[0].endswith(".dist-info"):
        return place.name not in _OF_THE_INSTALLATION
    if place.name.startswith(("libQt6", "Qt6")):
        return _is_wanted_library(place.name)
    ours = place.parts[0] in {"numpy", "pyqtgraph"}
    return not ours or {"tests", "examples", "peegee"}.isdisjoint(place.parts)


def still_needed(files: Sequence[Entry], imports_of: ImportsOf) -> list[Entry]:
    """Those of ``files`` that are used: what only a file that was left out had linked to is left out as well.

    A file in a folder, or no library at all, is there for its own sake. ``imports_of`` gives the libraries,
    by name and path, that a file links to.
    """
    libraries = {name: entry for entry in files if (name := _library_name(entry[0]))}
    kept = [entry for entry in files if not _library_name(entry[0])]
    seen: set[str] = set()
    for entry in kept:
        for linked, _ in imports_of(entry[1]) if entry[2] in {"BINARY", "EXTENSION"} else ():
            name = PurePosixPath(linked.replace("\\", "/")).name
            if name in libraries and name not in seen:
                seen.add(name)
                kept.append(libraries[name])
    return kept


def _library_name(path: str) -> str:
    """The name of a library that lies at the top because others link to it; empty for any other file."""
    place = PurePosixPath(path.replace("\\", "/"))
    is_python = place.name.startswith(("libpython", "python3"))
    return "" if len(place.parts) > 1 or ".so" not in place.name or is_python else place.name


def _is_wanted_of_qt(place: PurePosixPath) -> bool:
    parts = place.parts
    if "plugins" in parts:
        match = _EXTENSION.fullmatch(place.name)
        return match is not None and f"{place.parent.name}/{match[1]}" in _QT_PLUGINS
    if "translations" in parts:
        return place.name in _QT_CATALOGUES
    if "qml" in parts:
        return False
    if "lib" in parts or place.name.startswith(("Qt6", "libQt6")):
        return _is_wanted_library(place.name)
    if place.name.startswith("Qt") and place.suffix != ".py":
        return place.name.partition(".")[0] in QT_MODULES
    return True


def _is_wanted_library(name: str) -> bool:
    match = _QT_LIBRARY.fullmatch(name)
    return match is None or match[1] in _QT_LIBRARIES


def _is_private_or_tests(name: str) -> bool:
    return name in {"test", "tests", "idle_test", "__main__"} or name.startswith("_pyrepl")
