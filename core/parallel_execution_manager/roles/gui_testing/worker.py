"""The process of a GUI test: starts the probe, watches it from outside, leaves result and report.

It imports no Qt and so outlives whatever happens to the probe. Exit code 0: the test found no
error. 1: it found one. 128 plus the signal's number: it was stopped.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from parallel_execution_manager.roles.base import worker_command
from parallel_execution_manager.roles.gui_testing.record import (
    CRASH_FILE,
    RECORD_FILE,
    TREE_FILE,
    Record,
    read_record,
)
from parallel_execution_manager.roles.gui_testing.verdict import Ending, findings, gui_report
from parallel_execution_manager.roles.results import Artefact, Finding, Result, write_result
from parallel_execution_manager.roles.worker import RunningClock, once_there_is_room, run_folder

REPORT_FILE = "report.md"
LOOK_S = 0.1
# The probe's own watcher ends a hang sooner, unless a call keeps the interpreter's lock.
STUCK_GRACE_S = 10.0
ABORT_S = 3.0


class Stopped(Exception):
    """A signal asked the test to end."""

    def __init__(self, number: int) -> None:
        super().__init__(f"signal {number}")
        self.number = number


def main(arguments: Sequence[str]) -> int:
    """Run the probe with these arguments (settings as JSON, then the script's own)."""
    settings = json.loads(arguments[0])
    folder = run_folder()
    longest = max(settings[key] for key in ("show_timeout_s", "close_timeout_s", "settle_s"))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    command = worker_command("gui_testing.probe", *arguments)
    with once_there_is_room(lambda: subprocess.Popen(command)) as probe:
        try:
            ending, code = _watch(probe, folder, longest + STUCK_GRACE_S), 0
        except Stopped as stop:
            probe.kill()
            ending, code = Ending(probe.wait(), was_stopped=True), 128 + stop.number
    ok = _write(settings["script"] or "this application", folder, ending)
    return code or int(not ok)


def _stop(number: int, _frame: FrameType | None) -> None:
    raise Stopped(number)


def _watch(probe: subprocess.Popen[bytes], folder: Path, patience_s: float) -> Ending:
    """Wait for the probe's end; one that makes no progress for ``patience_s`` is ended."""
    clock = RunningClock()
    progress, since = _progress(folder), clock.now()
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return Ending(probe.wait(LOOK_S), crash=_crash(folder))
        now, latest = clock.now(), _progress(folder)
        if latest != progress:
            progress, since = latest, now
        elif now - since > patience_s:
            return _end_stuck(probe, folder)


def _end_stuck(probe: subprocess.Popen[bytes], folder: Path) -> Ending:
    """SIGABRT lets the interpreter write its stacks even while a call holds its lock."""
    if os.name == "posix":
        probe.send_signal(signal.SIGABRT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return Ending(probe.wait(ABORT_S), was_stuck=True, crash=_crash(folder))
    probe.kill()
    return Ending(probe.wait(), was_stuck=True, crash=_crash(folder))


def _progress(folder: Path) -> int:
    try:
        return (folder / RECORD_FILE).stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _crash(folder: Path) -> str:
    try:
        return (folder / CRASH_FILE).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""


def _write(target: str, folder: Path, ending: Ending) -> bool:
    record = read_record(folder)
    found = findings(record, ending)
    ok = not any(finding.level == "error" for finding in found)
    headline = _headline(record, found, ok=ok)
    (folder / REPORT_FILE).write_text(gui_report(target, headline, record, found), encoding="utf-8")
    if not ending.crash:
        (folder / CRASH_FILE).unlink(missing_ok=True)
    write_result(folder, Result(ok, headline, _artefacts(folder, record), tuple(found), data=_data(record)))
    sys.stdout.write(f"{headline}\n")
    return ok


def _headline(record: Record | None, found: Sequence[Finding], *, ok: bool) -> str:
    if not ok:
        more = sum(finding.level == "error" for finding in found) - 1
        return " ".join(found[0].message.split()) + (f" (and {more} more)" if more else "")
    windows = len(record.windows) if record else 0
    shown = record.first_shown_s if record else None
    first = "" if shown is None else f", the first after {shown:.2f} s"
    warnings = sum(finding.level == "warning" for finding in found)
    plural = "s" if windows != 1 else ""
    return f"{windows} window{plural} shown{first}, and closed cleanly; {warnings} warnings"


def _artefacts(folder: Path, record: Record | None) -> tuple[Artefact, ...]:
    shots = [
        Artefact(window.shot, f"Picture of {window.title or window.kind}")
        for window in (record.windows if record else ())
        if window.shot
    ]
    others = (
        (TREE_FILE, "Tree of widgets"),
        (RECORD_FILE, "All that was seen"),
        (CRASH_FILE, "Stacks at the crash"),
    )
    existing = [Artefact(name, title) for name, title in others if (folder / name).exists()]
    return (Artefact(REPORT_FILE, "Report of the GUI test"), *shots, *existing)


def _data(record: Record | None) -> dict[str, object]:
    if record is None:
        return {}
    return {
        "first_shown_s": record.first_shown_s,
        "windows": [window.title for window in record.windows],
        "widgets": sum(window.widgets for window in record.windows),
        "stalls": len(record.stalls),
        "platform": record.platform,
        "binding": record.binding,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
