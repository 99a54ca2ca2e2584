"""What the packaged program holds is what the program uses, and the files for the desktop fit together."""

from __future__ import annotations

import ast
import configparser
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from devtools.bundle.contents import (
    APPLICATION_ID,
    QT_MODULES,
    is_wanted,
    resources,
    standard_library,
    still_needed,
)
from devtools.linux_package import LINUX, Release, add_desktop_files
from devtools.package import refuse_incomplete
from devtools.project import ToolError
from devtools.release import project_version
from parallel_execution_manager.system.host import DESKTOP_ID
from parallel_execution_manager_gui import application

ROOT = Path(__file__).parents[2]
OURS = sorted(path for folder in ("core", "gui") for path in (ROOT / folder).rglob("*.py"))
RELEASE = Release("1.2.3", 1_700_000_000)


def qt_modules(path):
    """The modules of PySide6 that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("PySide6."):
            yield node.module.split(".")[1]
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".")[1] for alias in node.names if alias.name.startswith("PySide6."))


def test_every_module_of_qt_that_we_import_is_packaged():
    assert {module for path in OURS for module in qt_modules(path)} <= QT_MODULES


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("PySide6/QtWidgets.abi3.so", True),
        ("PySide6/QtQuick.abi3.so", False),
        ("PySide6/QtOpenGL.py", True),
        ("parallel_execution_manager-1.dist-info/METADATA", True),
        ("parallel_execution_manager-1.dist-info/direct_url.json", False),
        ("PySide6/Qt/lib/libQt6Gui.so.6", True),
        ("PySide6/Qt/lib/libQt6Quick.so.6", False),
        ("PySide6/Qt/lib/libicudata.so.73", True),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/translations/qt_help_de.qm", False),
        ("PySide6/Qt/qml/QtQuick/qmldir", False),
        ("PySide6\\Qt6Pdf.dll", False),
        ("libQt6Pdf.so.6", False),
        ("numpy/tests/test_x.py", False),
        ("numpy/_core/x.so", True),
        ("libz.so.1", True),
    ],
)
def test_what_is_packaged_is_what_is_allowed(path, wanted):
    assert is_wanted(path) is wanted


def test_a_library_that_only_something_left_out_wanted_is_left_out():
    files = [("a/x.so", "/x", "EXTENSION"), ("libb.so.1", "/b", "BINARY"), ("libc.so.2", "/c", "BINARY")]
    more = [("libgtk.so.3", "/gtk", "BINARY"), ("LICENSE", "/l", "DATA"), ("libpython3.so", "/p", "BINARY")]
    linked = {"/x": ["libb.so.1"], "/b": ["libc.so.2", "libm.so.6"]}
    kept = still_needed([*files, *more], lambda path: [(name, None) for name in linked.get(path, [])])
    assert {entry[0] for entry in kept} == {"a/x.so", "libb.so.1", "libc.so.2", "LICENSE", "libpython3.so"}


def test_the_whole_standard_library_is_packaged_but_for_tests_and_windows_of_its_own():
    names = set(standard_library())
    assert {"asyncio", "email.mime.text", "sqlite3.dbapi2", "unittest.mock", "zoneinfo"} <= names
    assert not [name for name in names if name.split(".")[0] in {"tkinter", "test", "idlelib"}]


def test_what_the_wheel_holds_besides_modules_is_packaged_at_the_same_places():
    found = dict(resources(ROOT))
    assert found["resources"] == "parallel_execution_manager/resources"
    assert found["parallel_execution_config.json"] == "parallel_execution_manager/resources"


def tree(path):
    """The root of a file of our own."""
    return ET.parse(path).getroot()  # noqa: S314 - it is our own


@pytest.fixture
def share(tmp_path):
    icons = tmp_path / "hicolor"
    (icons / "scalable").mkdir(parents=True)
    add_desktop_files(tmp_path / "share", icons, RELEASE)
    return tmp_path / "share"


def test_the_desktop_entry_names_program_icon_and_kind_of_file(share):
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str
    entry.read(share / "applications" / f"{APPLICATION_ID}.desktop", encoding="utf-8")
    main = entry["Desktop Entry"]
    assert main["Exec"] == "parallel-execution-manager %f"
    assert main["Icon"] == APPLICATION_ID
    # On X11 a window is known by the application's name, on Wayland by the name of this file.
    assert main["StartupWMClass"] == application.APPLICATION_ID
    kind = tree(share / "mime" / "packages" / f"{APPLICATION_ID}.xml")
    types = [node.get("type") for node in kind.iter() if node.get("type")]
    assert main["MimeType"] == f"{types[0]};"
    assert [node.get("pattern") for node in kind.iter() if node.get("pattern")] == ["*.pemtasks"]


def test_the_metadata_say_what_software_centres_want(share):
    root = tree(share / "metainfo" / f"{APPLICATION_ID}.metainfo.xml")
    assert root.get("type") == "desktop-application"
    assert root.findtext("id") == APPLICATION_ID
    for name in ("name", "summary", "metadata_license", "project_license", "developer/name", "description/p"):
        assert (root.findtext(name) or "").strip(), name
    assert root.findtext("launchable") == f"{APPLICATION_ID}.desktop"
    assert root.find("content_rating") is not None
    release = root.find("releases/release")
    assert release is not None
    assert release.attrib == {"version": "1.2.3", "date": "2023-11-14"}
    assert root.find("categories") is None


def test_the_manual_page_and_its_second_name_are_there(share):
    assert (share / "man/man1/parallel-execution-manager.1.gz").resolve() == share / "man/man1/pem.1.gz"


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="there is no desktop-file-validate")
def test_the_validator_of_desktop_entries_finds_nothing(share):
    path = share / "applications" / f"{APPLICATION_ID}.desktop"
    done = subprocess.run(["desktop-file-validate", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.skipif(shutil.which("appstreamcli") is None, reason="there is no appstreamcli")
def test_the_validator_of_metadata_finds_nothing_but_that_there_is_no_home_page(share):
    path = share / "metainfo" / f"{APPLICATION_ID}.metainfo.xml"
    allowed = "--override=url-homepage-missing=info"
    done = subprocess.run(
        ["appstreamcli", "validate", "--no-net", allowed, path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_program_and_its_files_have_one_id():
    assert DESKTOP_ID == APPLICATION_ID
    assert {
        path.name.removesuffix(path.suffix).removesuffix(".metainfo") for path in LINUX.glob("*.*.*")
    } == {APPLICATION_ID}


def test_nothing_is_built_where_libraries_of_windows_are_missing(tmp_path):
    python = tmp_path / "python"
    python.write_text(
        "#!/bin/sh\necho 'Qt needs libraries that are missing here (libxcb-cursor.so.0): install'\n"
    )
    python.chmod(0o755)
    with pytest.raises(ToolError, match=r"would be incomplete\. Qt needs .*libxcb-cursor"):
        refuse_incomplete(python)


def test_the_version_stands_in_one_place():
    assert re.fullmatch(r"\d+\.\d+\.\d+", project_version())
    for path in LINUX.iterdir():
        assert project_version() not in path.read_text(encoding="utf-8"), path.name
