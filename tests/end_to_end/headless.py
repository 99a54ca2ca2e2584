"""A real manager without a window, in a process of its own, and ``pem`` beside it.

The verbs that ask run in the test's process: a hundred starts of Python would take longer than all they ask.
That they are programs which start and end as such is tested where they wait and listen.
"""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.end_to_end.pem import PATIENCE_S, PEM, pem_here

NO_LIMITS = {
    "resource_thresholds": {"cpu_percent": 100, "memory_percent": 100, "disk_percent": 100},
    "monitoring_interval": 1,
}


@dataclass(frozen=True)
class Headless:
    """The process, its data folder, and the folder in which everything is called."""

    process: subprocess.Popen[str]
    data_dir: Path
    cwd: Path

    def pem(self, verb: str, *arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
        """Carry out a verb of ``pem`` for this manager, called in its folder."""
        return pem_here(verb, "--data-dir", self.data_dir, *arguments, cwd=self.cwd, stdin=stdin)

    def json(self, verb: str, *arguments: str | Path, code: int = 0) -> Any:
        """What a verb answers to programs; it must end with this code."""
        done = self.pem(verb, "--json", *arguments)
        assert done.returncode == code, done.stdout + done.stderr
        return json.loads(done.stdout)

    def kill(self) -> None:
        """End it as the power switch would."""
        self.process.kill()
        self.process.wait(PATIENCE_S)


@contextlib.contextmanager
def headless(cwd: Path, data_dir: Path, config: Mapping[str, Any] | None = None) -> Iterator[Headless]:
    """A manager that has said that it runs; ended by SIGTERM, which must be an orderly end."""
    (cwd / "c.json").write_text(json.dumps(NO_LIMITS if config is None else config), encoding="utf-8")
    command = [*PEM, "run", "--headless", "--config", "c.json", "--data-dir", str(data_dir)]
    with subprocess.Popen(
        command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    ) as process:
        try:
            assert process.stdout is not None
            # What is wrong or was set by hand is told first.
            assert any("a manager without a window runs" in line for line in process.stdout)
            yield Headless(process, data_dir, cwd)
        finally:
            was_killed = process.poll() is not None
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=PATIENCE_S)
    assert was_killed or process.returncode == 0
