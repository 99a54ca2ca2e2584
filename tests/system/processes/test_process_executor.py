"""Processes start as they are told, their output is kept byte for byte, and refusals are explained."""

from __future__ import annotations

import errno
import gc
import os
import random
import resource
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest

from parallel_execution_manager.supervisor.paths import is_supported
from parallel_execution_manager.system.processes.executor import (
    AttemptKey,
    Executor,
    Exit,
    Launch,
    LaunchError,
    NoRoomError,
    explain_launch_failure,
)
from parallel_execution_manager.system.processes.exit import own_peak_mb
from parallel_execution_manager.system.processes.process_executor import ProcessExecutor
from parallel_execution_manager.system.processes.spawn import load_posix_spawn
from tests.system.trees import (
    DEADLINE_S,
    Trees,
    end,
    in_background,
    python,
    supervised_trees_in,
    trees_in,
    wait_until,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="starts POSIX programs")
KEY = AttemptKey("t", 1)


def run(trees: Trees, *argv: str, **env: str) -> Exit:
    return trees.start(*argv, **env).wait()


LIBRARY, STANDARD, SUPERVISOR = "by the C library", "by the standard library", "by a supervisor"
only_own_children = pytest.mark.parametrize("way", [LIBRARY, STANDARD], indirect=True)


@pytest.fixture(params=[LIBRARY, STANDARD, SUPERVISOR])
def way(request: pytest.FixtureRequest) -> str:
    """Everything holds for all ways to start a process."""
    if request.param == LIBRARY and load_posix_spawn() is None:
        pytest.skip("this system's C library has not got all that is needed")
    if request.param == SUPERVISOR and not is_supported():
        pytest.skip("this system has not got all that a supervisor needs")
    return str(request.param)


@pytest.fixture
def trees(tmp_path: Path, way: str) -> Iterator[Trees]:
    """Trees that are started so."""
    with supervised_trees_in(tmp_path) if way == SUPERVISOR else trees_in(tmp_path) as found:
        if way != SUPERVISOR:
            found.executor = ProcessExecutor(by_library=way == LIBRARY)
        yield found


@pytest.fixture
def executor(trees: Trees) -> Executor:
    """What starts processes here."""
    return trees.executor


def refusal(executor: Executor, tmp_path: Path, *argv: str, cwd: Path | None = None, **env: str) -> str:
    launch = Launch(argv, str(cwd or tmp_path), {**os.environ, **env})
    with pytest.raises(LaunchError) as caught:
        executor.start(launch, tmp_path / "output.log", "mark", KEY)
    return str(caught.value)


def own_children() -> list[str]:
    """The command lines of this program's children but for a supervisor."""
    found = (" ".join(child.cmdline()) for child in psutil.Process().children())
    return [command for command in found if "supervisor" not in command]


def test_output_is_kept_byte_for_byte(trees: Trees, tmp_path: Path):
    data = random.Random(7).randbytes(5_000_000) + b"\0\xff\xfe\xc3\n\r\n\0" * 1000
    source = tmp_path / "source"
    source.write_bytes(data)
    assert run(trees, "cat", str(source)).code == 0
    assert trees.output.read_bytes() == data


def test_output_and_errors_are_appended_in_one_file(trees: Trees):
    trees.output.write_text("before\n")
    run(trees, "sh", "-c", "echo out; echo err >&2")
    assert trees.output.read_text() == "before\nout\nerr\n"


def test_the_exit_code_is_the_processes_own(trees: Trees):
    assert run(trees, "sh", "-c", "exit 42").code == 42


def test_a_signal_is_a_negative_exit_code(trees: Trees):
    assert run(trees, "sh", "-c", "kill -USR1 $$").code == -signal.SIGUSR1


def test_the_process_leads_a_session_of_its_own(trees: Trees):
    process = trees.start("sleep", "300")
    assert os.getsid(process.pid) == os.getpgid(process.pid) == process.pid
    end(process)


def test_the_process_reads_an_empty_input(trees: Trees):
    run(trees, "sh", "-c", "cat; echo end")
    assert trees.output.read_text() == "end\n"


def test_the_environment_is_the_given_one_with_the_mark(executor: Executor, tmp_path: Path):
    output = tmp_path / "output.log"
    executor.start(Launch(("/usr/bin/env",), "/", {"ONLY": "this"}), output, "m1", KEY).wait()
    assert sorted(output.read_text().splitlines()) == ["ONLY=this", "PEM_TASK_MARK=m1"]


def test_the_process_works_in_its_folder_and_finds_programs_there(trees: Trees, tmp_path: Path):
    script = tmp_path / "tool"
    script.write_text("#!/bin/sh\npwd\n")
    script.chmod(0o755)
    run(trees, "./tool")
    assert trees.output.read_text() == f"{tmp_path}\n"


def test_the_process_inherits_no_open_file(trees: Trees, tmp_path: Path):
    with (tmp_path / "other").open("w") as other:
        os.set_inheritable(other.fileno(), True)
        run(trees, "sh", "-c", f"test -e /dev/fd/{other.fileno()} || echo closed")
    assert trees.output.read_text() == "closed\n"


