"""Where a pattern starts."""

from __future__ import annotations

import pytest

from parallel_execution_manager.system.files.identity import PatternError, split_pattern


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
