"""One batch in a folder of its own: begun, ended from outside, gone on with, and looked at in the end."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil

from tests.faults.armed import ACKNOWLEDGED
from tests.faults.fault import Fault
from tests.faults.tasks import CONFIGURATION, Task

ARMED = Path(__file__).with_name("armed.py")
MARK = "PEM_FAULTS_RUN"
DATA, REPORT = "data ä", "report.json"
PATIENCE_S = 120.0
BATCH_WAITS = "go on by pem batch --resume"
UNDISTURBED = Fault("", "", 0, "")


class BatchFolder:
    """The task file, the data folder, the report, and the processes that belong to them.

    ``prefix`` is what each command is started by.
    """

    def __init__(self, folder: Path, tasks: Sequence[Task]) -> None:
        self.folder = folder
        self.data = folder / DATA
        self.tasks = tasks
        self.prefix: Sequence[str] = ()
        self.runs = 0
        self._mark = uuid.uuid4().hex
        (folder / "tasks.jsonl").write_text("".join(json.dumps(task) + "\n" for task in tasks), "utf-8")
        (folder / "config.json").write_text(json.dumps(CONFIGURATION), "utf-8")

    @property
    def was_acknowledged(self) -> bool:
        """Whether a manager has said that it has queued the tasks, or has even reported of them."""
        return any((self.folder / name).exists() for name in (ACKNOWLEDGED, REPORT))

    def start(self, fault: Fault, *, resume: bool) -> subprocess.Popen[bytes]:
        """``pem batch``, or ``pem batch --resume``."""
        words = ["--resume"] if resume else ["tasks.jsonl"]
        common = ["--config", "config.json", "--data-dir", DATA, "--report", REPORT]
        command = [*self.prefix, sys.executable, str(ARMED), fault.text(), "batch", *words, *common]
        # With its modules compiled, as it is installed.
        env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        self.runs += 1
        with (self.folder / f"said-{self.runs}").open("wb") as said:
            return subprocess.Popen(
                command, cwd=self.folder, stdout=said, stderr=said, env={**env, MARK: self._mark}
            )

    def said(self) -> str:
        """What the newest run has said."""
        return (self.folder / f"said-{self.runs}").read_text("utf-8", "replace")

    def finish(self) -> Mapping[str, Any]:
        """Go on without faults until the end, or begin if no task was acknowledged; the report.

        Raises:
            AssertionError: the batch needs help, or what was acknowledged is gone.
        """
        code = None if self.was_acknowledged else self.run(resume=False)
        if code is None or BATCH_WAITS in self.said():
            code = self.run(resume=True)
        assert code in (0, 1), f"ended with {code}: {self.said()[-2000:]}"
        return self.report()

    def run(self, *, resume: bool) -> int:
        """Run without a fault; the exit code."""
        (self.folder / REPORT).unlink(missing_ok=True)
        return wait(self.start(UNDISTURBED, resume=resume), "a batch without a fault")

    def report(self) -> dict[str, Any]:
        """The report of the newest run.

        Raises:
            AssertionError: there is none.
        """
        assert (self.folder / REPORT).exists(), f"there is no report: {self.said()[-2000:]}"
        return dict(json.loads((self.folder / REPORT).read_text("utf-8")))

    def processes(self) -> list[psutil.Process]:
        """All living processes of this batch: managers, supervisors, tasks and what those started."""
        return [process for process in psutil.process_iter() if _variable(process, MARK) == self._mark]

    def supervisors(self) -> list[psutil.Process]:
        """Those of the processes that are supervisors."""
        return [process for process in self.processes() if _is_supervisor(process)]

    def left(self) -> list[str]:
        """Sentences on the processes that do not end by themselves; they are killed."""
        end = time.monotonic() + 10.0
        while (found := self.processes()) and time.monotonic() < end:
            time.sleep(0.02)
        sentences = []
        for process in found:
            with contextlib.suppress(psutil.Error):
                sentences.append(f"process {process.pid} is left, {process.status()}: {process.cmdline()}")
                process.kill()
        return sentences

    def damage(self) -> list[str]:
        """Sentences on the files of the data folder that cannot be read as what they are."""
        found = []
        for path in sorted(path for path in self.data.rglob("*") if path.is_file()):
            try:
                _check(path)
            except (ValueError, sqlite3.Error, OSError) as error:
                found.append(f"{path.relative_to(self.data)} is damaged: {error}")
        return found


def wait(run: subprocess.Popen[bytes], what: str) -> int:
    """The exit code of a run.

    Raises:
        AssertionError: it does not end; it has been killed.
    """
    try:
        return run.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        run.send_signal(signal.SIGKILL)
        run.wait()
        raise AssertionError(f"{what} does not end") from None


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Return when ``condition`` is true.

    Raises:
        AssertionError: it does not become true.
    """
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.02)


def _variable(process: psutil.Process, name: str) -> str:
    try:
        return "" if process.status() == psutil.STATUS_ZOMBIE else process.environ().get(name, "")
    except (psutil.Error, OSError):
        return ""


def _is_supervisor(process: psutil.Process) -> bool:
    try:
        return any("supervisor.main import main" in word for word in process.cmdline())
    except psutil.Error:
        return False


def _check(path: Path) -> None:
    check = _CHECKS.get(path.suffix)
    # Hidden ones are what a killed process has not given its name yet; damaged stores are kept as such.
    if check is not None and not path.name.startswith(".") and "corrupt" not in path.name:
        check(path)


def _check_lines(path: Path) -> None:
    for line in path.read_bytes().splitlines():
        json.loads(line)


def _check_records(path: Path) -> None:
    for line in filter(None, path.read_bytes().split(b"\n") if path.name == "attempts.log" else ()):
        if line[:8] != b"%08x" % zlib.crc32(line[9:]):
            raise ValueError(f"a record is torn: {line!r}")


def _check_store(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        if (said := connection.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            raise ValueError(said)


_CHECKS: Mapping[str, Callable[[Path], object]] = {
    ".json": lambda path: json.loads(path.read_bytes()),
    ".jsonl": _check_lines,
    ".log": _check_records,
    ".sqlite3": _check_store,
}
