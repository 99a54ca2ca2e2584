"""``run.json``: how a simulation was started and ended, and which code and interpreter ran."""

from __future__ import annotations

import hashlib
import json
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from parallel_execution_manager.roles.agent_simulations.agents import AgentScript, agent_name
from parallel_execution_manager.roles.inputs import PYTHON_SUFFIXES
from parallel_execution_manager.roles.reports import document
from parallel_execution_manager.roles.results import write_json
from parallel_execution_manager.scheduling.model.task import TaskSpec
from parallel_execution_manager.system.host import obeys_hash_seed
from parallel_execution_manager.system.processes.executor import Exit, Launch
from parallel_execution_manager.system.runs.run_files import read_regular

QUESTION_TIMEOUT_S = 10.0


def file_sha256(path: Path) -> str:
    """SHA-256 of the file's bytes, in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def git_state(script: Path) -> dict[str, object] | None:
    """The commit that is checked out at the script, and whether the script differs from it.

    ``None`` where there is no repository, no commit or no git.
    """
    commit = _answer("git", "-C", str(script.parent), "rev-parse", "--verify", "HEAD")
    if not commit:
        return None
    changes = _answer("git", "-C", str(script.parent), "status", "--porcelain", "--", script.name)
    return {"commit": commit, "script_differs": changes != ""}


def python_version(python: str) -> str | None:
    """The version of an interpreter; ``None`` if it does not say."""
    if python == sys.executable:
        import platform

        return platform.python_version()
    return _answer(python, "-I", "-c", "import platform; print(platform.python_version())")


def _answer(*command: str) -> str | None:
    try:
        done = subprocess.run(
            command, capture_output=True, stdin=subprocess.DEVNULL, timeout=QUESTION_TIMEOUT_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace").strip()


RUN_FILE = "run.json"


class RunRecordError(ValueError):
    """The script put something else in the place of ``run.json``; the message names it and the reason."""


def write_inputs(task: TaskSpec, folder: Path, launch: Launch, place: AgentScript, seed: int) -> None:
    """Keep in the run folder what is needed to run the same again."""
    is_python = place.script.suffix.lower() in PYTHON_SUFFIXES
    python = launch.argv[0]
    inputs = {
        "task_id": task.id,
        "agent_id": agent_name(task) or None,
        "argv": list(launch.argv),
        "cwd": launch.cwd,
        "script": {"path": str(place.script), "sha256": file_sha256(place.script)},
        "note": place.note or None,
        "git": git_state(place.script),
        "python": {"path": python, "version": python_version(python)} if is_python else None,
        "seed": seed,
        "python_hash_seed": int(launch.env["PYTHONHASHSEED"])
        if is_python and obeys_hash_seed(python)
        else None,
        "host": socket.gethostname(),
        "started_at": datetime.now(UTC).isoformat(),
        "started_monotonic_s": time.monotonic(),
    }
    write_json(folder / RUN_FILE, document("run", inputs))


def add_outcome(folder: Path, exit_: Exit) -> dict[str, Any]:
    """Complete the run folder's ``run.json`` with the outcome; returns the whole record.

    One that a manager has completed which was killed afterwards stays as it is.

    Raises:
        RunRecordError: it is not the record that the run was started with.
        OSError: it is no regular file, too large or cannot be written.
    """
    record, started_s = _started(folder, exit_)
    if started_s is None:
        return record
    record["outcome"] = {
        "exit_code": exit_.code,
        "ended_at": datetime.now(UTC).isoformat(),
        "duration_s": round(time.monotonic() - started_s, 3),
        "cpu_s": exit_.cpu_s,
        "max_memory_mb": exit_.max_memory_mb,
        "left_behind": exit_.left_behind,
    }
    write_json(folder / RUN_FILE, record)
    return record


def _started(folder: Path, exit_: Exit) -> tuple[dict[str, Any], float | None]:
    """The record that the run was started with, and when that was, on the monotonic clock.

    ``None`` if it has an outcome already, with this exit.
    """
    content = read_regular(folder / RUN_FILE)
    try:
        record: dict[str, Any] = json.loads(content.decode("utf-8"))
        has_outcome = "started_monotonic_s" not in record and record["outcome"]["exit_code"] == exit_.code
        started_s = None if has_outcome else float(record.pop("started_monotonic_s"))
        if not {"seed", "note"} <= record.keys():
            raise KeyError("seed and note")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RunRecordError(
            f"{RUN_FILE} in {folder} is not the record that the run was started with "
            f"({type(error).__name__}: {error}); let the script write elsewhere"
        ) from None
    return record, started_s
