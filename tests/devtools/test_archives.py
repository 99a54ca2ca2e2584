"""Archives are the same for the same files, and a Debian package is one that Debian's tools read."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tarfile

import pytest

from devtools.archives import write_tar_gz
from devtools.debian import write_deb

FIELDS = {
    "Package": "hello",
    "Version": "1",
    "Architecture": "all",
    "Maintainer": "N <n@localhost>",
    "Description": "says hello",
}


@pytest.fixture
def tree(tmp_path):
    folder = tmp_path / "tree"
    (folder / "usr/bin").mkdir(parents=True)
    (folder / "usr/bin/hello").write_text("#!/bin/sh\necho hello\n")
    (folder / "usr/bin/hello").chmod(0o700)
    (folder / "usr/bin/hi").symlink_to("hello")
    (folder / "usr/größe").write_text("odd")
    return folder


def packed(tree):
    content = io.BytesIO()
    write_tar_gz(content, tree, "./", 1_000_000_000)
    return content.getvalue()


def test_an_archive_is_the_same_whenever_it_is_made(tree):
    first = packed(tree)
    os.utime(tree / "usr/bin/hello", (5, 5))
    (tree / "usr/bin/hello").chmod(0o755)
    assert packed(tree) == first
    (tree / "usr/größe").write_text("even")
    assert packed(tree) != first


def test_an_archive_holds_links_and_may_be_used_by_everybody(tree):
    with tarfile.open(fileobj=io.BytesIO(packed(tree))) as archive:
        members = {member.name: member for member in archive}
    assert members["./usr/bin/hi"].linkname == "hello"
    assert members["./usr/bin/hello"].mode == 0o755
    assert members["./usr/größe"].mode == 0o644
    assert {(member.uid, member.gid, member.mtime) for member in members.values()} == {(0, 0, 1_000_000_000)}


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="there is no dpkg-deb")
def test_debians_own_tool_reads_the_package(tree, tmp_path):
    deb = tmp_path / "hello.deb"
    write_deb(deb, tree, FIELDS, 1_000_000_000)
    field = subprocess.run(["dpkg-deb", "--field", deb], capture_output=True, text=True, check=True).stdout
    assert field.splitlines() == [*(f"{key}: {value}" for key, value in FIELDS.items()), "Installed-Size: 0"]
    subprocess.run(["dpkg-deb", "--extract", deb, tmp_path / "out"], check=True)
    said = subprocess.run([tmp_path / "out/usr/bin/hi"], capture_output=True, text=True, check=True).stdout
    assert said == "hello\n"
    sums = subprocess.run(["dpkg-deb", "--info", deb, "md5sums"], capture_output=True, text=True, check=True)
    assert len(sums.stdout.splitlines()) == 2
