"""Every tutorial is done from its first line to its last, in an empty folder."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.end_to_end.tutorial import follow

PAGES = sorted((Path(__file__).parents[2] / "docs" / "tutorials").glob("*.md"))

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="the tutorials' commands are for a POSIX shell"
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_tutorial_does_what_it_says(page: Path, tmp_path: Path):
    folder = tmp_path / "project"
    folder.mkdir()
    assert follow(page, folder) >= 3


def test_a_broken_promise_is_noticed(tmp_path: Path):
    page, folder = tmp_path / "page.md", tmp_path / "project"
    folder.mkdir()
    page.write_text("Say it:\n\n```console\n$ echo one\ntwo\n```\n")
    with pytest.raises(AssertionError, match="'two' is not in"):
        follow(page, folder)


def test_a_command_that_fails_is_noticed(tmp_path: Path):
    page, folder = tmp_path / "page.md", tmp_path / "project"
    folder.mkdir()
    page.write_text("Say it:\n\n```console\n$ false\n$ echo one\n```\n")
    with pytest.raises(AssertionError, match="false ended with 1"):
        follow(page, folder)
