"""Links between pages: what leads somewhere, and what does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from devtools.page_links import broken_links, unlisted_pages

OTHER = """# Other page

## `pem why`, again

## Twice

## Twice

```sh
## no heading
```
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "other.md").write_text(OTHER, encoding="utf-8")
    (tmp_path / "picture.png").touch()
    (tmp_path / "folder").mkdir()
    return tmp_path / "page.md"


@pytest.mark.parametrize(
    "link",
    [
        "other.md",
        "other.md#pem-why-again",
        "other.md#twice",
        "other.md#twice-1",
        "#here",
        "picture.png",
        "folder/",
        "https://example.org/#x",
        'other.md "with a title"',
    ],
)
def test_a_link_that_leads_somewhere(page: Path, link: str) -> None:
    page.write_text(f"# Here\n\nSee [it]({link}) and ![it]({link}).\n", encoding="utf-8")
    assert broken_links(page) == []


@pytest.mark.parametrize("link", ["nowhere.md", "other.md#once", "other.md#no-heading", "#there", "Other.md"])
def test_a_link_that_leads_nowhere(page: Path, link: str) -> None:
    page.write_text(f"# Here\n\nSee [a page](other.md) and [it]({link}).\n", encoding="utf-8")
    assert broken_links(page) == [link]


def test_what_stands_in_code_is_no_link(page: Path) -> None:
    page.write_text("`[a](b)` is a link\n\n```\n[a](b)\n```\n", encoding="utf-8")
    assert broken_links(page) == []


def test_a_page_that_no_list_leads_to_is_told(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    (docs / "decisions").mkdir(parents=True)
    for name in ("index.md", "one.md", "two.md", "decisions/README.md", "decisions/0001-a.md"):
        (docs / name).touch()
    (docs / "index.md").write_text("- [One](one.md#x)\n- [Why](decisions/README.md)\n", encoding="utf-8")
    (docs / "decisions" / "README.md").write_text("| [1](0001-a.md) |\n", encoding="utf-8")
    assert unlisted_pages(tmp_path) == ["docs/two.md"]
    assert unlisted_pages() == []
