"""What the documentation shows of ``pem`` and ``dev.py``: each command, and the pages that show it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from devtools.page_links import pages

GENERATED = frozenset({"commands.md"})
"""Made from the parsers themselves."""

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`([^`\n]+)`")
_INDENTED = re.compile(r"^    (.+)$", re.MULTILINE)
_PROGRAM = re.compile(r"(?:\$ )?((?:source <\()?(?:\.venv/bin/)?(?:pem|(?:python3 )?dev\.py) (?=\S)[^#]*)")
_TWO_SPACES = re.compile(r"\s+")


def documented_commands() -> dict[str, list[str]]:
    """Every command with more than its program's name, and the names of the pages that show it.

    Commands of terminals that are shown (blocks in ``console``) are not among them: each is typed by the
    test of its page.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for page in pages():
        if page.name not in GENERATED:
            for command in commands_of(page.read_text(encoding="utf-8")):
                if page.name not in found[command]:
                    found[command].append(page.name)
    return dict(found)


def commands_of(text: str) -> Iterator[str]:
    """The commands that a page shows, in lines of their own and within its sentences."""
    prose = _FENCE.sub("", text)
    for shown in [*_INDENTED.findall(prose), *_INLINE.findall(prose)]:
        match = _PROGRAM.fullmatch(shown.strip().split("  #")[0].strip())
        if match:
            yield _TWO_SPACES.sub(" ", match[1].replace("\\|", "|")).strip()


def shown_blocks(page: Path) -> list[str]:
    """The language of each block of a page, in its order."""
    return [language for language, _ in _FENCE.findall(page.read_text(encoding="utf-8"))]
