"""What `dev.py package` has built works alone. Skipped where nothing is; `dev.py package --check` runs it."""

from __future__ import annotations

import ast
import importlib.util
import json
import marshal
import os
import re
import shutil
import subprocess
import sys
import zlib

import pytest

from devtools.bundle.contents import EXCLUDED, LEFT_OUT_OF_PYTHON
from devtools.bundle.rearrange import ARCHIVE
from devtools.package_figures import folder_size
from tests.packaged.artefact import BUILT, IS_BUILT, NOBODY, ROOT, installed

pytestmark = [
    pytest.mark.skipif(not IS_BUILT, reason="nothing is packaged: python3 dev.py package"),
    pytest.mark.skipif(sys.platform != "linux", reason="an empty environment is one of Linux here"),
]

LARGEST_MB = 160
# They come with the system, with a graphics driver or with a display, and must be the ones of these.
OF_THE_SYSTEM = re.compile(
    r"linux-vdso|ld-linux|lib(c|m|dl|rt|pthread|util|resolv|nsl)\.so|"
    r"lib(GL|EGL|GLX|GLdispatch|OpenGL)\.so|libxcb\.so\.1|libX(au|dmcp)\.so|libbsd\.so|libmd\.so|"
    r"libdrm\.so|libgbm\.so|libwayland-(client|cursor|egl)\.so|libcrypt\.so"
)


@pytest.fixture(scope="module")
def artefact():
    with installed() as made:
        yield made


def test_the_selftest_passes_in_an_empty_environment(artefact):
    done = artefact.run("--selftest")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    assert "of 6 roles succeeded" in done.stdout
    assert "offscreen" in done.stdout


@pytest.mark.xcb
def test_the_selftest_passes_on_a_real_display(artefact):
    env = {"DISPLAY": os.environ["DISPLAY"], "QT_QPA_PLATFORM": "xcb"}
    cookie = os.environ.get("XAUTHORITY")
    if cookie:
        own = artefact.home / "cookie"
        shutil.copyfile(cookie, own)
        if os.geteuid() == 0:
            os.chown(own, NOBODY, NOBODY)
        env["XAUTHORITY"] = str(own)
    done = artefact.run("--selftest", **env)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "(xcb, " in done.stdout