def test_the_kernels_account_comes_back(trees: Trees):
    needed_mb = int(own_peak_mb()) + 200
    burns = f"data = bytearray(os.urandom(1 << 20)) * {needed_mb}\nwhile time.process_time() < 0.2: pass"
    exit_ = run(trees, *python(burns))
    assert exit_.cpu_s is not None
    assert 0.2 <= exit_.cpu_s < DEADLINE_S
    assert exit_.max_memory_mb is not None
    assert needed_mb <= exit_.max_memory_mb < needed_mb + 100


def test_a_peak_that_may_be_the_managers_own_is_not_given_as_the_tasks(trees: Trees):
    assert run(trees, "true").max_memory_mb is None


def test_many_short_processes_from_many_threads_leave_nothing(trees: Trees, tmp_path: Path, way: str):
    def one(number: int) -> Exit:
        launch = Launch(("sh", "-c", f"echo {number}"), "/", dict(os.environ))
        return trees.executor.start(
            launch, tmp_path / f"{number}.log", f"mark-{number}", AttemptKey("t", number)
        ).wait()

    descriptors = psutil.Process().num_fds()
    with ThreadPoolExecutor(16) as pool:
        exits = list(pool.map(one, range(200)))
    assert {(exit_.code, exit_.left_behind) for exit_ in exits} == {(0, 0)}
    assert all((tmp_path / f"{number}.log").read_text() == f"{number}\n" for number in range(200))
    assert own_children() == []
    if way != SUPERVISOR:  # connections are kept for the next tasks
        assert psutil.Process().num_fds() == descriptors


def test_a_finished_process_raises_no_warning_when_it_is_forgotten(trees: Trees):
    process = trees.start("true")
    process.wait()
    del process
    gc.collect()


@only_own_children
def test_an_exit_code_that_somebody_else_took_is_said_to_be_lost(trees: Trees):
    process = trees.start("true")
    os.waitpid(process.pid, 0)
    with pytest.raises(ChildProcessError, match="another part of this program"):
        process.wait()


@only_own_children
def test_an_exit_code_that_the_system_threw_away_is_explained(trees: Trees):
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        process = trees.start("true")
        with pytest.raises(ChildProcessError, match=r"SIGCHLD is ignored.*SIG_DFL"):
            process.wait()
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_a_task_of_a_manager_inside_a_task_carries_both_marks(trees: Trees):
    run(trees, "sh", "-c", "echo $PEM_TASK_MARK", PEM_TASK_MARK="outer")
    assert trees.output.read_text() == f"outer\x1f{trees.mark}\n"


def test_a_missing_program_is_named_with_the_way_out(executor: Executor, tmp_path: Path):
    assert refusal(executor, tmp_path, "no-such-program", "x") == (
        "cannot start 'no-such-program': there is no such program on the PATH of the task; "
        "install it or give its whole path"
    )


def test_a_missing_file_is_told_from_a_program_not_on_the_path(executor: Executor, tmp_path: Path):
    assert "there is no such file" in refusal(executor, tmp_path, "./missing")


def test_the_path_of_the_task_counts_and_not_the_managers(executor: Executor, tmp_path: Path):
    assert "on the PATH of the task" in refusal(executor, tmp_path, "true", PATH=str(tmp_path))


def test_the_first_program_of_its_name_on_the_path_is_taken(trees: Trees, tmp_path: Path):
    """What is no program, or not for this user, does not hide the one behind it."""
    places = [tmp_path / name for name in ("none", "file", "forbidden", "right", "wrong")]
    for place in places[2:]:
        place.mkdir()
        (place / "tool").write_text(f"#!/bin/sh\necho {place.name}\n")
        (place / "tool").chmod(0o644 if place.name == "forbidden" else 0o755)
    places[1].touch()
    assert run(trees, "tool", PATH=os.pathsep.join(map(str, places))).code == 0
    assert trees.output.read_text() == "right\n"


def test_a_program_that_is_forbidden_everywhere_on_the_path_is_refused_as_such(
    executor: Executor, tmp_path: Path
):
    (tmp_path / "tool").write_text("#!/bin/sh\n")
    path = os.pathsep.join([str(tmp_path), "/nowhere"])
    assert "permission denied" in refusal(executor, tmp_path, "tool", PATH=path)


def test_an_empty_place_on_the_path_is_the_tasks_folder(trees: Trees, tmp_path: Path):
    (tmp_path / "tool").write_text("#!/bin/sh\necho here\n")
    (tmp_path / "tool").chmod(0o755)
    run(trees, "tool", PATH="")
    assert trees.output.read_text() == "here\n"


def test_signals_that_python_ignores_are_set_back(trees: Trees):
    run(trees, "grep", "SigIgn", "/proc/self/status")
    assert int(trees.output.read_text().split()[1], 16) & (1 << (signal.SIGPIPE - 1)) == 0


def test_a_folder_is_no_program(executor: Executor, tmp_path: Path):
    assert "it is a folder" in refusal(executor, tmp_path, str(tmp_path))


