"""Leases of other programs while a manager runs, begins and ends."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from parallel_execution_manager import FileUsageTracker, ParallelExecutionManager, WishRefused
from parallel_execution_manager.runtime.lease_desk import LeaseDesk
from parallel_execution_manager.system.ipc.local_socket import peer_of
from parallel_execution_manager.system.processes.identity import lives
from parallel_execution_manager.system.runs.folders import DataDirError
from parallel_execution_manager.system.storage.lease_file import LeaseFile
from parallel_execution_manager.system.storage.lease_record import LeaseRecord
from tests.end_to_end.leases import leased, shell, start_pem, waiters
from tests.end_to_end.pem import PEM, SMALL, run_pem
from tests.runtime.waiting import until, until_state, view_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="leases of other programs need POSIX")

SLEEP = ["sleep", "600"]
NO_LIMITS = {"cpu_percent": 100, "memory_percent": 100, "disk_percent": 100}


@pytest.fixture
def data_dir(home: Path) -> Path:
    """The data folder that ``pem`` uses by itself."""
    return home / "pem-data"


def make_manager(base: Path, data_dir: Path) -> ParallelExecutionManager:
    """A manager with all roles started and no limits."""
    made = ParallelExecutionManager(base_dir=base, data_dir=data_dir)
    made.change_configuration({"resource_thresholds": NO_LIMITS})
    for role in made.get_available_roles():
        made.start_role(role)
    return made


@pytest.fixture
def manager(tmp_path: Path, data_dir: Path) -> Iterator[ParallelExecutionManager]:
    """A manager on the data folder that ``pem`` uses by itself; relative paths are the same for both."""
    made = make_manager(tmp_path, data_dir)
    yield made
    made.close()


def task(name: str, *files: str) -> dict[str, object]:
    """A task that holds its files until it is cancelled."""
    return {"id": name, "role": "task_management", "command": SLEEP, "files": files, "requirements": SMALL}


def test_a_task_waits_for_a_shell_and_says_so(manager, tmp_path):
    with shell(tmp_path) as holder:
        assert holder.run("pem lease acquire a.txt")[0] == 0
        manager.submit([task("t", "a.txt")])
        assert view_of(manager, "t").state == "queued"
        failing = [check for check in manager.explain("t").checks if not check.ok]
        assert [(check.path, check.who) for check in failing] == [
            (str(tmp_path / "a.txt"), f"sh (process {holder.process.pid})")
        ]
        assert holder.run("pem lease release a.txt")[0] == 0
        until_state(manager, "t", "running")
        code, said = holder.run("pem lease acquire a.txt")
        assert code == 6
        assert "a.txt is held by task t" in said
        assert leased(tmp_path)["a.txt"]["holders"][0]["id"] == "t"
        code, said = holder.run("pem lease release a.txt")
        assert (code, "by task t; it is let go of when that ends" in said) == (7, True)


def test_a_shell_waits_for_a_task_and_is_told_so(manager, tmp_path):
    manager.submit([task("t", "a.txt")])
    until_state(manager, "t", "running")
    with start_pem(
        "lease", "acquire", "a.txt", "--wait", "600", "--", "echo", "mine", cwd=tmp_path
    ) as waiter:
        assert waiter.stderr is not None
        assert "by task t; waiting at most 600 s" in waiter.stderr.readline()
        manager.cancel_task("t")
        out, _ = waiter.communicate(timeout=60)
    assert (waiter.returncode, out) == (0, "mine\n")
    assert leased(tmp_path) == {}


def test_a_killed_holder_is_noticed_at_once_and_exactly_one_waiter_is_next(manager, tmp_path):
    with shell(tmp_path) as holder:
        assert holder.run("pem lease acquire a.txt")[0] == 0
        manager.submit([task("first", "a.txt"), task("second", "a.txt")])
        with start_pem("lease", "acquire", "a.txt", "--wait", "600", "--", *SLEEP, cwd=tmp_path) as waiter:
            until(lambda: waiters(tmp_path, "a.txt") == 3)
            holder.process.kill()
            holder.process.wait()
            until(lambda: waiters(tmp_path, "a.txt") == 2)
            assert len(leased(tmp_path)["a.txt"]["holders"]) == 1
            for name in ("first", "second"):
                manager.cancel_task(name)
            until(lambda: leased(tmp_path)["a.txt"]["holders"][0]["label"] == "sleep 600")
            # From the moment on at which the command runs, its signals are passed on.
            until(lambda: [child.name() for child in psutil.Process(waiter.pid).children()] == ["sleep"])
            waiter.terminate()
            assert waiter.wait(60) == 128 + signal.SIGTERM
    until(lambda: leased(tmp_path) == {})


def test_ctrl_c_gives_up_the_place_in_line(manager, tmp_path):
    manager.submit([task("t", "a.txt")])
    until_state(manager, "t", "running")
    with start_pem("lease", "acquire", "a.txt", "--wait", "inf", "--", "true", cwd=tmp_path) as waiter:
        until(lambda: waiters(tmp_path, "a.txt") == 1)
        waiter.send_signal(signal.SIGINT)
        assert waiter.wait(60) == -signal.SIGINT
    until(lambda: waiters(tmp_path, "a.txt") == 0)


def test_a_time_that_is_over_ends_the_wait(manager, tmp_path):
    manager.submit([task("t", "a.txt")])
    until_state(manager, "t", "running")
    late = run_pem("lease", "acquire", "a.txt", "--wait", "0.2", "--", "true", cwd=tmp_path)
    assert late.returncode == 6
    assert "a.txt is held by task t and was not let go within 0.2 s" in late.stderr
    assert waiters(tmp_path, "a.txt") == 0


def test_a_manager_takes_over_what_is_held_and_hands_it_back(tmp_path, data_dir):
    with shell(tmp_path) as holder:
        _, said = holder.run("pem lease acquire a.txt")
        before = leased(tmp_path)
        manager = make_manager(tmp_path, data_dir)
        try:
            assert manager.start_problems == ()
            assert leased(tmp_path) == before
            (view,) = manager.snapshot().leases
            assert [hold.fence for hold in view.holds] == [int(said.split()[1])]
            manager.submit([task("t", "a.txt")])
            assert view_of(manager, "t").state == "queued"
            second = holder.run("pem lease acquire b.txt")[1]
            assert int(second.split()[1]) > int(said.split()[1])
        finally:
            manager.close()
        assert sorted(leased(tmp_path)) == ["a.txt", "b.txt"]
        assert run_pem("lease", "acquire", "a.txt", "--", "true", cwd=tmp_path).returncode == 6
        assert holder.run(f"pem lease release {said.split()[0]} b.txt")[0] == 0
        third = holder.run("pem lease acquire b.txt")[1]
        assert int(third.split()[1]) > int(second.split()[1])


def test_whoever_waits_goes_on_waiting_when_a_manager_begins_and_ends(tmp_path, data_dir):
    with shell(tmp_path) as holder:
        assert holder.run("pem lease acquire a.txt")[0] == 0
        with start_pem(
            "lease", "acquire", "a.txt", "--wait", "600", "--", "echo", "mine", cwd=tmp_path
        ) as waiter:
            until(lambda: waiters(tmp_path, "a.txt") == 1)
            manager = make_manager(tmp_path, data_dir)
            until(lambda: waiters(tmp_path, "a.txt") == 1)
            manager.close()
            until(lambda: waiters(tmp_path, "a.txt") == 1)
            assert holder.run("pem lease release a.txt")[0] == 0
            out, _ = waiter.communicate(timeout=60)
        assert (waiter.returncode, out) == (0, "mine\n")


MANAGER = """
import sys
from parallel_execution_manager import ParallelExecutionManager

