"""A task whose file turns out to be a folder that it makes: what is in it is nobody else's meanwhile."""

from __future__ import annotations

import sys
from pathlib import Path

from parallel_execution_manager import ParallelExecutionManager
from tests.runtime.waiting import until

MAKE = """
import pathlib, subprocess, sys, time
out, go, data = map(pathlib.Path, sys.argv[1:])
out.mkdir()
(out / "a.txt").write_text("mine")
asked = [sys.executable, "-m", "parallel_execution_manager", "lease", "acquire", "--data-dir", data]
print(*(subprocess.run([*asked, path]).returncode for path in (out, out / "a.txt")), flush=True)
(out / "made").touch()
while not go.exists():
    time.sleep(0.01)
"""
USE = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text('other')"


def test_what_is_in_a_folder_that_a_task_makes_is_kept_from_others_and_not_from_itself(
    manager: ParallelExecutionManager, tmp_path: Path
) -> None:
    out, go = tmp_path / "out", tmp_path / "go"
    role = "task_management"
    make = [sys.executable, "-c", MAKE, str(out), str(go), str(manager.data_dir)]
    manager.submit([{"id": "makes", "role": role, "command": make, "files": [str(out)]}])
    until((out / "made").exists, "the folder is made")
    use = [sys.executable, "-S", "-c", USE, str(out / "a.txt")]
    manager.submit([{"id": "uses", "role": role, "command": use, "files": [str(out / "a.txt")]}])
    (check,) = manager.explain("uses").failing
    assert (check.blocker, check.part_of) == ("makes", str(out))
    assert not manager.wait_until_idle(0.3)
    assert (out / "a.txt").read_text() == "mine"
    go.touch()
    assert manager.wait_until_idle(60)
    assert (out / "a.txt").read_text() == "other"
    folder = manager.run_folder("makes")
    assert folder is not None
    assert (folder / "output.log").read_text().splitlines()[-1] == "0 0"
