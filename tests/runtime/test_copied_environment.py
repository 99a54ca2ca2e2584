"""A task that gives another one its whole environment: each is told of its own run all the same."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from parallel_execution_manager import ParallelExecutionManager
from tests.runtime.waiting import until, until_state

ROLE = "task_management"
TELL = (
    "import json, os; print(json.dumps("
    "{k: v for k, v in os.environ.items() if k.startswith('PEM_') or k == 'STEPS'}))"
)
WAIT = "import pathlib, sys, time\nwhile not pathlib.Path(sys.argv[1]).exists(): time.sleep(0.01)"


def told(manager: ParallelExecutionManager, task_id: str) -> dict[str, str]:
    folder = manager.run_folder(task_id)
    assert folder is not None
    found: dict[str, str] = json.loads((folder / "output.log").read_text())
    return found


def task(task_id: str, code: str, *args: str, **fields: object) -> dict[str, object]:
    return {"id": task_id, "role": ROLE, "command": [sys.executable, "-S", "-c", code, *args], **fields}


def test_a_task_is_told_of_its_own_run_whatever_its_variables_say(manager: ParallelExecutionManager) -> None:
    manager.submit([task("above", TELL, files=["a"])])
    assert manager.wait_until_idle(60)
    above = told(manager, "above")
    assert above["PEM_LEASE"]
    manager.submit([task("below", TELL, env={**above, "STEPS": "12"})])
    assert manager.wait_until_idle(60)
    below = told(manager, "below")
    assert below["PEM_TASK_ID"] == "below"
    assert below["PEM_RUN_DIR"] == str(manager.run_folder("below"))
    assert below["PEM_TASK_MARK"] != above["PEM_TASK_MARK"]
    assert above["PEM_TASK_MARK"] not in below["PEM_TASK_MARK"]
    assert "PEM_LEASE" not in below
    assert below["STEPS"] == "12"


def test_the_end_of_a_task_is_not_that_of_one_to_which_it_gave_its_environment(
    manager: ParallelExecutionManager, tmp_path: Path
) -> None:
    both = "import json, os\nprint(json.dumps(dict(os.environ)), flush=True)\n" + WAIT
    manager.submit([task("above", both, str(tmp_path / "above.go"))])
    until_state(manager, "above", "running")
    folder = manager.run_folder("above")
    assert folder is not None
    until(lambda: (folder / "output.log").read_text().endswith("\n"), "the first has told its environment")
    environment = told(manager, "above")
    manager.submit([task("below", WAIT, str(tmp_path / "below.go"), env=environment)])
    until_state(manager, "below", "running")
    manager.cancel_task("above")
    until_state(manager, "above", "cancelled")
    (tmp_path / "below.go").touch()
    assert manager.wait_until_idle(60)
    states = {view.id: str(view.state) for view in manager.snapshot().tasks}
    assert states == {"above": "cancelled", "below": "succeeded"}
