"""A sample of ``dev.py bench faults --cuts N``: batches on a disk that keeps only what it has got."""

from __future__ import annotations

import subprocess

import pytest

from tests.faults import power
from tests.faults.power import Disk, PowerCuts

pytestmark = pytest.mark.skipif(
    not power.is_possible(), reason="needs root and ext4, to mount a file system of its own"
)


def test_a_power_cut_loses_nothing_that_was_acknowledged_and_nothing_is_done_twice(tmp_path):
    found = PowerCuts(tmp_path, 12).attempt(1, 3)
    assert found.wrong == []
    assert found.cuts


def test_what_was_not_synced_is_gone_after_a_cut(tmp_path):
    disk = Disk(tmp_path, tmp_path / "data")
    write = 'cd "$0"; echo kept > kept; sync -f kept; echo gone > gone; ls; read line'
    command = [*disk.prefix, "sh", "-c", write, str(tmp_path / "data")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as computer:
        assert computer.stdout is not None
        assert [computer.stdout.readline() for _ in range(2)] == [b"gone\n", b"kept\n"]
        copy = disk.copied()
        computer.kill()
    disk.put_back(copy)
    disk.take_out()
    assert {path.name for path in (tmp_path / "data").iterdir()} == {"kept"}
