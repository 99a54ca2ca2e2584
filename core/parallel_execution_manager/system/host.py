"""The desktop and the installation: display, system libraries, autostart, resources, own interpreter.

The wheels bring Qt itself but not what it links to. A missing one ends the process inside Qt, with a
message that names no package; so they are tried here first, without Qt. The list is what ``ldd`` shows
for QtCore, QtGui and the platform plugins of PySide6 6.11.

A packaged program has no interpreter beside it, but it takes Python's own words: ``pem -P -m MODULE``
runs a module as ``python -P -m MODULE`` does (``control/as_python.py``). So ``sys.executable`` is always
a Python.

https://specifications.freedesktop.org/autostart-spec/latest/ - it needs neither D-Bus nor a service manager.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import shutil
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import Final

from parallel_execution_manager.system.files.atomic_write import replace_text

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


OWN_SCREEN = frozenset({"win32", "darwin"})
ANSWER_WITHIN_S = 3.0
FIRST_X_PORT = 6000
SCREENLESS_PLATFORMS = frozenset(
    {"offscreen", "minimal", "minimalegl", "vnc", "linuxfb", "eglfs", "vkkhrdisplay"}
)
X_DISPLAY_OVER_TCP = re.compile(r"(?:tcp/|inet6?/)?(?P<host>[^/]+):(?P<number>\d+)(?:\.\d+)?")


def has_display(env: Mapping[str, str], platform: str) -> bool:
    """Whether somebody is expected to see a window: on Linux a display is named, elsewhere always.

    Args:
        env: the environment of the process that would show the window.
        platform: as ``sys.platform``.
    """
    if platform in OWN_SCREEN:
        return True
    return bool(env.get("DISPLAY") or env.get("WAYLAND_DISPLAY"))


def display_problem(
    env: Mapping[str, str] | None = None,
    platform: str = sys.platform,
    libraries_problem: Callable[[Use], str | None] = missing_libraries_problem,
) -> str | None:
    """Why Qt could show no window, in one line with the way out; ``None`` if it can.

    A platform of Qt that needs no screen (``QT_QPA_PLATFORM=offscreen``) asks for libraries only.
    """
    env = os.environ if env is None else env
    if platform in OWN_SCREEN:
        return None
    wanted = env.get("QT_QPA_PLATFORM", "").partition(";")[0].partition(":")[0]
    if wanted in SCREENLESS_PLATFORMS:
        return libraries_problem(Use.DRAWING)
    if wanted.startswith("wayland"):
        return libraries_problem(Use.WAYLAND_WINDOW) or _wayland_problem(env)
    if wanted != "xcb" and (env.get("WAYLAND_DISPLAY") or env.get("XDG_SESSION_TYPE") == "wayland"):
        problem = libraries_problem(Use.WAYLAND_WINDOW) or _wayland_problem(env)
        if problem is None or not env.get("DISPLAY"):
            return problem  # otherwise Qt goes on to X, and so does this
    return libraries_problem(Use.X11_WINDOW) or _x_problem(env.get("DISPLAY", ""))


def _wayland_problem(env: Mapping[str, str]) -> str | None:
    name = env.get("WAYLAND_DISPLAY") or "wayland-0"
    path = Path(env.get("XDG_RUNTIME_DIR", "/run/user/nobody"), name)
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(ANSWER_WITHIN_S)
            connection.connect(str(path))
    except OSError as error:
        return _no_answer(f"WAYLAND_DISPLAY={name} ({path})", error.strerror or str(error))
    return None


def _x_problem(display: str) -> str | None:
    if not display:
        return "there is no display (DISPLAY, WAYLAND_DISPLAY are unset): set one, or use pem run --headless"
    over_tcp = X_DISPLAY_OVER_TCP.fullmatch(display)
    if over_tcp and over_tcp["host"] != "unix":
        problem = _tcp_problem(over_tcp["host"].strip("[]"), FIRST_X_PORT + int(over_tcp["number"]))
        if problem:
            return _no_answer(f"DISPLAY={display}", problem)
    if not _x_server_accepts(display):
        return _no_answer(f"DISPLAY={display}", "no X server there, or it refuses this user")
    return None


def _tcp_problem(host: str, port: int) -> str | None:
    """Tried before libxcb, which would wait minutes for a host that is gone."""
    try:
        socket.create_connection((host, port), ANSWER_WITHIN_S).close()
    except (OSError, OverflowError) as error:
        return getattr(error, "strerror", None) or str(error)
    return None


def _x_server_accepts(display: str) -> bool:
    """Connect as Qt will, with the user's authority file, and hang up."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(os.fsencode(display), None)
    try:
        return not xcb.xcb_connection_has_error(connection)
    finally:
        xcb.xcb_disconnect(connection)


def _no_answer(what: str, reason: str) -> str:
    return f"the display does not answer ({what}: {reason}): correct or unset it, or use pem run --headless"


# Not importlib.resources: it loads more than everything else at the start of a command.
_PACKAGE = Path(__file__).parents[1]


