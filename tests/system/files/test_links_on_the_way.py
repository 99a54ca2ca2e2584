"""The links that a path leads through are found where they lie, with what the path names below them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from parallel_execution_manager.system.files.identity import MOST_LINKS, links_on_the_way

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other links")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A real folder with links to a file, to a folder, to what is missing, and to each other."""
    real = tmp_path.resolve()
    for name in ("data", "other", "other/deep"):
        (real / name).mkdir()
    (real / "other" / "x.csv").touch()
    (real / "data" / "x.csv").symlink_to("../other/x.csv")
    (real / "data" / "sub").symlink_to("../other")
    (real / "data" / "later").symlink_to("new/folder")
    (real / "data" / "twice").symlink_to(real / "data" / "sub" / "deep")
    return real


@pytest.mark.parametrize(
    ("path", "links"),
    [
        ("other/x.csv", []),
        ("data/none", []),
        ("data/x.csv", [("data", "x.csv")]),
        ("data/./sub//y.txt", [("data", "sub/y.txt")]),
        ("data/sub/", [("data", "sub")]),
        ("data/sub/a/../y.txt", [("data", "sub/y.txt")]),
        ("data/sub/../other/y.txt", []),
        ("data/sub/..", []),
        ("data/later/f", [("data", "later/f")]),
        ("data/twice/f", [("data", "twice/f"), ("data", "sub/deep/f")]),
        ("data/sub/../data/x.csv", [("data", "x.csv")]),
    ],
)
def test_links_are_told_with_what_is_named_below_them(folder: Path, path: str, links: list[tuple[str, str]]):
    found = list(links_on_the_way(f"{folder}/{path}"))
    assert found == [(str(folder / above), name) for above, name in links]


def test_a_circle_has_an_end(folder: Path):
    (folder / "round").symlink_to("round")
    assert len(list(links_on_the_way(f"{folder}/round"))) == MOST_LINKS
