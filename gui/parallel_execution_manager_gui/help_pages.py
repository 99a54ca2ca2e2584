"""The pages of the help, which are those of the documentation, and the places in them. No Qt in here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from parallel_execution_manager.system.host import resource_path

FIRST_PAGE: Final = "user-guide.md"
_FIRST: Final = (FIRST_PAGE, "command-line.md", "configuration.md", "output.md", "reliability.md")
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)


def help_folder() -> Path:
    """The folder of the pages.

    Raises:
        FileNotFoundError: the installation has none.
    """
    return resource_path("docs")


def pages(folder: Path, language: str = "") -> tuple[tuple[str, Path], ...]:
    """Title and file of each page: those in a language by its code, then the English ones.

    Of these first those that most people want, then tutorials, all others, roles.
    """
    translated = sorted((folder / language).glob("*.md")) if language else []
    names = [name for name in _FIRST if (folder / name).is_file()]
    rest = sorted(path.name for path in folder.glob("*.md") if path.name not in names)
    tutorials, roles = (sorted(folder.glob(f"{name}/*.md")) for name in ("tutorials", "roles"))
    files = [
        *translated,
        *(folder / name for name in names),
        *tutorials,
        *(folder / name for name in rest),
        *roles,
    ]
    return tuple((title_of(file), file) for file in files)


def title_of(file: Path) -> str:
    """The first heading of a page; its name if it has none or cannot be read."""
    try:
        found = _TITLE.search(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return file.name
    return found[1].strip().replace("`", "") if found else file.name


def anchor(heading: str) -> str:
    """What a link calls a heading: lower case, dashes for spaces, no other signs."""
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", heading.strip().lower()))


def is_inside(file: Path, folder: Path) -> bool:
    """Whether a file belongs to the help. A link may lead anywhere; only the help's own files are shown."""
    return file.resolve().is_relative_to(folder.resolve())
