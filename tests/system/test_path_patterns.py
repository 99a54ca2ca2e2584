"""Where a pattern starts, and what it matches."""

from __future__ import annotations

import pytest

from parallel_execution_manager.system.path_patterns import PatternError, pattern_regex, split_pattern


@pytest.mark.parametrize(
    ("path", "folder", "pattern"),
    [
        ("/data/a.csv", "/data/a.csv", ""),
        ("/data/*.csv", "/data/", "*.csv"),
        ("/src/**", "/src/", ""),
        ("/src/**/*", "/src/", ""),
        ("/src/**/*.py", "/src/", "**/*.py"),
        ("/src/./a?/./b//c", "/src/./", "a?/b/c"),
        ("/src/a*/", "/src/", "a*/**"),
        ("*.csv", "", "*.csv"),
        ("/*", "/", "*"),
        ("/odd[1].csv", "/odd[1].csv", ""),
    ],
)
def test_a_path_is_split_before_the_first_wildcard(path: str, folder: str, pattern: str):
    assert split_pattern(path) == (folder, pattern)


def test_a_pattern_cannot_go_up():
    with pytest.raises(PatternError, match="behind a wildcard"):
        split_pattern("/src/*/../x")


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        ("*.csv", ["a.csv", ".csv", "new\nline.csv"], ["a.csvx", "sub/a.csv"]),
        ("a?.txt", ["ab.txt"], ["a.txt", "a/.txt", "abc.txt"]),
        ("**/*.py", ["a.py", "x/a.py", "x/y/a.py"], ["a.pyc", "x/a.py/b"]),
        ("*/a", ["x/a"], ["a", "x/y/a"]),
        ("x*/**", ["x/a", "x1/a/b"], ["x", "y/a"]),
        ("odd[1]*", ["odd[1].csv"], ["odd1.csv"]),
    ],
)
def test_wildcards_stay_inside_a_name_unless_they_are_doubled(
    pattern: str, matching: list[str], others: list[str]
):
    regex = pattern_regex(pattern)
    assert [path for path in matching if regex.fullmatch(path)] == matching
    assert [path for path in others if regex.fullmatch(path)] == []
