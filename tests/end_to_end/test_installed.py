"""The wheel, installed by pip into an environment of its own without asking any package index."""

from __future__ import annotations

import email
import importlib.util
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="programs are elsewhere there"),
    pytest.mark.skipif(importlib.util.find_spec("ensurepip") is None, reason="this Python brings no pip"),
]


@pytest.fixture(scope="module")
def installed(distributions, tmp_path_factory):
    """The folder with the programs of an environment that has the wheel, and beside it what it needs."""
    folder = tmp_path_factory.mktemp("pip") / "an environment"
    venv.create(folder, symlinks=True, with_pip=True)
    programs = folder / "bin"
    install = [
        programs / "python",
        "-m",
        "pip",
        "install",
        "--no-index",
        "--no-deps",
        "--quiet",
        distributions[1],
    ]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    # What it depends on is here already and was checked by its hash: see test_original_snippets.
    own = sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)})
    Path(own, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return programs


def run(*command, cwd):
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)


def test_the_programs_are_there_and_say_their_version(installed, tmp_path):
    done = run(installed / "pem", "--version", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"pem {PROJECT['version']}\n"), done.stderr
    done = run(installed / "parallel-execution-manager", "--help", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "usage: pem run" in done.stdout


def test_resources_are_found_in_what_is_installed(installed, tmp_path):
    code = (
        "from parallel_execution_manager.system.host import resource_path as path\n"
        "for name in ('demo/demo_queue.jsonl', 'docs/user-guide.md', 'parallel_execution_config.json',\n"
        "             'icons/parallel-execution-manager.svg'):\n"
        "    print(path(name))"
    )
    done = run(installed / "python", "-c", code, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    places = done.stdout.splitlines()
    assert len(places) == 4
    assert all(place.startswith(str(installed.parent)) for place in places)


def test_a_queue_is_run_by_what_is_installed(installed, tmp_path):
    (tmp_path / "t.pemtasks").write_text('{"role": "script_assessment", "script_path": "s.py"}\n')
    (tmp_path / "s.py").write_text("def f(x):\n    return x\n")
    done = run(installed / "pem", "batch", "t.pemtasks", "--data-dir", "d", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_wheel_asks_for_what_the_project_names_and_offers_no_extras(distributions):
    with zipfile.ZipFile(distributions[1]) as wheel:
        name = next(each for each in wheel.namelist() if each.endswith(".dist-info/METADATA"))
        facts = email.message_from_bytes(wheel.read(name))
        programs = wheel.read(name.replace("METADATA", "entry_points.txt")).decode()
    wanted = {re.split(r"[;<>=! ]", text)[0].lower() for text in PROJECT["dependencies"]}
    asked = {re.split(r"[;<>=! ]", text)[0].lower() for text in facts.get_all("Requires-Dist")}
    assert asked == wanted
    assert facts.get_all("Provides-Extra") is None
    assert [line.split(" = ")[0] for line in programs.splitlines() if " = " in line] == [
        "pem",
        "parallel-execution-manager",
    ]