def resource_path(name: str) -> Path:
    """Where the resource ``name`` (a path with ``/`` below ``resources``) is on this computer.

    A checkout has ``resources/``, ``docs/`` and the default configuration at its root; an installed package
    has all three in its own ``resources/``.

    Raises:
        FileNotFoundError: the installation is not complete.
    """
    packaged = _PACKAGE / "resources" / name
    checkout = _checkout()
    places = [packaged] if checkout is None else [checkout / "resources" / name, checkout / name, packaged]
    for place in places:
        if place.exists():
            return place
    raise FileNotFoundError(
        f"resource {name!r} is missing (looked for {', '.join(map(str, places))}): install the program again"
    )


def _checkout() -> Path | None:
    """The root of the source tree that this module runs from, or ``None`` when it is installed."""
    source_root = Path(__file__).resolve().parents[2]
    root = source_root.parent
    return root if source_root.name == "core" and (root / "pyproject.toml").is_file() else None


PACKAGED_PYTHON: Final = "-u"
"""Lets the packaged program take the path of a script; output is written at once, as tasks want it."""


def is_packaged() -> bool:
    """Whether this is the packaged program, which brings its Python with it."""
    return bool(getattr(sys, "frozen", False))


def python_command(*arguments: str) -> tuple[str, ...]:
    """A command that runs ``arguments`` with the Python that runs the manager.

    ``-P`` keeps the working directory off ``sys.path``: a user's folder may hold packages that have
    the names of ours.
    """
    return (sys.executable, "-P", *arguments)


def script_interpreter(named: str = "", search_path: str | None = None) -> tuple[str, ...]:
    """The words before the path of a user's Python script.

    The interpreter that was named; else the one that runs the manager. The packaged program has no
    packages of the user's, so there it is the first ``python3`` on ``search_path`` (by default ``PATH``),
    and where there is none the Python that the program brings.
    """
    if named:
        return (named,)
    if not is_packaged():
        return (sys.executable,)
    found = shutil.which("python" if os.name == "nt" else "python3", path=search_path)
    return (found,) if found else (sys.executable, PACKAGED_PYTHON)


def obeys_hash_seed(interpreter: str) -> bool:
    """Whether ``PYTHONHASHSEED`` counts for it: not for the Python that the packaged program brings."""
    return not (is_packaged() and interpreter == sys.executable)


DESKTOP_ID: Final = "io.github.parallel_execution_manager.ParallelExecutionManager"
"""What desktops call this program: the name of its entry, its icon and its windows' class."""

_QUOTED = str.maketrans({"\\": r"\\\\", '"': r'\\"', "`": r"\\`", "$": r"\\$", "%": "%%"})


class AutostartError(Exception):
    """It cannot be switched; the message names the file, the reason and the way out."""


def is_supported(platform: str = sys.platform) -> bool:
    """Whether this system has autostart folders."""
    return platform not in {"win32", "darwin"}


def autostart_file(env: Mapping[str, str]) -> Path:
    """The entry's path for the user of ``env``."""
    configured = env.get("XDG_CONFIG_HOME", "")
    folder = Path(configured) if Path(configured).is_absolute() else Path.home() / ".config"
    return folder / "autostart" / f"{DESKTOP_ID}.desktop"


def is_on(env: Mapping[str, str]) -> bool:
    """Whether the program starts with the session."""
    return autostart_file(env).is_file()


def switch_on(env: Mapping[str, str], arguments: Sequence[str] = ()) -> Path:
    """Have ``pem run`` with ``arguments`` started with the session; the file that says so.

    Raises:
        AutostartError: the file cannot be written.
    """
    path = autostart_file(env)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_text(path, _entry([*own_command(), "run", *arguments]))
    except OSError as error:
        raise _cannot(path, "written", error) from error
    return path


def switch_off(env: Mapping[str, str]) -> Path:
    """Have it not started any more; the file that is gone now.

    Raises:
        AutostartError: the file cannot be removed.
    """
    path = autostart_file(env)
    try:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
    except OSError as error:
        raise _cannot(path, "removed", error) from error
    return path


def own_command() -> tuple[str, ...]:
    """The words that start ``pem`` as it runs now, from whatever folder."""
    if is_packaged():
        return (sys.executable,)
    _, *words = python_command("-m", "parallel_execution_manager")
    return (os.path.abspath(sys.executable), *words)  # noqa: PTH100 - links stay


def _entry(command: Sequence[str]) -> str:
    words = " ".join(f'"{word.translate(_QUOTED)}"' for word in command)
    return (
        "[Desktop Entry]\nType=Application\nVersion=1.5\nName=Parallel Execution Manager\n"
        f"Exec={words}\nIcon={DESKTOP_ID}\nTerminal=false\nX-GNOME-Autostart-enabled=true\n"
    )


def _cannot(path: Path, what: str, error: OSError) -> AutostartError:
    reason = error.strerror or error
    return AutostartError(f"{path} cannot be {what} ({reason}): correct the permissions of its folder")
