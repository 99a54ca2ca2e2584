"""Two claims meet if, and only if, there is a file that both mean, whatever it is called."""

from __future__ import annotations

import random
from itertools import product

import pytest

from parallel_execution_manager.scheduling.leases.claim_index import ClaimIndex
from parallel_execution_manager.scheduling.leases.claims import (
    collide,
    folder_paths,
    keys_above,
    matches,
    may_meet,
    meet,
    modes_collide,
    suffix_meant,
)
from parallel_execution_manager.scheduling.model.task import ClaimMode, ClaimScope, FileClaim
from tests.scheduling.little_disk import (
    FILES,
    FOLDERS,
    PATTERNS,
    file_claim,
    meant,
    random_claim,
    through_link,
    tree_claim,
)

ROOTS = [*(folder for folder in FOLDERS if folder != "/"), "/p/new", "/p/new/er"]
LINKED = {"/p/a/f.csv", "/m/a/f.csv", "/p/b/l.csv", "/m/b/l.csv"}
"""A tree does not see that a file elsewhere is linked to one of its own: the kernel has no list of names."""


def test_many_may_read_or_one_may_write() -> None:
    pairs = product(ClaimMode, repeat=2)
    assert [pair for pair in pairs if not modes_collide(*pair)] == [(ClaimMode.READ, ClaimMode.READ)]


def test_files_are_one_by_path_inode_or_place() -> None:
    for one, other in product(FILES, FILES):
        mine, theirs = file_claim(one), file_claim(other)
        assert meet(mine, theirs) is (not meant(mine).isdisjoint(meant(theirs))), (one, other)


def test_a_tree_means_what_is_below_it_as_far_as_its_pattern_goes() -> None:
    for root, pattern, path in product(ROOTS, PATTERNS, FILES):
        tree, file = tree_claim(root, pattern=pattern), file_claim(path)
        if path in LINKED:
            continue
        expected = not meant(tree).isdisjoint(meant(file))
        assert meet(tree, file) is meet(file, tree) is expected, (root, pattern, path)


