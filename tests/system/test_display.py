"""A display that is missing, gone or hostile is found before Qt ends the process over it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading

import pytest

from parallel_execution_manager.system.host import Use, display_problem, has_display

LINUX_ONLY = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays of Linux")


def no_library_is_missing(_: Use) -> None:
    return None


def problem(**env: str) -> str | None:
    return display_problem(env, "linux", no_library_is_missing)


@pytest.fixture
def closing_server():
    """A TCP port that takes each connection and closes it at once."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def refuse() -> None:
            while True:
                try:
                    server.accept()[0].close()
                except OSError:
                    return

        thread = threading.Thread(target=refuse)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.fixture
def x_server(tmp_path):
    """The DISPLAY of a real X server, made for one test."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "640x480x24", "-nolisten", "tcp"]
    with (tmp_path / "xvfb.log").open("wb") as log:
        server = subprocess.Popen(command, pass_fds=[write], stdout=log, stderr=log)
    os.close(write)
    with os.fdopen(read) as number:
        yield server, f":{number.readline().strip()}"
    server.terminate()
    server.wait()


@pytest.mark.parametrize(
    ("env", "platform", "expected"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "darwin", True),
        ({}, "win32", True),
    ],
)
def test_a_display_is_what_the_environment_names(env, platform, expected):
    assert has_display(env, platform) is expected


def test_other_systems_have_a_screen_of_their_own():
    assert display_problem({}, "darwin") is None
    assert display_problem({}, "win32") is None


def test_no_display_is_one_line_with_a_way_out():
    assert "--headless" in problem()
    assert "\n" not in problem()


@pytest.mark.parametrize("name", ["offscreen", "minimal", "vnc:size=800x600", "offscreen;xcb"])
def test_a_screenless_platform_of_qt_needs_no_display(name):
    assert problem(QT_QPA_PLATFORM=name) is None


@pytest.mark.parametrize(
    ("env", "use"),
    [
        ({"QT_QPA_PLATFORM": "offscreen"}, Use.DRAWING),
        ({"QT_QPA_PLATFORM": "xcb", "WAYLAND_DISPLAY": "w"}, Use.X11_WINDOW),
        ({"QT_QPA_PLATFORM": "wayland-egl"}, Use.WAYLAND_WINDOW),
        ({"WAYLAND_DISPLAY": "w"}, Use.WAYLAND_WINDOW),
        ({"DISPLAY": ":0"}, Use.X11_WINDOW),
    ],
)
def test_missing_libraries_are_the_first_problem(env, use):
    assert display_problem(env, "linux", lambda asked: f"lacks {asked.name}") == f"lacks {use.name}"


@LINUX_ONLY
def test_a_wayland_display_that_is_gone_is_named(tmp_path):
    found = problem(WAYLAND_DISPLAY="wayland-7", XDG_RUNTIME_DIR=str(tmp_path))
    assert f"{tmp_path}/wayland-7" in found
    assert "does not answer" in found


@LINUX_ONLY
def test_a_wayland_display_that_answers_is_no_problem(home):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(home / "wayland-7"))
        server.listen()
        assert problem(WAYLAND_DISPLAY="wayland-7", XDG_RUNTIME_DIR=str(home)) is None
        assert problem(WAYLAND_DISPLAY=str(home / "wayland-7")) is None


@LINUX_ONLY
def test_when_wayland_fails_x_is_asked_as_qt_does(tmp_path):
    found = problem(WAYLAND_DISPLAY="gone", XDG_RUNTIME_DIR=str(tmp_path), DISPLAY=":4242")
    assert "DISPLAY=:4242" in found


@LINUX_ONLY
@pytest.mark.parametrize("display", [":4242", "unix:4242", ":4242.0", "nonsense"])
def test_an_x_server_that_is_gone_is_named(display):
    found = problem(DISPLAY=display)
    assert f"DISPLAY={display}" in found
    assert "does not answer" in found


@LINUX_ONLY
@pytest.mark.parametrize("display", ["127.0.0.1:59000", "no-such-host.invalid:0"])
def test_an_x_server_on_an_unreachable_port_or_host_is_named(display):
    assert f"DISPLAY={display}" in problem(DISPLAY=display)


@LINUX_ONLY
def test_a_port_that_is_no_x_server_is_a_problem(closing_server):
    number = closing_server - 6000
    assert f"127.0.0.1:{number}" in problem(DISPLAY=f"127.0.0.1:{number}")


@LINUX_ONLY
@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is not installed")
def test_a_real_x_server_is_no_problem_until_it_is_gone(x_server):
    server, display = x_server
    assert problem(DISPLAY=display) is None
    server.terminate()
    server.wait()
    assert f"DISPLAY={display}" in problem(DISPLAY=display)
