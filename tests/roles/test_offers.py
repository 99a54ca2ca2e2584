"""Roles that packages offer are found wherever packages are, and where there are none nothing is loaded."""

from __future__ import annotations

import importlib
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from parallel_execution_manager.roles.registry import offered

GROUP = "some.group"
FILES = {
    "PKG-INFO": "Metadata-Version: 2.1\nName: more-roles\nVersion: 1.0\n",
    "METADATA": "Metadata-Version: 2.1\nName: more-roles\nVersion: 1.0\n",
    "entry_points.txt": f"[{GROUP}]\nsecond = more:Second\nfirst = more:First\n",
}
FOUND = [("first", "more:First", "more-roles"), ("second", "more:Second", "more-roles")]


def put(folder: Path, monkeypatch) -> None:
    monkeypatch.syspath_prepend(str(folder))
    importlib.invalidate_caches()


@pytest.mark.parametrize(
    "name", ["more_roles-1.0.dist-info", "more_roles.egg-info", "more_roles.egg/EGG-INFO"]
)
def test_each_kind_of_installed_package_is_found(name, tmp_path, monkeypatch):
    (tmp_path / name).mkdir(parents=True)
    for file, text in FILES.items():
        (tmp_path / name / file).write_text(text, encoding="utf-8")
    put(tmp_path / "more_roles.egg" if ".egg/" in name else tmp_path, monkeypatch)
    assert list(offered(GROUP)) == FOUND


def test_a_package_in_an_archive_is_found(tmp_path, monkeypatch):
    archive = tmp_path / "more.zip"
    with zipfile.ZipFile(archive, "w") as made:
        for file, text in FILES.items():
            made.writestr(f"more_roles-1.0.dist-info/{file}", text)
    put(archive, monkeypatch)
    assert list(offered(GROUP)) == FOUND


def test_a_finder_of_packages_is_asked(tmp_path, monkeypatch):
    info = tmp_path / "more_roles-1.0.dist-info"
    info.mkdir()
    for file, text in FILES.items():
        (info / file).write_text(text, encoding="utf-8")

    class Finder:
        @staticmethod
        def find_spec(_name, _path=None, _target=None):
            return None

        @staticmethod
        def find_distributions(_context):
            return [metadata.PathDistribution(info)]

    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder])
    assert list(offered(GROUP)) == FOUND


def test_what_cannot_be_looked_at_offers_nothing(tmp_path, monkeypatch):
    (tmp_path / "other-1.0.dist-info").mkdir()
    (tmp_path / "odd-1.0.dist-info").write_text("no folder", encoding="utf-8")
    put(tmp_path, monkeypatch)
    monkeypatch.syspath_prepend(str(tmp_path / "gone"))
    assert list(offered(GROUP)) == []


def test_where_no_package_offers_roles_nothing_is_loaded():
    code = (
        "import sys\n"
        "from parallel_execution_manager.roles.registry import load_roles\n"
        "print(len(load_roles().roles), 'importlib.metadata' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "6 False\n"
