"""What software centres will say of a version, checked before it is released."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from xml.etree import ElementTree as ET

from devtools.bundle.contents import APPLICATION_ID
from devtools.linux_package import LINUX, Release, filled

TEMPLATE = LINUX / f"{APPLICATION_ID}.metainfo.xml"
_ALLOWED = "--override=url-homepage-missing=info"
"""There is no home page."""


def metainfo_problems(release: Release, day: str = "", template: Path = TEMPLATE) -> list[str]:
    """Why the entry of ``release`` in the metadata would not be right, each with the way out.

    ``day`` is that of the changelog, which the entry must have; empty if the version has none yet.
    """
    text = filled(template, release)
    found = ET.fromstring(text).findall("releases/release")  # noqa: S314 - our own file
    if not found:
        return [f"{template.name} has no entry in <releases>: put the one with @VERSION@ and @DATE@ back"]
    newest = found[0].attrib
    if newest.get("version") != release.version:
        return [f"{template.name} begins with version {newest.get('version')}: put @VERSION@ there"]
    if day and newest.get("date") != day:
        said = (
            f"the metadata would say {newest.get('date')} and CHANGELOG.md says {day} of {release.version}: "
        )
        return [said + "give the changelog the day on which it is committed"]
    return _said_by_the_validator(template.name, text)


def _said_by_the_validator(name: str, text: str) -> list[str]:
    program = shutil.which("appstreamcli")
    if program is None:
        return []
    with tempfile.TemporaryDirectory(prefix="pem-release-") as folder:
        path = Path(folder) / name
        path.write_text(text, encoding="utf-8")
        done = subprocess.run(
            [program, "validate", "--no-net", _ALLOWED, path], capture_output=True, text=True, check=False
        )
    return [f"appstreamcli refuses {name}:\n{done.stdout.strip()}"] if done.returncode else []
