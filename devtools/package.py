"""``dev.py package``: the program as a folder that needs no Python, for Linux also as archive and package."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from devtools.bundle.contents import APPLICATION_ID
from devtools.environment import DEV, PACKAGE, RUN, Environment, environment_for
from devtools.interpreters import find, own_interpreter, own_version
from devtools.linux_package import NAME, Release, make_archive, make_deb
from devtools.package_figures import figures
from devtools.processes import Command, answers, call
from devtools.project import PYTHONS, ROOT, ToolError, say
from devtools.release import project_version

BUILT = ROOT / "dist" / NAME
WORK = ROOT / "build" / "package"
MISSING = (
    "from parallel_execution_manager.system.host import missing_libraries_problem; "
    "print(missing_libraries_problem() or '')"
)
XVFB = "-screen 0 1280x1024x24 -noreset"
FIRST_CHOICE = ("3.13", "3.12")
SHARED = (
    "import sys, sysconfig; value = sysconfig.get_config_var; "
    "sys.exit(sys.platform != 'win32' and not value('Py_ENABLE_SHARED') and not value('PYTHONFRAMEWORK'))"
)


def package(*, check: bool) -> int:
    """Build, say what came of it and, if wished, test it; the exit code.

    Raises:
        ToolError: there is no Python that can be packaged, or its environment cannot be made.
    """
    version, interpreter = packaged_python()
    environment = Environment(ROOT, ROOT / ".venv-package", version, interpreter)
    environment.prepare(PACKAGE)
    refuse_incomplete(environment.python)
    began = time.monotonic()
    release = Release(project_version(), moment())
    icons = WORK / "icons" / "hicolor"
    code = _draw_icons(environment, icons) or _build(environment)
    if code:
        return code
    made = [BUILT]
    if sys.platform == "linux":
        (BUILT / NAME).symlink_to("pem")
        made += [make_archive(BUILT, icons, release, WORK), make_deb(BUILT, icons, release, WORK)]
    took = time.monotonic() - began
    for path in made:
        print(path.relative_to(ROOT))
    own = environment_for(own_version(), own_interpreter())
    own.prepare(DEV if check else RUN)
    for line in figures(made, took, version, environment, own):
        print(line)
    return _check(own) if check else 0


def packaged_python() -> tuple[str, Path]:
    """The Python that is packaged: 3.12 or newer if one is here, and one that can be linked to.

    Raises:
        ToolError: there is none.
    """
    for version in (*FIRST_CHOICE, own_version()):
        interpreter = find(version)
        if interpreter and answers([interpreter, "-I", "-c", SHARED]):
            return version, interpreter
    raise ToolError(
        f"package needs a Python ({', '.join(PYTHONS)}) with a shared library: on Debian and Ubuntu install "
        "python3-dev; with pyenv build one by PYTHON_CONFIGURE_OPTS=--enable-shared"
    )


def refuse_incomplete(python: Path) -> None:
    """Libraries for windows are taken from this computer: what is missing here is missing in the program.

    Raises:
        ToolError: some are missing; the message names them and what installs them.
    """
    asked = subprocess.run([python, "-P", "-c", MISSING], capture_output=True, text=True, check=False)
    problem = (asked.stdout or asked.stderr).strip()
    if problem:
        raise ToolError(f"the packaged program would be incomplete. {problem}")


def moment() -> int:
    """The time that all packed files get: ``SOURCE_DATE_EPOCH``, else that of the last commit, else 2000."""
    chosen = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not re.fullmatch(r"\d+", chosen):
        asked = subprocess.run(
            ["git", "-C", ROOT, "log", "-1", "--format=%ct"], capture_output=True, text=True, check=False
        )
        chosen = asked.stdout.strip()
    return int(chosen or 946684800)


def _draw_icons(environment: Environment, icons: Path) -> int:
    if icons.exists():
        shutil.rmtree(icons)
    script = ROOT / "devtools" / "bundle" / "draw_icons.py"
    command: Command = [environment.python, "-P", script, ROOT / "resources" / "icons", icons, APPLICATION_ID]
    return call(command, QT_QPA_PLATFORM="offscreen")


def _build(environment: Environment) -> int:
    say(f"building dist/{NAME} with Python {environment.version} ...")
    command: Command = [
        *(environment.python, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"),
        *("--distpath", BUILT.parent, "--workpath", WORK / "pyinstaller"),
        ROOT / "devtools" / "bundle" / "pem.spec",
    ]
    # Without the sources of modules nobody is shown a column of them.
    code = call(command, PYTHONHASHSEED="0", PYTHONNODEBUGRANGES="1", SOURCE_DATE_EPOCH=str(moment()))
    if code or sys.platform != "linux":
        return code
    return call([environment.python, "-P", ROOT / "devtools" / "bundle" / "rearrange.py", BUILT])


def _check(environment: Environment) -> int:
    say("testing what was built")
    command: Command = [environment.python, "-m", "pytest", "tests/packaged"]
    code = call(command, cwd=ROOT, QT_QPA_PLATFORM="offscreen")
    server = shutil.which("xvfb-run")
    if server is None:
        say("there is no xvfb-run: not tested on a display")
        return code
    # Else the server begins anew when its only client leaves, and refuses whoever comes at that moment.
    on_display: Command = [server, "-a", "-s", XVFB, *command, "-m", "xcb"]
    return call(on_display, cwd=ROOT, QT_QPA_PLATFORM="xcb") or code
