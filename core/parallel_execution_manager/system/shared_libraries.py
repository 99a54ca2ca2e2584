"""The system libraries that Qt needs on Linux, and how to install those that are missing.

The wheels bring Qt itself but not what it links to. A missing one ends the process inside Qt, with a
message that names no package; so they are tried here first, without Qt. The list is what ``ldd`` shows
for QtCore, QtGui and the platform plugins of PySide6 6.11.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path
from types import MappingProxyType

OS_RELEASE = Path("/etc/os-release")

CORE = MappingProxyType(
    {"libglib-2.0.so.0": "libglib2.0-0", "libgthread-2.0.so.0": "libglib2.0-0", "libzstd.so.1": "libzstd1"}
)
DRAWING = MappingProxyType(
    {
        **CORE,
        "libEGL.so.1": "libegl1",
        "libGL.so.1": "libgl1",
        "libX11.so.6": "libx11-6",
        "libdbus-1.so.3": "libdbus-1-3",
        "libfontconfig.so.1": "libfontconfig1",
        "libfreetype.so.6": "libfreetype6",
        "libxkbcommon.so.0": "libxkbcommon0",
    }
)
X11_WINDOW = MappingProxyType(
    {
        **DRAWING,
        "libX11-xcb.so.1": "libx11-xcb1",
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-image.so.0": "libxcb-image0",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-randr.so.0": "libxcb-randr0",
        "libxcb-render-util.so.0": "libxcb-render-util0",
        "libxcb-render.so.0": "libxcb-render0",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-shm.so.0": "libxcb-shm0",
        "libxcb-sync.so.1": "libxcb-sync1",
        "libxcb-util.so.1": "libxcb-util1",
        "libxcb-xfixes.so.0": "libxcb-xfixes0",
        "libxcb-xkb.so.1": "libxcb-xkb1",
        "libxcb.so.1": "libxcb1",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    }
)
WAYLAND_WINDOW = MappingProxyType(
    {
        **DRAWING,
        "libwayland-client.so.0": "libwayland-client0",
        "libwayland-cursor.so.0": "libwayland-cursor0",
    }
)
PACKAGES = MappingProxyType({**X11_WINDOW, **WAYLAND_WINDOW})
# Debian 13 and Ubuntu 24.04 renamed it when they made time_t 64 bits wide.
RENAMED_FOR_64_BIT_TIME = MappingProxyType({"libglib2.0-0": "libglib2.0-0t64"})
FIRST_WITH_64_BIT_TIME = MappingProxyType({"debian": (13,), "ubuntu": (24, 4)})


class Use(Enum):
    """What Qt is wanted for; the value maps each library's soname to its Debian package."""

    CORE = CORE
    DRAWING = DRAWING
    X11_WINDOW = X11_WINDOW
    WAYLAND_WINDOW = WAYLAND_WINDOW


def can_be_loaded(soname: str) -> bool:
    """Whether the dynamic loader finds the library and everything that it needs itself."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def missing_libraries(
    use: Use = Use.X11_WINDOW,
    platform: str = sys.platform,
    can_be_loaded: Callable[[str], bool] = can_be_loaded,
) -> tuple[str, ...]:
    """Sonames of the libraries that ``use`` needs and this system lacks; none but on Linux."""
    if not platform.startswith("linux"):
        return ()
    return tuple(sorted(soname for soname in use.value if not can_be_loaded(soname)))


def how_to_install(sonames: tuple[str, ...], release: Mapping[str, str]) -> str:
    """A command that installs the libraries, or what to look for where packages have other names."""
    family = {release.get("ID", ""), *release.get("ID_LIKE", "").split()}
    if family.isdisjoint(FIRST_WITH_64_BIT_TIME):
        return "install them with this system's package manager"
    packages = {PACKAGES[soname] for soname in sonames}
    if _has_64_bit_time(release):
        packages = {RENAMED_FOR_64_BIT_TIME.get(name, name) for name in packages}
    return f"sudo apt-get install {' '.join(sorted(packages))}"


def missing_libraries_problem(
    use: Use = Use.X11_WINDOW,
    missing: Callable[[Use], tuple[str, ...]] = missing_libraries,
    os_release: Path = OS_RELEASE,
) -> str | None:
    """One line that names the missing libraries and what installs them; ``None`` if all are there."""
    sonames = missing(use)
    if not sonames:
        return None
    way_out = how_to_install(sonames, read_os_release(os_release))
    return f"Qt needs libraries that are missing here ({', '.join(sonames)}): {way_out}"


def read_os_release(path: Path = OS_RELEASE) -> dict[str, str]:
    """The fields of an ``os-release`` file (freedesktop.org); empty if there is none."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {key.strip(): value.strip().strip("\"'") for key, _, value in pairs}


def _has_64_bit_time(release: Mapping[str, str]) -> bool:
    """Testing releases carry no version; derivatives count in their own way and are new."""
    first = FIRST_WITH_64_BIT_TIME.get(release.get("ID", ""), (0,))
    parts = [part for part in release.get("VERSION_ID", "").split(".") if part.isdigit()]
    return not parts or tuple(map(int, parts)) >= first