def test_two_trees_meet_if_there_is_a_file_that_both_mean() -> None:
    for (one, mine), (other, theirs) in product(product(ROOTS, PATTERNS), repeat=2):
        first, second = tree_claim(one, pattern=mine), tree_claim(other, pattern=theirs)
        assert meet(first, second) is meet(second, first)
        common = meant(first) & meant(second)
        if common - {"/p/a/f.csv"}:
            assert meet(first, second), (first.path, mine, second.path, theirs)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("/p", "*.csv"), ("/p", "*.txt")),
        (("/p", "**/*.csv"), ("/p/a", "*.txt")),
        (("/p", "a/*"), ("/p", "b/*")),
        (("/p", "a/**"), ("/p/b", "")),
        (("/p", "run-*"), ("/p", "f*")),
        (("/p", "f.csv"), ("/p", "g.csv")),
        (("/p", "*"), ("/p/a", "*")),
        (("/p", "*/*/*"), ("/p/a", "*")),
        (("/p", "*"), ("/p", "*/**/*")),
        (("/p", ""), ("/q", "")),
    ],
)
def test_trees_that_have_no_file_in_common_do_not_meet(one: tuple[str, str], other: tuple[str, str]) -> None:
    first, second = tree_claim(one[0], pattern=one[1]), tree_claim(other[0], pattern=other[1])
    assert not meet(first, second)
    assert not meet(second, first)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("/p", "*a*"), ("/p", "*b*")),
        (("/p", "**/x/*"), ("/p", "a/**")),
        (("/p", ""), ("/m", "*.csv")),
        (("/m/a", ""), ("/p/a/x", "")),
        (("/p/new", ""), ("/p/new/er", "*.csv")),
    ],
)
def test_trees_that_may_have_one_meet(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert meet(tree_claim(one[0], pattern=one[1]), tree_claim(other[0], pattern=other[1]))


def test_a_folder_that_is_yet_to_be_made_is_found_by_its_place() -> None:
    tree = FileClaim("/p/new", scope=ClaimScope.TREE, place=(1, 3, "new"))
    below = FileClaim("/elsewhere/new/er/f", place=(1, 3, "new/er/f"))
    assert meet(tree, below)
    assert (1, 3, "new") in set(keys_above(below))
    csv = FileClaim("/p/new", scope=ClaimScope.TREE, place=(1, 3, "new"), pattern="er/*.csv")
    assert not meet(csv, below)


def test_what_does_not_exist_yet_meets_what_is_in_it_as_it_can_only_become_a_folder() -> None:
    out, inside = file_claim("/p/new"), file_claim("/p/new/er/f.csv")
    assert meet(out, inside)
    assert meet(inside, out)
    assert not meet(out, file_claim("/p/newer"))
    by_other_path = FileClaim("/elsewhere/new/er/f", place=(1, 3, "new/er/f"))
    assert meet(out, by_other_path)
    tree = tree_claim("/p/new/er", pattern="*.csv")
    assert meet(out, tree)
    assert meet(tree, out)
    assert not meet(out, tree_claim("/p", pattern="**/*.csv"))
    existing = FileClaim("/p/new", inode=(1, 99))
    assert not meet(existing, inside)


def test_readers_do_not_collide() -> None:
    read, write = file_claim("/p/a/f.csv", ClaimMode.READ), file_claim("/m/a/f.csv")
    assert collide(read, write)
    assert meet(read, read)
    assert not collide(read, read)


def test_the_folder_itself_is_of_the_tree_and_of_no_pattern() -> None:
    folder = FileClaim("/p/a", inode=(1, 4))
    assert meet(tree_claim("/p/a"), folder)
    assert not meet(tree_claim("/p/a", pattern="**/*.csv"), folder)
    assert meet(tree_claim("/p", pattern="*"), folder)


@pytest.mark.parametrize(
    ("path", "folders"),
    [
        ("/a/b/f", ["/a/b", "/a", "/"]),
        ("/f", ["/"]),
        ("/", []),
        ("f", []),
        ("C:\\a\\f", ["C:\\a", "C:"]),
        ("/a\\b/f", ["/a\\b", "/"]),
    ],
)
def test_folders_above_a_path(path: str, folders: list[str]) -> None:
    assert folder_paths(path) == folders


def test_trees_on_windows() -> None:
    tree = FileClaim("C:\\a", scope=ClaimScope.TREE, pattern="b/*.csv")
    assert meet(tree, FileClaim("C:\\a\\b\\f.csv"))
    assert not meet(tree, FileClaim("C:\\a\\f.csv"))


@pytest.mark.parametrize(
    ("pattern", "below", "expected"),
    [
        ("**", "a/b", True),
        ("a/**", "a", False),
        ("a/**/b", "a/b", True),
        ("a[1].txt", "a[1].txt", True),
        ("?", "ab", False),
        ("*", "a\nb", True),
    ],
)
def test_what_a_pattern_matches(pattern: str, below: str, expected: bool) -> None:
    assert matches(pattern, below) is expected


def test_a_pattern_of_names_is_as_long_as_what_it_matches() -> None:
    assert not may_meet(("a",), ("a", "b"))
    assert may_meet(("**",), ("a", "b"))
    assert not may_meet(("a",), ("a", "**", "b"))


def test_the_suffix_that_a_pattern_means() -> None:
    assert [suffix_meant(p) for p in ("*.csv", "**/a.tar.gz", "*", "a.*", "*csv", "**")] == [
        ".csv",
        ".gz",
        "",
        "",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("tree", "claim", "expected"),
    [
        (tree_claim("/q"), through_link("/q/again.txt", ""), True),
        (tree_claim("/q", pattern="*.txt"), through_link("/q/again.txt", ""), True),
        (tree_claim("/q", pattern="*.csv"), through_link("/q/again.txt", ""), False),
        (tree_claim("/q", pattern="**"), through_link("/q/s", "f.csv"), True),
        (tree_claim("/q", pattern="s/*.csv"), through_link("/q/s", "f.csv"), True),
        (tree_claim("/q", pattern="s/*.csv"), through_link("/q/s", "", pattern="x/*"), False),
        (tree_claim("/q", pattern="s/*.csv"), through_link("/q/s", "", pattern="f*"), True),
        (tree_claim("/p/a", pattern="*.csv"), through_link("/q/s", "f.csv"), True),
        (tree_claim("/m/a", pattern="*.csv"), through_link("/q/s", "f.csv"), True),
        (tree_claim("/p/b", pattern="*.csv"), through_link("/q/s", "f.csv"), False),
        (through_link("/q/s", "", pattern="*.csv"), file_claim("/p/a/g.csv"), True),
        (through_link("/q/s", "", pattern="*.csv"), through_link("/q/s", "g.csv"), True),
        (through_link("/q/s", "", pattern="*.csv"), through_link("/q/again.txt", ""), False),
        (tree_claim("/q"), file_claim("/p/b/g.csv"), False),
    ],
)
def test_what_is_reached_through_a_link_is_below_where_the_link_is_too(
    tree: FileClaim, claim: FileClaim, expected: bool
) -> None:
    assert meet(tree, claim) is meet(claim, tree) is expected
    for first, second in ((tree, claim), (claim, tree)):
        index = ClaimIndex()
        index.add("", first, (0.0, 1, "first"))
        assert bool(list(index.meeting(second))) is expected


def some_claim(rng: random.Random) -> FileClaim:
    """Now and then of what may become a folder in which others are claimed."""
    return (
        file_claim(rng.choice(("/p/new", "/m/new", "/p/new/er"))) if rng.random() < 0.1 else random_claim(rng)
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_index_finds_what_comparing_with_each_finds(seed: int) -> None:
    rng = random.Random(seed)
    index = ClaimIndex()
    inside: list[tuple[FileClaim, tuple[float, int, str]]] = []
    for number in range(1000):
        if inside and rng.random() < 0.48:
            claim, entry = inside.pop(rng.randrange(len(inside)))
            index.remove("", claim, entry)
        else:
            claim, entry = some_claim(rng), (0.0, number, f"t{number}")
            index.add("", claim, entry)
            inside.append((claim, entry))
        asked = some_claim(rng)
        found = {entry for line in index.colliding(asked) for entry in line.entries}
        assert found == {entry for claim, entry in inside if collide(claim, asked)}
        found = {entry for line in index.meeting(asked) for entry in line.entries}
        assert found == {entry for claim, entry in inside if meet(claim, asked)}
    for claim, entry in inside:
        index.remove("", claim, entry)
    assert len(index) == 0
    assert index._files == index._trees == index._folders._folders == {}
    assert index._unmade == 0


def test_nobody_leaves_a_line_in_which_he_is_not() -> None:
    index = ClaimIndex()
    index.add("", file_claim("/q/plain"), (0.0, 1, "a"))
    with pytest.raises(LookupError, match="b is not in this line"):
        index.remove("", file_claim("/q/plain"), (0.0, 2, "b"))
