"""The tasks of a batch that is disturbed: each notes in a ledger its start, and that it has done its work."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LEDGER = "ledger"
LONG = "long"
"""A task of a small batch that can be met while it runs."""

CONFIGURATION = {
    "resource_thresholds": {"cpu_percent": 100, "memory_percent": 100, "disk_percent": 100},
    "scheduling": {"max_parallel_tasks": 4},
    "monitoring_interval": 1,
}
FILES = 2
# One write a line, to a file that is open for adding: lines of several tasks do not mix.
SCRIPT = """
note() { echo "$1 $PEM_TASK_ID ${PEM_RUN_DIR##*/}" >> ledger; }
note start
if test -n "$2"; then exec 9>>"$2.lock"; flock -n 9 || note overlap; fi
sleep "$1"
attempt=${PEM_RUN_DIR##*/}
test "${attempt%%-*}" -gt "$3" || exit 3
note end
exit "$4"
"""

Task = dict[str, Any]


def a_task(name: str, seconds: float, *, file: str = "", fails: int = 0, code: int = 0, **more: Any) -> Task:
    """A task that works so long, fails so often before, and ends with ``code``."""
    locked = file if shutil.which("flock") else ""
    words = ["sh", "-c", SCRIPT, "sh", f"{seconds:.3f}", locked, str(fails), str(code)]
    files = {"files": [file]} if file else {}
    need = {"cpu_cores": 0.01, "memory_mb": 1}
    return {"id": name, "role": "agent_simulations", "requirements": need, "command": words, **files, **more}


def small_batch(folder: Path) -> list[Task]:
    """A task of each kind, as short as can be; one program cannot be started."""
    broken = folder / "broken"
    broken.write_text("#!/no/such/interpreter\n", encoding="utf-8")
    broken.chmod(0o755)
    return [
        a_task("plain", 0.0),
        a_task("writes", 0.05, file="f0"),
        a_task("writes-too", 0.05, file="f0"),
        a_task("fails", 0.0, code=4),
        {**a_task("refused", 0.0), "command": [str(broken)]},
        a_task("rerunnable", 0.05, rerunnable=True),
        a_task(LONG, 0.5),
        a_task("last", 0.0, after=["plain", "writes"]),
    ]


def large_batch(rng: random.Random, number: int) -> list[Task]:
    """Tasks of all kinds by chance, as many as wanted."""
    tasks: list[Task] = []
    for index in range(number):
        more: dict[str, Any] = {}
        if rng.random() < 0.2:
            more["file"] = f"f{rng.randrange(FILES)}"
        if rng.random() < 0.1:
            more.update(fails=1, retries=1)
        if rng.random() < 0.2:
            more["rerunnable"] = True
        if rng.random() < 0.1:
            more["code"] = 4
        elif tasks and rng.random() < 0.2:
            more["after"] = [rng.choice(tasks)["id"]]
        tasks.append(a_task(f"t{index}", rng.uniform(0.0, 0.4), **more))
    return tasks


@dataclass(slots=True)
class Ledger:
    """What tasks have noted."""

    starts: Counter[tuple[str, int]] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    overlaps: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, folder: Path) -> Ledger:
        """The one in this folder."""
        found, path = cls(), folder / LEDGER
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            what, task, attempt = line.split()
            if what == "start":
                found.starts[task, _number(attempt)] += 1
            elif what == "end":
                found.ends[task] += 1
            else:
                found.overlaps.append(task)
        return found


def _number(folder: str) -> int:
    """The attempt whose run folder this is: one that was prepared twice has a folder like ``1-2``."""
    return int(folder.partition("-")[0])


def wrongs(tasks: Sequence[Task], report: Mapping[str, Any], ledger: Ledger) -> list[str]:
    """What must not be: sentences about tasks that are missing, ran twice, or are not what is said."""
    rows = {row["id"]: row for row in report["tasks"]}
    found = [f"task {task['id']} is missing in the report" for task in tasks if task["id"] not in rows]
    found += [f"task {name} had a file together with another one" for name in ledger.overlaps]
    found += [
        f"attempt {attempt} of task {name} was started {count} times"
        for (name, attempt), count in ledger.starts.items()
        if count > 1
    ]
    for task in tasks:
        found += _wrongs_of(task, rows[task["id"]], ledger) if task["id"] in rows else []
    return found


def _wrongs_of(task: Task, row: Mapping[str, Any], ledger: Ledger) -> list[str]:
    name, state = task["id"], row["state"]
    ends = ledger.ends[name]
    newest = max((attempt for (other, attempt) in ledger.starts if other == name), default=0)
    found = []
    if state not in {"succeeded", "failed", "cancelled", "lost"}:
        found.append(f"task {name} is {state} at the end")
    if ends > 1 and not task.get("rerunnable"):
        found.append(f"task {name} has done its work {ends} times")
    if state == "succeeded" and not ends:
        found.append(f"task {name} has succeeded without doing its work")
    if newest > row["attempts"]:
        found.append(f"task {name} had attempt {newest}, and {row['attempts']} are reported")
    return found


def differences(undisturbed: Mapping[str, Any], report: Mapping[str, Any]) -> list[str]:
    """What became otherwise than in a run that nobody has disturbed."""
    fields = ("state", "exit_code", "attempts")
    before = {row["id"]: [row[name] for name in fields] for row in undisturbed["tasks"]}
    return [
        f"task {row['id']} is {values}, not {before.get(row['id'])}: {row['detail']}"
        for row in report["tasks"]
        if (values := [row[name] for name in fields]) != before.get(row["id"])
    ]
