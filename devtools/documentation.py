"""``dev.py docs``: the pages of ``docs/`` as HTML."""

from __future__ import annotations

from pathlib import Path

from devtools.environment import DEV, DOCS, Environment
from devtools.processes import call
from devtools.project import ROOT, say

SOURCE = ROOT / "docs"
CONFIGURATION = ROOT / "devtools" / "site"


def build_site(environment: Environment, folder: Path) -> int:
    """Make the pages anew in ``folder``; whatever Sphinx warns of, such as a link to nowhere, is an error."""
    environment.prepare(DEV)
    environment.add(DOCS)
    code = call(
        [
            *(environment.python, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going"),
            *("--fresh-env", "--builder", "html", "--conf-dir", CONFIGURATION),
            *("--doctree-dir", folder / ".doctrees", SOURCE, folder),
        ],
        cwd=ROOT,
    )
    if not code:
        say(f"the pages begin at {folder / 'index.html'}")
    return code
