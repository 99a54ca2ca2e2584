"""``dev.py docs``: the pages of ``docs/`` as HTML, and what of them is made from declarations."""

from __future__ import annotations

import tempfile
from pathlib import Path

from devtools.environment import DEV, DOCS, Environment
from devtools.page_links import report_broken_links
from devtools.processes import call
from devtools.project import ROOT, say

SOURCE = ROOT / "docs"
CONFIGURATION = ROOT / "devtools" / "site"


def build_site(environment: Environment, folder: Path) -> int:
    """Make the pages anew in ``folder``; whatever Sphinx warns of, such as a link to nowhere, is an error."""
    code = _sphinx(environment, "html", folder)
    if not code:
        say(f"the pages begin at {folder / 'index.html'}")
    return code


def check_other_hosts(environment: Environment, folder: Path) -> int:
    """Ask every host that the pages link to whether the page there still exists; needs a network."""
    return _sphinx(environment, "linkcheck", folder)


def _sphinx(environment: Environment, builder: str, folder: Path) -> int:
    environment.prepare(DEV)
    environment.add(DOCS)
    with tempfile.TemporaryDirectory(prefix="pem-docs-") as scratch:
        return call(
            [
                *(environment.python, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going"),
                *("--fresh-env", "--builder", builder, "--conf-dir", CONFIGURATION),
                *("--doctree-dir", scratch, SOURCE, folder),
            ],
            cwd=ROOT,
        )


def generate(environment: Environment, *, check: bool) -> int:
    """Write what is made from declarations; with ``check`` only say what of it is stale."""
    environment.prepare(DEV)
    options = ["--check"] if check else []
    return call([environment.python, "-m", "parallel_execution_manager_gui.generate", *options], cwd=ROOT)


def check_pages(environment: Environment) -> int:
    """Whether what is generated is current, and every link between pages leads somewhere."""
    return max(generate(environment, check=True), report_broken_links())