manager = ParallelExecutionManager()
print("ready", flush=True)
sys.stdin.readline()
manager.close()
"""


def test_a_manager_that_is_killed_takes_no_lease_along(tmp_path, data_dir):
    with (
        shell(tmp_path) as holder,
        subprocess.Popen(
            [sys.executable, "-c", MANAGER], cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as manager,
    ):
        assert manager.stdout is not None
        assert manager.stdout.readline() == b"ready\n"
        number = int(holder.run("pem lease acquire a.txt")[1].split()[1])
        manager.kill()
        manager.wait()
        assert run_pem("lease", "acquire", "a.txt", "--", "true", cwd=tmp_path).returncode == 6
        assert int(holder.run("pem lease acquire b.txt")[1].split()[1]) > number


WITH_A_TASK = """
import sys
from parallel_execution_manager import ParallelExecutionManager

manager = ParallelExecutionManager()
manager.start_role("task_management")
files = ["a.txt", "old.txt", {"path": "plan.txt", "mode": "read"}]
manager.submit([{"id": "t", "role": "task_management", "command": ["sleep", "600"], "files": files}])
while str(manager.snapshot().tasks[0].state) != "running":
    pass
print("ready", flush=True)
sys.stdin.readline()
"""


def test_a_task_that_goes_on_without_its_manager_keeps_its_files(tmp_path, data_dir):
    (tmp_path / "old.txt").touch()
    with subprocess.Popen(
        [sys.executable, "-c", WITH_A_TASK], cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as manager:
        assert manager.stdout is not None
        assert manager.stdout.readline() == b"ready\n"
        manager.kill()
        manager.wait()
    done = run_pem("lease", "acquire", "a.txt", "--", "true", cwd=tmp_path)
    assert done.returncode == 6
    assert "a.txt is held by task t" in done.stderr
    # As the task itself would, which goes on writing into it.
    (tmp_path / "old.txt").rename(tmp_path / "new.txt")
    for name in ("old.txt", "new.txt"):
        assert run_pem("lease", "acquire", name, "--", "true", cwd=tmp_path).returncode == 6
    assert run_pem("lease", "acquire", "b.txt", "--", "true", cwd=tmp_path).returncode == 0
    assert run_pem("lease", "acquire", "--shared", "plan.txt", "--", "true", cwd=tmp_path).returncode == 0
    assert [holder["id"] for holder in leased(tmp_path)["plan.txt"]["holders"]] == ["t"]
    with shell(tmp_path) as holder:
        number = int(holder.run("pem lease acquire b.txt")[1].split()[1])
        manager_again = ParallelExecutionManager(base_dir=tmp_path, data_dir=data_dir)
        try:
            assert view_of(manager_again, "t").state == "running"
            code, said = holder.run("pem lease acquire a.txt")
            assert (code, "a.txt is held by task t" in said) == (6, True)
            manager_again.submit([task("u", "b.txt")])
            assert view_of(manager_again, "u").state == "queued"
            manager_again.cancel_task("t")
            until_state(manager_again, "t", "cancelled")
            assert int(holder.run("pem lease acquire c.txt")[1].split()[1]) > number
        finally:
            manager_again.close()
    until(lambda: leased(tmp_path) == {})


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has supervisors")
def test_a_task_keeps_its_files_when_the_records_of_what_runs_are_lost(tmp_path, data_dir):
    from parallel_execution_manager.supervisor.paths import Place

    with subprocess.Popen(
        [sys.executable, "-c", WITH_A_TASK], cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as manager:
        assert manager.stdout is not None
        assert manager.stdout.readline() == b"ready\n"
        manager.kill()
        manager.wait()
    place = Place(data_dir)
    connection = place.connect()
    assert connection is not None
    with connection:
        supervisor = peer_of(connection)
    assert supervisor is not None
    os.kill(supervisor.pid, signal.SIGKILL)
    until(lambda: not place.is_held())
    shutil.rmtree(place.folder)
    done = run_pem("lease", "acquire", "a.txt", "--", "true", cwd=tmp_path)
    assert (done.returncode, "a.txt is held by task t" in done.stderr) == (6, True)
    assert run_pem("lease", "acquire", "b.txt", "--", "true", cwd=tmp_path).returncode == 0
    told = data_dir / "runs" / "t" / "1" / "task.json"
    told.rename(told.with_name("kept.json"))
    done = run_pem("lease", "acquire", "b.txt", "--", "true", cwd=tmp_path)
    assert done.returncode == 6
    assert "task t, perhaps, which goes on without its manager; start one (pem run)" in done.stderr
    told.with_name("kept.json").rename(told)
    manager_again = ParallelExecutionManager(base_dir=tmp_path, data_dir=data_dir)
    try:
        assert view_of(manager_again, "t").state == "running"
        manager_again.cancel_task("t")
        until_state(manager_again, "t", "cancelled")
    finally:
        manager_again.close()
    until(lambda: leased(tmp_path) == {})


def test_a_manager_that_stands_still_is_named_and_nobody_else_decides(tmp_path, data_dir, monkeypatch):
    with subprocess.Popen(
        [sys.executable, "-c", MANAGER], cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as manager:
        assert manager.stdout is not None
        assert manager.stdout.readline() == b"ready\n"
        book = json.loads((data_dir / "leases.json").read_text())
        assert book["manager"][0] == manager.pid
        for door in (data_dir / "doors").iterdir():
            door.rename(data_dir / door.name)
        done = subprocess.run(
            [sys.executable, "-c", IMPATIENT], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert f"the manager in process {manager.pid} decides" in done.stderr
        manager.communicate(b"\n", timeout=60)


IMPATIENT = """
from parallel_execution_manager.runtime import lease_desk
lease_desk.MANAGER_PATIENCE_S = 0.1
from parallel_execution_manager.control.command import carry_out
raise SystemExit(carry_out(["lease", "acquire", "a.txt"]))
"""


def test_no_manager_starts_while_it_is_not_known_what_others_hold(tmp_path, data_dir):
    with shell(tmp_path) as holder:
        assert holder.run("pem lease acquire a.txt")[0] == 0
        kept = (data_dir / "leases.json").read_text()
        (data_dir / "leases.json").write_text("[")
        for _ in range(2):
            with pytest.raises(DataDirError, match=r"leases\.json is damaged.*remove it when none"):
                ParallelExecutionManager(base_dir=tmp_path, data_dir=data_dir)
        done = run_pem("run", "--headless", cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert "leases.json is damaged" in done.stderr
        assert (data_dir / "leases.json").read_text() == "["
        (data_dir / "leases.json").write_text(kept)
        manager = make_manager(tmp_path, data_dir)
        try:
            manager.submit([task("t", "a.txt")])
            assert view_of(manager, "t").state == "queued"
        finally:
            manager.close()


def test_no_manager_starts_while_somebody_else_decides_on_leases(tmp_path, data_dir, monkeypatch):
    import fcntl

    opened = LeaseFile.opened
    monkeypatch.setattr(LeaseFile, "opened", lambda file: opened(file, patience_s=0.0))
    with (data_dir / "leases.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(DataDirError, match=r"leases\.lock has been locked for 0 s"):
            ParallelExecutionManager(base_dir=tmp_path, data_dir=data_dir)


def test_a_managers_tracker_has_the_leases_of_its_tasks(manager, tmp_path):
    manager.submit([task("t", "a.txt")])
    until_state(manager, "t", "running")
    assert not manager.file_tracker.request_file_lock(str(tmp_path / "a.txt"), "script_assessment")
    assert manager.file_tracker.check_file_lock(str(tmp_path / "a.txt"))["locked_by"] == "t"
    assert manager.file_tracker.request_file_lock(str(tmp_path / "b.txt"), "script_assessment")
    manager.submit([task("u", "b.txt")])
    assert view_of(manager, "u").state == "queued"
    assert manager.file_tracker.release_file_lock(str(tmp_path / "b.txt"), "script_assessment")
    until_state(manager, "u", "running")


def test_a_tracker_can_be_used_in_a_subscriber(manager, tmp_path):
    answers: list[bool] = []

    def listen(news: object) -> None:
        if not answers:
            answers.append(manager.file_tracker.request_file_lock(str(tmp_path / "s.txt"), "listener"))

    manager.subscribe(listen)
    manager.submit([task("t")])
    until(lambda: answers)
    assert answers == [True]


def test_a_task_uses_the_leases_of_its_manager_and_does_not_wait_under_its_own(tmp_path):
    manager = make_manager(tmp_path, tmp_path / "elsewhere")
    code = (
        "import os, subprocess, sys; pem = [sys.executable, '-m', 'parallel_execution_manager', 'lease'];"
        "subprocess.run([*pem, 'list']);"
        "print(subprocess.run([*pem, 'acquire', 'b.txt', '--wait', 'inf']).returncode)"
    )
    env = {"PEM_LEASE": "5"}
    try:
        manager.submit([task("other", "b.txt")])
        until_state(manager, "other", "running")
        row = {**task("t", "a.txt"), "command": [sys.executable, "-c", code], "env": env}
        manager.submit([row])
        until(lambda: view_of(manager, "t").state == "succeeded")
        folder = manager.run_folder("t")
        assert folder is not None
        said = (folder / "output.log").read_text()
        assert "held by task other" in said
        assert "would wait for ever" in said
        assert said.rstrip().endswith("6")
    finally:
        manager.close()


def test_two_trackers_of_one_process_on_other_folders_do_not_meet(tmp_path):
    first = FileUsageTracker(data_dir=tmp_path / "one")
    second = FileUsageTracker(data_dir=tmp_path / "two")
    path = str(tmp_path / "a.txt")
    assert first.request_file_lock(path, "r")
    assert second.request_file_lock(path, "s")
    assert first.check_file_lock(path)["locked_by"] == "r"


def test_a_lease_is_released_for_its_holder_only_when_that_has_ended(manager, tmp_path, monkeypatch):
    with shell(tmp_path) as holder:
        assert holder.run("pem lease acquire a.txt")[0] == 0
        lease_id = leased(tmp_path)["a.txt"]["holders"][0]["id"]
        manager.submit([task("t", "a.txt")])
        with pytest.raises(
            WishRefused, match="still runs, so its lease is not stale: end it, or let it release"
        ):
            manager.release_lease(lease_id)
        assert view_of(manager, "t").state == "queued"
        monkeypatch.setattr(LeaseRecord, "is_alive", lambda _: False)
        manager.release_lease(lease_id)
        until_state(manager, "t", "running")
        with pytest.raises(WishRefused, match="no lease .* of a program any more"):
            manager.release_lease(lease_id)


def said_in(manager: ParallelExecutionManager, tmp_path: Path, script: str, *files: str) -> str:
    """What a task prints that holds ``files`` and runs a shell script in which ``pem`` is the program."""
    pem = f"{sys.executable} -m parallel_execution_manager"
    row = {**task("own", *files), "command": ["sh", "-c", f'pem() {{ {pem} "$@"; }}; {script}']}
    manager.submit([row])
    until(lambda: view_of(manager, "own").state.is_final)
    folder = manager.run_folder("own")
    assert folder is not None
    return (folder / "output.log").read_text()


def test_what_a_task_holds_a_program_in_it_has_at_once_and_leaves_to_it(manager, tmp_path):
    script = (
        "for f in a.txt docs/x/y data/1.csv; do pem lease acquire $f --wait inf 2>/dev/null; echo $?; done;"
        "pem lease acquire a.txt -- sh -c 'test $PEM_LEASE = '$PEM_LEASE && echo same;"
        "pem lease release a.txt; echo $?; pem lease release own; echo $?; pem lease list"
    )
    said = said_in(manager, tmp_path, script, "a.txt", "docs/", "data/*.csv").splitlines()
    number = said[0].split()[1]
    assert said[:9] == [*(f"own {number}", "0") * 3, "same", "0", "0"]
    assert any("held by task own" in line for line in said[9:])


def test_what_a_task_does_not_hold_is_asked_for_as_always(manager, tmp_path):
    manager.submit([task("other", "b.txt")])
    until_state(manager, "other", "running")
    script = (
        "pem lease acquire a.txt b.txt --wait inf >/dev/null 2>&1; echo $?;"
        "pem lease acquire 'data/' >/dev/null 2>&1; echo $?;"
        "pem lease acquire a.txt c.txt | cut -c 1-6; echo free;"
        "pem lease acquire a.txt --for $$ >/dev/null 2>&1; echo $?;"
        "pem lease acquire a.txt --for 1 >/dev/null 2>&1; echo $?"
    )
    said = said_in(manager, tmp_path, script, "a.txt", "data/*.csv").splitlines()
    assert said == ["6", "6", "lease:", "free", "6", "2"]


def test_a_task_takes_no_files_for_what_has_started_it(manager, tmp_path):
    command = [*PEM, "lease", "acquire", "c.txt"]
    manager.submit([{**task("own"), "command": command}])
    until_state(manager, "own", "failed")
    folder = manager._core.run_folder("own", None)
    assert folder is not None
    assert "is no part of the task that this runs in" in (folder / "output.log").read_text()
    assert "c.txt" not in leased(tmp_path)


def test_the_number_of_a_task_s_lease_is_of_no_use_to_strangers(manager, tmp_path):
    manager.submit([task("own", "a.txt")])
    until_state(manager, "own", "running")
    (holder,) = leased(tmp_path)["a.txt"]["holders"]
    with shell(tmp_path) as stranger:
        code, said = stranger.run(f"PEM_LEASE={holder['fence']} pem lease acquire a.txt")
        assert code == 6
        assert "a.txt is held by task own" in said
        assert stranger.run(f"PEM_LEASE={holder['fence']} pem lease release a.txt")[0] == 7


def test_the_holder_of_a_lease_is_not_spoken_for_at_a_manager_either(manager, tmp_path):
    with shell(tmp_path) as holder, shell(tmp_path) as stranger:
        assert holder.run("pem lease acquire a.txt")[0] == 0
        assert stranger.run(f"pem lease release a.txt --for {holder.process.pid}")[0] == 7
        assert holder.run("pem lease release a.txt --for $$")[0] == 0


def test_what_a_task_s_processes_leave_running_still_has_its_files(manager, tmp_path):
    # Nothing of the task is above it any more; what the first one leaves behind would be ended soon.
    orphan = "(pem lease acquire a.txt 2>/dev/null | cut -c 1-3 > said &)"
    wait = "until test -s said; do sleep 0.1; done; cat said"
    assert said_in(manager, tmp_path, f"{orphan}; {wait}", "a.txt") == "own\n"


def test_a_file_that_is_held_to_read_is_not_held_to_write(manager, tmp_path):
    manager.submit([{**task("reader"), "files": [{"path": "a.txt", "mode": "read"}]}])
    until_state(manager, "reader", "running")
    both = (
        "pem lease acquire a.txt >/dev/null 2>&1; echo $?",
        "pem lease acquire --shared a.txt 2>/dev/null",
    )
    script = " ; ".join(both) + " | cut -c 1-3"
    said = said_in(manager, tmp_path, script, {"path": "a.txt", "mode": "read"})
    assert said.splitlines() == ["6", "own"]


def test_a_command_under_a_lease_has_its_files_too(tmp_path):
    inner = f"{sys.executable} -m parallel_execution_manager lease acquire a.txt"
    done = run_pem("lease", "acquire", "a.txt", "--", "sh", "-c", inner, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("lease:")
    assert "holds this already" in done.stderr


@pytest.fixture(params=[False, True], ids=["the record decides", "a manager decides"])
def either(request: pytest.FixtureRequest) -> None:
    """Both who can decide."""
    if request.param:
        request.getfixturevalue("manager")


@pytest.mark.usefixtures("either")
def test_what_a_command_takes_and_releases_takes_nothing_from_it(tmp_path):
    pem = shlex.join(PEM)
    script = f"{pem} lease acquire a.txt 2>/dev/null; {pem} lease release a.txt; echo $?; {pem} lease list"
    done = run_pem("lease", "acquire", "a.txt", "b.txt", "--", "sh", "-c", script, cwd=tmp_path)
    said = done.stdout.splitlines()
    assert said[1] == "0", done.stderr
    assert [line for line in said if line.endswith("(write)")] == [
        f"{tmp_path}/a.txt (write)",
        f"{tmp_path}/b.txt (write)",
    ]
    assert "is let go of when that ends" in done.stderr
    assert leased(tmp_path) == {}


@pytest.mark.usefixtures("either")
def test_a_command_within_a_command_keeps_the_files_when_the_outer_one_is_killed(tmp_path, data_dir):
    inner = f"{shlex.join(PEM)} lease acquire a.txt -- sleep 600 & wait"
    desk = LeaseDesk(data_dir)
    with start_pem("lease", "acquire", "a.txt", "--", "sh", "-c", inner, cwd=tmp_path) as outer:
        until(lambda: [len(record.processes) for record in desk.records()] == [4])
        shell_process, outer_pem, sleep, _inner_pem = desk.records()[0].processes
        assert outer_pem.pid == outer.pid
        os.kill(outer.pid, signal.SIGKILL)
        os.kill(shell_process.pid, signal.SIGKILL)
        assert outer.wait(60) == -signal.SIGKILL
        until(lambda: not lives(shell_process))
        assert run_pem("lease", "acquire", "a.txt", cwd=tmp_path).returncode == 6
        assert "a.txt" in leased(tmp_path)
        os.kill(sleep.pid, signal.SIGKILL)
        until(lambda: leased(tmp_path) == {})


@pytest.mark.parametrize("names", [["leases.json"], ["leases.json", "leases.lock"]])
def test_a_record_that_is_removed_while_a_manager_runs_frees_nothing(manager, tmp_path, data_dir, names):
    with shell(tmp_path) as first, shell(tmp_path) as second:
        number = int(first.run("pem lease acquire a.txt")[1].split()[1])
        for name in names:
            (data_dir / name).unlink()
        assert "a.txt" in leased(tmp_path)
        assert second.run("pem lease acquire a.txt")[0] == 6
        code, said = second.run("pem lease acquire b.txt")
        assert (code, int(said.split()[1]) > number) == (0, True)
        # And is written anew.
        book = json.loads((data_dir / "leases.json").read_text())
        assert len(book["leases"]) == 2
        assert first.run("pem lease release a.txt")[0] == 0


def test_a_task_without_its_mark_takes_no_files_for_what_has_started_it(manager, tmp_path, data_dir):
    bare = f"env -i {shlex.join(PEM)} lease acquire c.txt --data-dir {shlex.quote(str(data_dir))} --for"
    said = said_in(manager, tmp_path, f"{bare} $PPID 2>&1; echo $?; {bare} $$ | cut -c 1-6")
    assert "is no part of the task that this runs in" in said
    assert said.splitlines()[1:] == ["2", "lease:"]
