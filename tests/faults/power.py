"""Power cuts: all processes are gone, and of what was written only what the disk had got by then is there.

The data folder is an ext4 file system of its own, in a file. At a random moment everything that runs is
stopped, and the file is copied: what no sync has brought so far is not in the copy. Then all is killed, the
copy takes the place of the file, and the batch goes on as after a new start of the computer, which has
another boot id. It needs root, for a namespace of mounts; nothing is mounted outside of that.
"""

from __future__ import annotations

import contextlib
import functools
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.faults.folder import BATCH_WAITS, UNDISTURBED, BatchFolder, wait, wait_until
from tests.faults.tasks import Ledger, large_batch, wrongs

SIZE = 64 << 20
LONGEST_S = 2.0
"""A cut comes at most so long after the start of a manager, which itself takes a good part of that."""

# No commit of the journal by time, and no care of the file system for who renames without a sync.
_MOUNT = 'mount -o loop,noauto_da_alloc,commit=600 "$1" "$2"'
_BEGIN = (
    f'{_MOUNT} && mount --bind "$3" /proc/sys/kernel/random/boot_id && rm -rf "$2/lost+found" '
    '&& chmod 700 "$2" && shift 3 && exec "$@"'
)
_TAKE_OUT = 'mount -o loop "$1" "$3" && cp -a "$3/." "$2/"'


@functools.cache
def is_possible() -> bool:
    """Whether file systems can be made and mounted here, seen by no other process."""
    if not sys.platform.startswith("linux") or os.geteuid() or not shutil.which("mkfs.ext4"):
        return False
    with tempfile.TemporaryDirectory(prefix="pem-power-") as name:
        disk = Disk(Path(name), Path(name) / "data")
        return subprocess.run([*disk.prefix, "true"], capture_output=True, check=False).returncode == 0


class Disk:
    """The disk of a computer, mounted at ``place`` for whatever is started with ``prefix`` before it."""

    def __init__(self, folder: Path, place: Path) -> None:
        self._image = folder / "disk.img"
        self._boot = folder / "boot-id"
        self._place = place
        place.mkdir()
        with self._image.open("wb") as file:
            file.truncate(SIZE)
        subprocess.run(["mkfs.ext4", "-q", "-F", self._image], check=True, capture_output=True)
        self.start_computer()

    @property
    def prefix(self) -> tuple[str, ...]:
        """What starts a command in a namespace in which the disk is mounted."""
        return (
            "unshare",
            "-m",
            "sh",
            "-c",
            _BEGIN,
            "sh",
            str(self._image),
            str(self._place),
            str(self._boot),
        )

    def start_computer(self) -> None:
        """What starts from now on runs under another start of the computer."""
        self._boot.write_text(f"{uuid.uuid4()}\n", encoding="ascii")

    def copied(self) -> Path:
        """A copy of what the disk holds now."""
        copy = self._image.with_suffix(".cut")
        subprocess.run(["cp", "--sparse=always", self._image, copy], check=True)
        return copy

    def put_back(self, copy: Path) -> None:
        """Have the disk hold what ``copied`` has given."""
        copy.replace(self._image)

    def take_out(self) -> None:
        """Put all files of the disk into the folder at which it was mounted."""
        other = self._place.with_name("mounted")
        other.mkdir()
        command = ["unshare", "-m", "sh", "-c", _TAKE_OUT, "sh", self._image, self._place, other]
        subprocess.run(command, check=True, capture_output=True)


@dataclass(slots=True)
class Cuts:
    """What came of power cuts during one batch."""

    seed: int
    cuts: int = 0
    tasks: int = 0
    lost: int = 0
    wrong: list[str] = field(default_factory=list)


class PowerCuts:
    """Disturbs one batch after the other, in folders of their own below ``folder``."""

    def __init__(self, folder: Path, number: int = 40) -> None:
        self._folder = folder
        self._number = number

    def attempt(self, seed: int, most: int) -> Cuts:
        """Run a batch, with a power cut at each of so many random moments, until it is done."""
        rng = random.Random(seed)
        found, tasks = Cuts(seed), large_batch(rng, self._number)
        with tempfile.TemporaryDirectory(dir=self._folder) as name:
            batch = BatchFolder(Path(name), tasks)
            disk = Disk(batch.folder, batch.data)
            batch.prefix = disk.prefix
            try:
                self._disturb(batch, disk, rng, found, most)
                report = batch.finish()
                found.tasks = len(report["tasks"])
                found.lost = sum(row["state"] == "lost" for row in report["tasks"])
                found.wrong += wrongs(tasks, report, Ledger.of(batch.folder))
            except AssertionError as error:
                found.wrong.append(str(error))
            found.wrong += batch.left()
            disk.take_out()
            # The files of a run are not synced, which would take longer than a short task does.
            found.wrong += [text for text in batch.damage() if not text.startswith("runs/")]
        return found

    @staticmethod
    def _disturb(batch: BatchFolder, disk: Disk, rng: random.Random, found: Cuts, most: int) -> None:
        resume = False
        while found.cuts < most:
            run = batch.start(UNDISTURBED, resume=resume)
            with contextlib.suppress(subprocess.TimeoutExpired):
                run.wait(rng.uniform(0.0, LONGEST_S))
            if run.returncode is None:
                _cut(batch, disk)
                found.cuts += 1
            code = wait(run, "a batch without power")
            if code in (0, 1):
                return
            assert code in (2, -signal.SIGKILL), f"ended with {code}: {batch.said()[-2000:]}"
            resume = batch.was_acknowledged or BATCH_WAITS in batch.said()


def _cut(batch: BatchFolder, disk: Disk) -> None:
    """Cut the power and start the computer again."""
    _stop_all(batch)
    copy = disk.copied()
    for process in batch.processes():
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    wait_until(lambda: not any(map(_lives, batch.processes())), "the end of all processes")
    disk.put_back(copy)
    disk.start_computer()


def _stop_all(batch: BatchFolder) -> None:
    """Stop every process: who is in the middle of a sync stands still after it."""

    def stand_still() -> bool:
        found = [process for process in batch.processes() if not _is_still(process)]
        for process in found:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.suspend()
        return not found

    wait_until(stand_still, "all processes to stand still")


def _is_still(process: psutil.Process) -> bool:
    try:
        return process.status() in (psutil.STATUS_STOPPED, psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def _lives(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
