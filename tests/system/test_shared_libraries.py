"""Missing system libraries are named, with the packages that bring them, before Qt ends the process."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from parallel_execution_manager.system.host import (
    PACKAGES,
    Use,
    can_be_loaded,
    how_to_install,
    missing_libraries,
    missing_libraries_problem,
    read_os_release,
)

DEBIAN_12 = {"ID": "debian", "VERSION_ID": "12"}
DEBIAN_13 = {"ID": "debian", "VERSION_ID": "13"}


def test_a_library_that_does_not_exist_is_missing():
    assert not can_be_loaded("libno-such-library.so.7")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the C library has another name elsewhere")
def test_the_c_library_is_not_missing():
    assert can_be_loaded("libc.so.6")


def test_only_linux_is_searched():
    assert missing_libraries(Use.X11_WINDOW, "darwin", lambda _: False) == ()
    assert missing_libraries(Use.X11_WINDOW, "linux", lambda _: False) == tuple(sorted(Use.X11_WINDOW.value))


def test_each_use_asks_for_what_lies_below_it():
    assert Use.CORE.value.keys() < Use.DRAWING.value.keys() < Use.X11_WINDOW.value.keys()
    assert Use.DRAWING.value.keys() < Use.WAYLAND_WINDOW.value.keys()


def test_the_way_out_on_debian_is_one_command_for_all():
    sonames = ("libxcb-cursor.so.0", "libglib-2.0.so.0", "libgthread-2.0.so.0")
    assert how_to_install(sonames, DEBIAN_12) == "sudo apt-get install libglib2.0-0 libxcb-cursor0"


@pytest.mark.parametrize(
    ("release", "package"),
    [
        (DEBIAN_12, "libglib2.0-0"),
        (DEBIAN_13, "libglib2.0-0t64"),
        ({"ID": "debian"}, "libglib2.0-0t64"),
        ({"ID": "ubuntu", "ID_LIKE": "debian", "VERSION_ID": "22.04"}, "libglib2.0-0"),
        ({"ID": "ubuntu", "ID_LIKE": "debian", "VERSION_ID": "24.04"}, "libglib2.0-0t64"),
        ({"ID": "linuxmint", "ID_LIKE": "ubuntu debian", "VERSION_ID": "22"}, "libglib2.0-0t64"),
    ],
)
def test_packages_have_the_names_of_their_release(release, package):
    assert how_to_install(("libglib-2.0.so.0",), release) == f"sudo apt-get install {package}"


@pytest.mark.parametrize("release", [{}, {"ID": "fedora", "ID_LIKE": "rhel"}, {"ID": "arch"}])
def test_other_systems_get_no_command_that_they_lack(release):
    assert "apt-get" not in how_to_install(("libGL.so.1",), release)


def test_the_problem_names_library_reason_and_way_out_in_one_line(tmp_path):
    release = tmp_path / "os-release"
    release.write_text('# a comment\nID=debian\nVERSION_ID="13"\n', encoding="utf-8")
    problem = missing_libraries_problem(missing=lambda _: ("libxcb-icccm.so.4",), os_release=release)
    assert problem == (
        "Qt needs libraries that are missing here (libxcb-icccm.so.4): sudo apt-get install libxcb-icccm4"
    )


def test_there_is_no_problem_when_nothing_is_missing():
    assert missing_libraries_problem(missing=lambda _: ()) is None


def test_a_system_without_a_release_file_is_unknown(tmp_path):
    assert read_os_release(tmp_path / "none") == {}


@pytest.mark.skipif(shutil.which("ldd") is None, reason="asks ldd")
@pytest.mark.parametrize(
    ("file", "use"), [("libqxcb.so", Use.X11_WINDOW), ("libqwayland.so", Use.WAYLAND_WINDOW)]
)
def test_the_lists_hold_what_the_installed_qt_links_to(file, use):
    spec = importlib.util.find_spec("PySide6")
    plugin = Path(spec.submodule_search_locations[0], "Qt", "plugins", "platforms", file)
    linked = subprocess.run(["ldd", plugin], capture_output=True, text=True, check=True).stdout
    sonames = {line.split()[0] for line in linked.splitlines()}
    assert set(use.value) <= sonames
    assert {name for name in sonames if name.startswith(("libxcb", "libwayland"))} <= set(PACKAGES)
