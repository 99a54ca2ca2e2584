"""What is made of the built folder for Linux: files for the desktop, a ``.tar.gz`` and a ``.deb``."""

from __future__ import annotations

import gzip
import os
import platform
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from devtools.archives import write_tar_gz
from devtools.bundle.contents import APPLICATION_ID
from devtools.debian import architecture, write_deb
from devtools.project import ROOT

NAME = "parallel-execution-manager"
LINUX = ROOT / "devtools" / "bundle" / "linux"
DESCRIPTION = (
    "run the tasks of several roles side by side\n"
    " Runs tasks as processes: starts what fits, the most important first, holds roles\n"
    " back when the machine gets too busy, and never lets two tasks work on one file.\n"
    " Has a window and a command line."
)


@dataclass(frozen=True)
class Release:
    """What is packaged: its version, and the moment (seconds since 1970) that its files are given."""

    version: str
    moment: int

    @property
    def day(self) -> str:
        """The day of the moment, as 2026-01-31."""
        return datetime.fromtimestamp(self.moment, UTC).date().isoformat()


def add_desktop_files(share: Path, icons: Path, release: Release) -> None:
    """Put entry, metadata, kind of file, icons and manual below ``share``."""
    places = {
        f"{APPLICATION_ID}.desktop": "applications",
        f"{APPLICATION_ID}.metainfo.xml": "metainfo",
        f"{APPLICATION_ID}.xml": "mime/packages",
    }
    for name, folder in places.items():
        (share / folder).mkdir(parents=True, exist_ok=True)
        (share / folder / name).write_text(filled(LINUX / name, release), encoding="utf-8")
    manuals = share / "man" / "man1"
    manuals.mkdir(parents=True)
    manual = filled(LINUX / "pem.1", release).encode()
    (manuals / "pem.1.gz").write_bytes(gzip.compress(manual, mtime=release.moment))
    (manuals / f"{NAME}.1.gz").symlink_to("pem.1.gz")
    shutil.copytree(icons, share / "icons" / "hicolor")


def filled(template: Path, release: Release) -> str:
    """The text of a template with the release's version and day in it."""
    text = template.read_text(encoding="utf-8")
    return text.replace("@VERSION@", release.version).replace("@DATE@", release.day)


def make_archive(built: Path, icons: Path, release: Release, work: Path) -> Path:
    """The ``.tar.gz`` beside ``built``: one folder that runs from wherever it is unpacked."""
    root = f"{NAME}-{release.version}-linux-{platform.machine()}"
    tree = _emptied(work / "archive")
    folder = tree / root
    shutil.copytree(built, folder, symlinks=True, copy_function=os.link)
    add_desktop_files(folder / "share", icons, release)
    target = built.parent / f"{root}.tar.gz"
    with target.open("wb") as file:
        write_tar_gz(file, tree, "", release.moment)
    return target


def make_deb(built: Path, icons: Path, release: Release, work: Path) -> Path:
    """The ``.deb`` beside ``built``: the folder in ``/usr/lib``, links in ``/usr/bin``."""
    tree = _emptied(work / "deb")
    library = tree / "usr" / "lib" / NAME
    library.parent.mkdir(parents=True)
    shutil.copytree(built, library, symlinks=True, copy_function=os.link)
    (library / NAME).unlink()
    programs = tree / "usr" / "bin"
    programs.mkdir()
    for program in ("pem", NAME):
        (programs / program).symlink_to(f"../lib/{NAME}/pem")
    share = tree / "usr" / "share"
    add_desktop_files(share, icons, release)
    papers = share / "doc" / NAME
    papers.mkdir(parents=True)
    shutil.copyfile(ROOT / "LICENSE", papers / "copyright")
    changes = (ROOT / "CHANGELOG.md").read_bytes()
    (papers / "changelog.gz").write_bytes(gzip.compress(changes, mtime=release.moment))
    target = built.parent / f"{NAME}_{release.version}_{architecture()}.deb"
    write_deb(target, tree, control_fields(release), release.moment)
    return target


def control_fields(release: Release) -> dict[str, str]:
    """What the package says of itself. The C library is the one that it was built with, or a newer one.

    The rest of what it depends on comes with a graphics driver or a display, and so is not brought.
    """
    _, libc = platform.libc_ver()
    return {
        "Package": NAME,
        "Version": release.version,
        "Architecture": architecture(),
        "Maintainer": "The authors of Parallel Execution Manager <nobody@localhost>",
        "Section": "utils",
        "Priority": "optional",
        "Depends": f"libc6 (>= {libc}), libegl1, libgl1, libxcb1",
        "Recommends": "fontconfig-config, fonts-dejavu-core, libwayland-client0, libwayland-cursor0, python3",
        "Description": DESCRIPTION,
    }


def _emptied(folder: Path) -> Path:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return folder