def test_a_program_without_permission_is_refused_with_the_way_out(executor: Executor, tmp_path: Path):
    (tmp_path / "plain").write_text("#!/bin/sh\n")
    message = refusal(executor, tmp_path, "./plain")
    assert "permission denied" in message
    assert "chmod +x" in message


def test_a_file_that_is_no_program_is_refused(executor: Executor, tmp_path: Path):
    (tmp_path / "data").write_text("just words\n")
    (tmp_path / "data").chmod(0o755)
    assert "exec format error" in refusal(executor, tmp_path, "./data")


def test_a_missing_interpreter_is_told_from_a_missing_program(executor: Executor, tmp_path: Path):
    (tmp_path / "script").write_text("#!/no/such/interpreter\n")
    (tmp_path / "script").chmod(0o755)
    assert "interpreter that it asks for is missing" in refusal(executor, tmp_path, "./script")


def test_a_missing_working_directory_is_named(executor: Executor, tmp_path: Path):
    message = refusal(executor, tmp_path, "true", cwd=tmp_path / "gone")
    assert f"working directory '{tmp_path}/gone' does not exist" in message


def test_a_working_directory_that_is_a_file_is_named(executor: Executor, tmp_path: Path):
    (tmp_path / "file").touch()
    assert "is a file and no folder" in refusal(executor, tmp_path, "true", cwd=tmp_path / "file")


def test_an_argument_list_that_is_too_long_is_refused(executor: Executor, tmp_path: Path):
    assert "too long for this system" in refusal(executor, tmp_path, "true", *["x" * 100_000] * 100)


@pytest.mark.parametrize("word", ["nul\0", "surrogate\ud800"])
def test_an_argument_that_cannot_be_passed_on_is_refused(executor: Executor, tmp_path: Path, word: str):
    assert "cannot be passed on" in refusal(executor, tmp_path, "true", word)


@pytest.mark.parametrize("fields", [{"cwd": Path("/tmp/nul\0")}, {"NAME": "nul\0"}])
def test_a_nul_character_anywhere_is_refused(executor: Executor, tmp_path: Path, fields: dict[str, Any]):
    assert "cannot be passed on" in refusal(executor, tmp_path, "true", **fields)


def test_a_variable_name_with_an_equals_sign_is_refused(executor: Executor, tmp_path: Path):
    assert "cannot be passed on" in refusal(executor, tmp_path, "true", **{"a=b": "c"})


@pytest.mark.parametrize("argv", [(), ("",)])
def test_an_empty_command_is_refused(executor: Executor, tmp_path: Path, argv: tuple[str, ...]):
    assert "its command is empty" in refusal(executor, tmp_path, *argv)


@only_own_children
def test_too_many_open_files_are_named(executor: Executor, tmp_path: Path, way: str):
    """By the C library a start needs no open file but the output; by the standard library a pipe as well."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    launch = Launch(("true",), "/", dict(os.environ))
    output = (tmp_path / "output.log").open("ab")
    lowest_free = output.fileno()
    output.close()
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (lowest_free + (way == STANDARD), limits[1]))
        with pytest.raises(LaunchError, match="too many open files") as caught:
            executor.start(launch, tmp_path / "output.log", "mark", KEY)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert "ulimit -n" in str(caught.value)


def test_an_output_file_that_cannot_be_opened_is_named(executor: Executor, tmp_path: Path):
    launch = Launch(("true",), "/", {})
    with pytest.raises(LaunchError, match=r"its output file .*nowhere.* cannot be opened"):
        executor.start(launch, tmp_path / "nowhere" / "output.log", "mark", KEY)


def test_an_error_without_a_known_reason_keeps_the_systems_words(tmp_path: Path):
    launch = Launch(("sh",), str(tmp_path), dict(os.environ))
    message = str(explain_launch_failure(launch, OSError(errno.EIO, "Input/output error")))
    assert message == "cannot start 'sh': Input/output error; correct the command"


def test_want_of_processes_passes_and_so_nothing_fails_over_it(tmp_path: Path):
    launch = Launch(("sh",), str(tmp_path), dict(os.environ))
    error = explain_launch_failure(launch, OSError(errno.EAGAIN, "Resource temporarily unavailable"))
    assert isinstance(error, NoRoomError)
    assert "allows no more processes; end other programs, or raise 'ulimit -u'" in str(error)


def test_a_refused_start_leaves_no_process_and_no_descriptor(executor: Executor, tmp_path: Path):
    refusal(executor, tmp_path, "no-such-program")
    descriptors = psutil.Process().num_fds()
    refusal(executor, tmp_path, "no-such-program")
    assert psutil.Process().num_fds() == descriptors
    assert own_children() == []


def test_waiting_blocks_until_the_root_has_ended(trees: Trees, tmp_path: Path):
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    waiter = in_background(trees.start("sh", "-c", f"echo ready; cat {fifo}").wait)
    wait_until(lambda: trees.output.read_text() == "ready\n", "the start")
    assert not waiter.done()
    fifo.write_text("go")
    assert waiter.result(DEADLINE_S).code == 0
