"""The entry of a version in the metadata for software centres."""

from __future__ import annotations

from pathlib import Path

import pytest

from devtools.linux_package import Release
from devtools.metainfo import TEMPLATE, metainfo_problems

RELEASE = Release("1.2.3", 1_700_000_000)
DAY = "2023-11-14"


def test_the_metadata_of_this_tree_are_right_for_any_version():
    assert metainfo_problems(RELEASE) == []
    assert metainfo_problems(RELEASE, DAY) == []


def test_another_day_than_that_of_the_changelog_is_told_with_both():
    (said,) = metainfo_problems(RELEASE, "2023-11-15")
    assert DAY in said
    assert "2023-11-15" in said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('<release version="@VERSION@" date="@DATE@"/>', "", "has no entry in <releases>"),
        ("@VERSION@", "1.2.2", "begins with version 1.2.2"),
    ],
)
def test_an_entry_that_is_missing_or_stale_is_told(old: str, new: str, said: str, tmp_path: Path):
    template = tmp_path / TEMPLATE.name
    template.write_text(TEMPLATE.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert said in metainfo_problems(RELEASE, template=template)[0]
