"""Links between the pages of the documentation, checked without the program that makes HTML of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from devtools.project import ROOT

_CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
_FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^#{1,6} (.+?)\s*$", re.MULTILINE)


def pages(root: Path = ROOT) -> list[Path]:
    """Every page that people read: those beside ``dev.py``, and all below ``docs``."""
    return sorted([*root.glob("*.md"), *root.glob("docs/**/*.md")])


def broken_links(page: Path) -> list[str]:
    """The links of a page that lead to no file or no heading, in its order. Other hosts are not asked."""
    links = _LINK.findall(_CODE.sub("", page.read_text(encoding="utf-8")))
    return [link for link in links if "://" not in link and not _leads_somewhere(page, link)]


def _leads_somewhere(page: Path, link: str) -> bool:
    name, _, heading = link.partition("#")
    target = page.parent / name if name else page
    if not target.exists():
        return False
    return not heading or heading in anchors(target)


@cache
def anchors(page: Path) -> frozenset[str]:
    """What links call the headings of a page: lower case, dashes for spaces; equal ones are numbered."""
    return frozenset(_numbered(_HEADING.findall(_FENCE.sub("", page.read_text(encoding="utf-8")))))


def _numbered(headings: list[str]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for heading in headings:
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        name = re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", text.strip().lower()))
        number = seen[name] = seen.get(name, -1) + 1
        yield f"{name}-{number}" if number else name


def unlisted_pages(root: Path = ROOT) -> list[str]:
    """Pages below ``docs`` that neither the first page nor the list of decisions leads to."""
    lists = [root / "docs" / "index.md", root / "docs" / "decisions" / "README.md"]
    listed = {
        (page.parent / link.partition("#")[0]).resolve()
        for page in lists
        for link in _LINK.findall(page.read_text(encoding="utf-8"))
    }
    below = (page for page in pages(root) if page.parent != root and page != lists[0])
    return [page.relative_to(root).as_posix() for page in below if page.resolve() not in listed]


def report_broken_links() -> int:
    """Print each link to nowhere and each page that nothing leads to; gives 1 if there is one."""
    found = [
        f"{page.relative_to(ROOT)}: {link} leads nowhere" for page in pages() for link in broken_links(page)
    ]
    found += [f"{page}: nothing leads there; list it in docs/index.md" for page in unlisted_pages()]
    for place in found:
        print(place)
    return bool(found)
