"""A virtual environment is made once, brought up to date in place, and never trusted half made."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from devtools.environment import BENCH, DEV, RUN, SOURCES, STAMP, Environment
from devtools.interpreters import own_interpreter, own_version
from devtools.project import ToolError


@dataclass
class WithoutPackages:
    """An installer that makes real environments, quickly, and only notes what it would install."""

    name: str = "venv without packages"
    made: int = 0
    installed: list[str] = field(default_factory=list)
    fails: bool = False

    def make(self, folder: Path, interpreter: Path) -> None:
        self.made += 1
        subprocess.run([interpreter, "-m", "venv", "--without-pip", folder], check=True)

    def can_fill(self, python: Path) -> bool:
        return python.exists()

    def add(self, python: Path, lock: Path) -> None:
        assert python.exists()
        if self.fails:
            raise ToolError("the network is gone.")
        self.installed.append(lock.stem)

    def add_project(self, python: Path, project: Path) -> None:
        assert (project / "pyproject.toml").exists()


@pytest.fixture
def installer():
    return WithoutPackages()


@pytest.fixture
def environment(tmp_path):
    root = tmp_path / "ein Ordner mit ä und Leerzeichen"
    (root / "locks").mkdir(parents=True)
    for path in ("locks/run.txt", "locks/dev.txt", "locks/bench.txt", "pyproject.toml"):
        (root / path).write_text("first\n", encoding="utf-8")
    for folder in SOURCES:
        (root / folder).mkdir()
    return Environment(root, root / ".venv", own_version(), own_interpreter())


def prepare(environment, packages, installer):
    environment.prepare(packages, lambda: installer)


def test_the_first_call_makes_it_and_the_second_has_nothing_to_do(environment, installer, capsys):
    prepare(environment, RUN, installer)
    assert "making .venv" in capsys.readouterr().err
    prepare(environment, RUN, installer)
    assert (installer.made, installer.installed) == (1, ["run"])
    assert capsys.readouterr().err == ""
    assert subprocess.run([environment.python, "-c", "pass"], check=False).returncode == 0


def test_the_sources_are_compiled_also_where_python_keeps_nothing_of_that(
    environment, installer, monkeypatch
):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    folder = environment.root / SOURCES[0]
    (folder / "good.py").write_text("", encoding="utf-8")
    (folder / "bad.py").write_text("(", encoding="utf-8")
    prepare(environment, RUN, installer)
    assert [path.name.split(".")[0] for path in (folder / "__pycache__").iterdir()] == ["good"]


def test_development_packages_are_added_and_hold_those_for_running(environment, installer):
    for packages in (RUN, DEV, RUN, DEV):
        prepare(environment, packages, installer)
    assert (installer.made, installer.installed) == (1, ["run", "dev"])


@pytest.mark.parametrize("changed", ["locks/run.txt", "pyproject.toml"])
def test_a_changed_lock_or_project_is_brought_up_to_date_in_place(environment, installer, changed):
    prepare(environment, RUN, installer)
    (environment.root / changed).write_text("second\n", encoding="utf-8")
    prepare(environment, RUN, installer)
    assert (installer.made, installer.installed) == (1, ["run", "run"])


def test_what_only_benches_need_is_added_once_and_again_after_a_change(environment, installer):
    prepare(environment, DEV, installer)
    for _ in range(2):
        environment.add(BENCH, lambda: installer)
    assert installer.installed == ["dev", "bench"]
    prepare(environment, DEV, installer)
    (environment.root / "locks/bench.txt").write_text("second\n", encoding="utf-8")
    environment.add(BENCH, lambda: installer)
    assert (installer.made, installer.installed) == (1, ["dev", "bench", "bench"])


def test_what_could_not_be_added_is_tried_again(environment, installer):
    prepare(environment, DEV, installer)
    installer.fails = True
    with pytest.raises(ToolError, match="network"):
        environment.add(BENCH, lambda: installer)
    installer.fails = False
    environment.add(BENCH, lambda: installer)
    assert installer.installed == ["dev", "bench"]


def test_an_environment_for_development_stays_one(environment, installer):
    prepare(environment, DEV, installer)
    (environment.root / "pyproject.toml").write_text("second\n", encoding="utf-8")
    prepare(environment, RUN, installer)
    assert installer.installed == ["dev", "dev"]


def test_after_a_failed_set_up_the_next_call_starts_afresh(environment, installer):
    installer.fails = True
    with pytest.raises(ToolError, match="network"):
        prepare(environment, RUN, installer)
    installer.fails = False
    (environment.folder / "half-made").touch()
    prepare(environment, RUN, installer)
    assert installer.made == 2
    assert not (environment.folder / "half-made").exists()


def test_a_failed_upgrade_is_not_taken_for_a_finished_one(environment, installer):
    prepare(environment, RUN, installer)
    installer.fails = True
    with pytest.raises(ToolError, match="network"):
        prepare(environment, DEV, installer)
    assert not (environment.folder / STAMP).exists()


def test_an_environment_whose_python_vanished_is_made_anew(environment, installer, capsys):
    prepare(environment, RUN, installer)
    environment.python.unlink()
    prepare(environment, RUN, installer)
    assert installer.made == 2
    assert "its Python is gone" in capsys.readouterr().err


def test_a_moved_checkout_gets_a_new_environment(environment, installer, capsys):
    prepare(environment, RUN, installer)
    new_root = environment.root.with_name("moved")
    environment.root.rename(new_root)
    prepare(Environment(new_root, new_root / ".venv", own_version(), own_interpreter()), RUN, installer)
    assert installer.made == 2
    assert f"it was made for Python {own_version()} in {environment.folder}" in capsys.readouterr().err


def test_another_version_of_python_gets_a_new_environment(environment, installer):
    prepare(environment, RUN, installer)
    prepare(Environment(environment.root, environment.folder, "3.99", own_interpreter()), RUN, installer)
    assert installer.made == 2


def test_a_garbled_stamp_counts_as_none(environment, installer):
    prepare(environment, RUN, installer)
    (environment.folder / STAMP).write_text("?", encoding="utf-8")
    prepare(environment, RUN, installer)
    assert installer.made == 2


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_a_link_in_its_place_is_replaced_and_its_target_left_alone(environment, installer, tmp_path):
    target = tmp_path / "somebody's"
    target.mkdir()
    (target / "file").touch()
    environment.folder.symlink_to(target)
    prepare(environment, RUN, installer)
    assert (target / "file").exists()
    assert not environment.folder.is_symlink()


def test_two_set_ups_at_once_do_the_work_once(environment, installer):
    threads = [threading.Thread(target=prepare, args=(environment, RUN, installer)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (installer.made, installer.installed) == (1, ["run"])


@pytest.mark.skipif(shutil.which("uv") is None, reason="uv is not installed")
def test_uv_makes_an_environment_that_venv_and_pip_refuse_to_fill(environment):
    from devtools.installers import Uv, VenvAndPip

    Uv(shutil.which("uv")).make(environment.folder, own_interpreter())
    assert Uv(shutil.which("uv")).can_fill(environment.python)
    assert not VenvAndPip().can_fill(environment.python)