def test_no_library_is_missing_and_none_is_taken_from_the_system_that_belongs_to_us():
    internal = BUILT / "_internal"
    binaries = [path for path in internal.rglob("*.so*") if not path.is_symlink()]
    assert len(binaries) > 100
    shown = subprocess.run(
        ["ldd", internal / "pem", *binaries],
        env={"LD_LIBRARY_PATH": str(internal), "PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    linked = {line.split(" (0x")[0].strip() for line in shown.splitlines() if " => " in line}
    assert [line for line in linked if "not found" in line and not OF_THE_SYSTEM.match(line)] == []
    outside = [line for line in linked if "=> /" in line and str(BUILT) not in line]
    assert [line for line in outside if not OF_THE_SYSTEM.match(line)] == []
    assert (internal / "libxcb-cursor.so.0").exists()
    assert any("libqxcb" in path.name for path in binaries)


def test_it_is_not_larger_than_promised():
    assert folder_size(BUILT) / 1e6 <= LARGEST_MB


def test_nothing_in_it_tells_where_it_was_built():
    folder = os.fsencode(ROOT)
    found = []
    for path in BUILT.rglob("*"):
        if path.is_file():
            contents = [path.read_bytes(), *unpacked(path)]
            if any(folder in content for content in contents):
                found.append(path)
        assert not (path.is_symlink() and path.readlink().is_absolute()), path
    assert found == []


def unpacked(path):
    """The modules in the program's compressed file."""
    if path.name != ARCHIVE:
        return
    data = path.read_bytes()
    begin = 8 + int.from_bytes(data[:8], "little")
    for _, offset, size in marshal.loads(data[8:begin]).values():  # noqa: S302 - it is our own
        yield zlib.decompress(data[begin + offset : begin + offset + size])


def test_what_it_depends_on_is_inside(artefact):
    names = "psutil, platformdirs, radon.complexity, rich.live, pyqtgraph, sqlite3, zoneinfo"
    done = artefact.run("-c", f"import {names}; print('all')", QT_QPA_PLATFORM="offscreen")
    assert (done.returncode, done.stdout) == (0, "all\n"), done.stderr


def test_every_module_of_the_standard_library_is_found(artefact):
    left_out = sorted({*LEFT_OUT_OF_PYTHON, *EXCLUDED})
    code = (
        "import importlib.util, sys\n"
        f"names = sys.stdlib_module_names.difference({left_out})\n"
        "print(sorted(name for name in names if importlib.util.find_spec(name) is None))"
    )
    missing = ast.literal_eval(artefact.run("-c", code).stdout)
    assert [name for name in missing if importlib.util.find_spec(name)] == []


def test_by_whatever_path_it_is_started_modules_are_found_and_the_environment_is_cleaned(artefact):
    (artefact.home / "link").symlink_to(artefact.folder)
    (artefact.home / "pem").symlink_to(artefact.folder / "pem")
    paths = ("./pem", f"../{artefact.folder.name}/pem", artefact.home / "link" / "pem", artefact.home / "pem")
    code = "import asyncio, codecs, os; print(codecs.lookup('cp437').name, os.environ.get('LD_LIBRARY_PATH'))"
    for path in paths:
        done = artefact.run_program(str(path), "-c", code)
        assert (done.returncode, done.stdout) == (0, "cp437 None\n"), f"{path}: {done.stderr}"


@pytest.mark.parametrize(
    "start",
    [
        "import parallel_execution_manager_gui.app",
        "sys.argv[1:] = ['list']; from parallel_execution_manager.control import cli; cli.main()",
    ],
)
def test_nothing_that_a_start_waits_for_has_to_be_decompressed(artefact, start):
    code = (
        "import atexit, sys\n"
        "atexit.register(lambda: print([name for name, module in sys.modules.items()\n"
        "    if type(getattr(module, '__loader__', None)).__name__ == 'PackedLoader']))\n"
    )
    done = artefact.run("-c", code + start, QT_QPA_PLATFORM="offscreen")
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


def test_modules_beside_a_script_go_before_the_programs_own_and_those_of_python_path_after(artefact):
    for folder in ("beside", "other"):
        (artefact.home / folder).mkdir()
        for name in ("calendar", "numpy", "own"):
            (artefact.home / folder / f"{name}.py").write_text(f"PLACE = {folder!r}\n")
    script = artefact.home / "beside" / "show.py"
    script.write_text("import calendar\nprint(calendar.PLACE)\n")
    done = artefact.run("-u", str(script))
    assert (done.returncode, done.stdout) == (0, "beside\n"), done.stderr
    code = "import numpy, own; print(own.PLACE, hasattr(numpy, 'PLACE'), numpy.zeros(1).shape)"
    done = artefact.run("-c", code, PYTHONPATH=str(artefact.home / "other"))
    assert (done.returncode, done.stdout) == (0, "other False (1,)\n"), done.stderr


def test_an_error_in_a_script_is_told_with_its_lines(artefact):
    script = artefact.home / "fails.py"
    script.write_text("import json\n\njson.loads('{')\n")
    done = artefact.run("-u", str(script))
    assert done.returncode == 1
    assert f'File "{script}", line 3, in <module>' in done.stderr
    assert "json.loads('{')" in done.stderr
    assert re.search(r'File "json/decoder.py", line \d+, in ', done.stderr)


def test_what_a_script_starts_as_sys_executable_is_a_python(artefact):
    script = artefact.home / "pool.py"
    script.write_text(
        "import multiprocessing, subprocess, sys\n"
        "if __name__ == '__main__':\n"
        "    with multiprocessing.get_context('spawn').Pool(1) as pool:\n"
        "        print(pool.map(abs, [-4]), flush=True)\n"
        "    subprocess.run([sys.executable, '-c', 'print(5)'], check=True)\n"
        "    exit(subprocess.call([sys.executable, 'other.py', '6']))\n"
    )
    (artefact.home / "other.py").write_text("import sys\nprint(sys.argv[1])\nexit(7)\n")
    done = artefact.run("-u", str(script))
    assert (done.returncode, done.stdout) == (7, "[4]\n5\n6\n"), done.stderr


def test_a_task_gets_the_environment_of_its_user(artefact):
    (artefact.home / "t.jsonl").write_text(
        json.dumps({"id": "show", "role": "task_management", "command": ["/usr/bin/env"]}) + "\n"
    )
    done = artefact.run("batch", "t.jsonl", "--data-dir", "d", EDITOR="mine", WITHHELD="yes")
    assert done.returncode == 0, done.stdout + done.stderr
    told = (artefact.home / "d" / "runs" / "show" / "1" / "output.log").read_text()
    assert "EDITOR=mine" in told
    assert "WITHHELD" not in told
    assert "LD_LIBRARY_PATH" not in told
    assert "_PYI" not in told
    assert "QT_PLUGIN_PATH" not in told


def test_a_script_of_the_user_runs_with_the_python_on_the_path_if_there_is_one(artefact):
    (artefact.home / "say.py").write_text("import sys, hashlib, asyncio\nprint('frozen' in vars(sys))\n")
    task = {"id": "say", "role": "agent_simulations", "script": "say.py"}
    (artefact.home / "s.jsonl").write_text(json.dumps(task) + "\n")
    stand_in = artefact.home / "bin" / "python3"
    stand_in.parent.mkdir()
    stand_in.write_text("#!/bin/sh\nexit 0\n")
    stand_in.chmod(0o755)
    stand_in.parent.chmod(0o755)
    paths = {"without": str(artefact.home), "with": str(stand_in.parent)}
    for name, path in paths.items():
        done = artefact.run("batch", "s.jsonl", "--data-dir", name, PATH=path)
        assert done.returncode == 0, done.stdout + done.stderr
    records = {
        name: json.loads((artefact.home / name / "runs" / "say" / "1" / "run.json").read_text())
        for name in paths
    }
    assert records["without"]["argv"][0] == str(artefact.folder / "pem")
    assert records["without"]["python_hash_seed"] is None
    assert records["with"]["argv"][0] == str(stand_in)


def test_a_home_that_cannot_be_written_is_told_with_the_way_out(artefact):
    done = artefact.run("run", "--headless", "--demo", HOME="/")
    assert done.returncode == 2
    assert "cannot be used: / is not writable for this user" in done.stderr
    assert "--data-dir" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_display_that_does_not_answer_is_told_before_qt_ends_the_program(artefact):
    done = artefact.run_program("parallel-execution-manager", DISPLAY=":7654")
    assert done.returncode == 2
    assert "the display does not answer" in done.stderr


def test_a_window_is_drawn_without_fonts_and_without_a_bus(artefact):
    (artefact.home / "fonts.conf").write_text("<fontconfig><dir>/nonexistent</dir></fontconfig>")
    code = (
        "from PySide6.QtWidgets import QApplication, QLabel\n"
        "application = QApplication([])\n"
        "label = QLabel('text')\n"
        "label.show()\n"
        "print(label.grab().width() > 0)"
    )
    env = {
        "QT_QPA_PLATFORM": "offscreen",
        "FONTCONFIG_FILE": str(artefact.home / "fonts.conf"),
        "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent",
        "LANG": "xx_NO.UTF-8",
    }
    done = artefact.run("-c", code, **env)
    assert (done.returncode, done.stdout) == (0, "True\n"), done.stderr


def test_the_program_of_the_window_goes_by_its_name(artefact):
    done = artefact.run_program("parallel-execution-manager", "--help", QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 0
    assert "usage: pem run" in done.stdout


def test_the_linux_packages_hold_the_program_and_what_a_desktop_wants():
    deb = next(BUILT.parent.glob("*.deb"))
    if shutil.which("dpkg-deb") is None:
        pytest.skip("there is no dpkg-deb")
    listed = subprocess.run(
        ["dpkg-deb", "--contents", deb], capture_output=True, text=True, check=True
    ).stdout
    for path in (
        "./usr/bin/pem -> ../lib/parallel-execution-manager/pem",
        "./usr/bin/parallel-execution-manager -> ../lib/parallel-execution-manager/pem",
        "./usr/share/man/man1/pem.1.gz",
        "./usr/share/icons/hicolor/scalable/mimetypes/application-x-pemtasks.svg",
    ):
        assert path in listed, path
    told = subprocess.run(["dpkg-deb", "--field", deb], capture_output=True, text=True, check=True).stdout
    assert "Package: parallel-execution-manager\n" in told
    assert re.search(r"^Depends: libc6 \(>= 2\.\d+\), ", told, re.MULTILINE)
