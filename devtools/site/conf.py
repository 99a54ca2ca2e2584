"""How Sphinx makes HTML of ``docs/``. The pages stay plain Markdown that any viewer shows."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_ROOT = Path(__file__).resolve().parents[2]
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_PAGE = re.compile(r"^- \[[^\]]+\]\(([^)#]+)\.md\)", re.MULTILINE)

project = "Parallel Execution Manager"
author = "the maintainers of Parallel Execution Manager"
release = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
myst_heading_anchors = 4
# So that the pages can be read from the disk, and nobody is told who reads them.
html_theme = "furo"
html_title = f"Parallel Execution Manager {release}"
html_show_sphinx = False
html_copy_source = False
# What is no language that the highlighter knows (our task files, shell sessions) is shown as it is.
suppress_warnings = ["misc.highlighting_failure"]


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the navigation from the lists of the first page, so that it is written once."""
    app.connect("source-read", _add_navigation)
    return {"parallel_read_safe": True}


def _add_navigation(_app: Sphinx, name: str, source: list[str]) -> None:
    if name == "index":
        _, *parts = _HEADING.split(source[0])
        pairs = zip(parts[::2], parts[1::2], strict=True)
        source[0] += "".join(_toctree(caption, _PAGE.findall(text)) for caption, text in pairs)
    elif name == "decisions/README":
        source[0] += _toctree("", re.findall(r"\]\((\d{4}-[^)#]+)\.md\)", source[0]))


def _toctree(caption: str, pages: list[str]) -> str:
    titled = f":caption: {caption}\n" if caption else ""
    return f"\n```{{toctree}}\n:hidden:\n{titled}\n" + "\n".join(pages) + "\n```\n" if pages else ""
