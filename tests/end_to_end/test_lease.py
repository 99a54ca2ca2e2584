"""``pem lease`` between real shells and programs, without a manager."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from tests.end_to_end.leases import leased, python, shell, start_pem, waiters
from tests.end_to_end.pem import run_pem
from tests.runtime.waiting import until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="leases of other programs need POSIX")


def test_a_shell_holds_files_until_it_ends(tmp_path):
    with shell(tmp_path) as first:
        code, said = first.run("pem lease acquire a.txt b.txt")
        assert code == 0, said
        assert said.startswith("lease:")
        with shell(tmp_path) as second:
            code, said = second.run("pem lease acquire b.txt")
            assert code == 6
            assert f"b.txt is held by sh (process {first.process.pid}, lease:" in said
    assert leased(tmp_path) == {}


def test_readers_share_and_a_writer_waits_for_all_of_them(tmp_path):
    with shell(tmp_path) as first, shell(tmp_path) as second:
        assert first.run("pem lease acquire --shared a.txt")[0] == 0
        assert second.run("pem lease acquire --shared a.txt")[0] == 0
        assert run_pem("lease", "acquire", "a.txt", cwd=tmp_path).returncode == 6
        assert leased(tmp_path)["a.txt"]["mode"] == "read"


def test_all_files_are_granted_or_none(tmp_path):
    with shell(tmp_path) as first, shell(tmp_path) as second:
        assert first.run("pem lease acquire b.txt")[0] == 0
        assert second.run("pem lease acquire a.txt b.txt c.txt")[0] == 6
        assert sorted(leased(tmp_path)) == ["b.txt"]


def test_a_link_is_the_same_file(tmp_path):
    (tmp_path / "a.txt").touch()
    os.link(tmp_path / "a.txt", tmp_path / "hard.txt")
    (tmp_path / "soft.txt").symlink_to("a.txt")
    with shell(tmp_path) as first:
        assert first.run("pem lease acquire a.txt")[0] == 0
        for name in ("hard.txt", "soft.txt", "../" + tmp_path.name + "/a.txt"):
            assert run_pem("lease", "acquire", name, cwd=tmp_path).returncode == 6


def test_a_folder_is_all_that_is_in_it_and_a_pattern_what_fits(tmp_path):
    (tmp_path / "src").mkdir()
    (tmp_path / "data").mkdir()
    with shell(tmp_path) as first:
        assert first.run("pem lease acquire src 'data/*.csv' new/")[0] == 0
        for free in ("data/a.txt", "other"):
            assert run_pem("lease", "acquire", free, "--", "true", cwd=tmp_path).returncode == 0
        busy = {"src/a.py": "src", "data/a.csv": "data", "new/a/b": "new"}
        for name in busy:
            done = run_pem("lease", "acquire", name, cwd=tmp_path)
            assert done.returncode == 6
            assert f"{name} is held by sh" in done.stderr
        assert set(leased(tmp_path)) == {"src", "*.csv", "new"}
        assert first.run("pem lease release src/ 'data/*.csv' new")[0] == 0


def test_a_command_runs_under_its_lease_and_its_code_is_told(tmp_path):
    done = run_pem("lease", "acquire", "a.txt", "--", "sh", "-c", 'echo "$PEM_LEASE"; exit 41', cwd=tmp_path)
    assert (done.returncode, done.stderr) == (41, "")
    first = int(done.stdout)
    again = run_pem("lease", "acquire", "a.txt", "--", "sh", "-c", 'echo "$PEM_LEASE"', cwd=tmp_path)
    assert int(again.stdout) > first > 0
    killed = run_pem("lease", "acquire", "a.txt", "--", "sh", "-c", "kill -9 $$", cwd=tmp_path)
    assert killed.returncode == 128 + signal.SIGKILL


def test_words_behind_the_dashes_are_the_commands_own(tmp_path):
    done = run_pem("lease", "acquire", "a.txt", "--", "echo", "--shared", "--", "-x", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "--shared -- -x\n")
    nothing = run_pem("lease", "acquire", "a.txt", "--", cwd=tmp_path)
    assert nothing.returncode == 2
    assert "no command behind --" in nothing.stderr
    unknown = run_pem("lease", "acquire", "a.txt", "--", "no-such-program", cwd=tmp_path)
    assert unknown.returncode == 127
    assert "no command 'no-such-program'" in unknown.stderr


def test_what_a_command_leaves_running_keeps_the_files(tmp_path):
    code = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'input()'])"
    with subprocess.Popen(
        [
            sys.executable,
            "-m",
            "parallel_execution_manager",
            "lease",
            "acquire",
            "a.txt",
            "--",
            *python(code),
        ],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stderr is not None
        assert b"something that it started still runs" in process.stderr.readline()
        assert run_pem("lease", "acquire", "a.txt", cwd=tmp_path).returncode == 6
        process.communicate(b"\n", timeout=60)
    assert process.returncode == 0
    assert leased(tmp_path) == {}


def test_a_command_keeps_its_files_if_pem_is_killed(tmp_path):
    # Before it has begun it ends with pem: that it has the lease does not tell yet that it runs.
    command = ["sh", "-c", "touch begun; exec sleep 600"]
    with start_pem("lease", "acquire", "a.txt", "--", *command, cwd=tmp_path) as process:
        until((tmp_path / "begun").exists)
        (holder,) = leased(tmp_path)["a.txt"]["holders"]
        process.kill()
        process.wait()
        assert leased(tmp_path)["a.txt"]["holders"] == [holder]
        os.kill(holder["pid"], signal.SIGKILL)
        until(lambda: leased(tmp_path) == {})


def test_pem_ends_with_the_command_that_it_passes_a_signal_to(tmp_path):
    command = ["sh", "-c", "touch begun; exec sleep 600"]
    with start_pem("lease", "acquire", "a.txt", "--", *command, cwd=tmp_path) as process:
        until((tmp_path / "begun").exists)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 128 + signal.SIGTERM
    assert leased(tmp_path) == {}


def test_whoever_waits_is_told_for_whom_and_then_has_the_file(tmp_path):
    with shell(tmp_path) as first:
        assert first.run("pem lease acquire a.txt")[0] == 0
        with start_pem(
            "lease", "acquire", "a.txt", "--wait", "600", "--", "echo", "mine", cwd=tmp_path
        ) as waiter:
            assert waiter.stderr is not None
            said = waiter.stderr.readline()
            assert "a.txt is held for" in said or "a.txt is held by" in said
            assert f"process {first.process.pid}" in said
            assert "waiting at most 600 s" in said
            assert first.run("pem lease release a.txt")[0] == 0
            out, _ = waiter.communicate(timeout=60)
            assert (waiter.returncode, out) == (0, "mine\n")


def test_a_time_that_is_over_ends_the_wait(tmp_path):
    with shell(tmp_path) as first:
        assert first.run("pem lease acquire a.txt")[0] == 0
        late = run_pem("lease", "acquire", "a.txt", "--wait", "0.2", "--", "echo", cwd=tmp_path)
        assert late.returncode == 6
        assert "was not let go within 0.2 s" in late.stderr
        assert waiters(tmp_path, "a.txt") == 0


def test_ctrl_c_gives_up_the_place_in_line(tmp_path):
    with shell(tmp_path) as first:
        assert first.run("pem lease acquire a.txt")[0] == 0
        with start_pem("lease", "acquire", "a.txt", "--wait", "inf", "--", "echo", cwd=tmp_path) as waiter:
            until(lambda: waiters(tmp_path, "a.txt") == 1)
            waiter.send_signal(signal.SIGINT)
            assert waiter.wait(60) == -signal.SIGINT
        assert waiters(tmp_path, "a.txt") == 0
        assert first.run("pem lease release a.txt")[0] == 0
    assert run_pem("lease", "acquire", "a.txt", "--", "true", cwd=tmp_path).returncode == 0


def test_of_two_that_wait_for_a_killed_holder_exactly_one_gets_the_file(tmp_path):
    mark = (
        "import os, sys; os.close(os.open('alone', os.O_CREAT | os.O_EXCL)); "
        "sys.stdin.read(); os.unlink('alone')"
    )
    with shell(tmp_path) as holder:
        assert holder.run("pem lease acquire a.txt")[0] == 0
        line = [
            subprocess.Popen(
                [
                    *python(
                        "from parallel_execution_manager.control.cli import main; raise SystemExit(main())"
                    ),
                    "lease",
                    "acquire",
                    "a.txt",
                    "--wait",
                    "600",
                    "--",
                    *python(mark),
                ],
                cwd=tmp_path,
                stdin=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            for _ in range(2)
        ]
        until(lambda: waiters(tmp_path, "a.txt") == 2)
        holder.process.kill()
        holder.process.wait()
        until((tmp_path / "alone").exists)
        row = leased(tmp_path)["a.txt"]
        assert (len(row["holders"]), len(row["waiters"])) == (1, 1)
        first = row["holders"][0]
        for process in line:
            assert process.stdin is not None
            process.stdin.close()
        assert [process.wait(60) for process in line] == [0, 0]
        assert first["fence"] == 2


def test_a_later_reader_does_not_pass_a_writer_that_waits(tmp_path):
    with shell(tmp_path) as first:
        assert first.run("pem lease acquire --shared a.txt")[0] == 0
        with start_pem("lease", "acquire", "a.txt", "--wait", "600", "--", "true", cwd=tmp_path) as writer:
            until(lambda: waiters(tmp_path, "a.txt") == 1)
            reader = run_pem("lease", "acquire", "a.txt", "--shared", "--", "true", cwd=tmp_path)
            assert reader.returncode == 6
            assert "is waited for by true" in reader.stderr
            assert first.run("pem lease release a.txt")[0] == 0
            assert writer.wait(60) == 0


def test_nobody_else_lets_go_of_a_lease(tmp_path):
    with shell(tmp_path) as first, shell(tmp_path) as second:
        lease_id = first.run("pem lease acquire a.txt")[1].split()[0]
        for name in (lease_id, "a.txt"):
            code, said = second.run(f"pem lease release {name}")
            assert code == 7
            assert "only that process or what it started may let go of it" in said
        assert first.run(f"(pem lease release {lease_id})")[0] == 0
        code, said = first.run("pem lease release a.txt")
        assert (code, "is not leased" in said) == (2, True)


def test_nobody_lets_go_of_a_lease_by_naming_its_holder(tmp_path):
    with shell(tmp_path) as first, shell(tmp_path) as second:
        lease_id = first.run("pem lease acquire a.txt")[1].split()[0]
        for name in (lease_id, "a.txt"):
            code, said = second.run(f"pem lease release {name} --for {first.process.pid}")
            assert code == 7
            assert "only that process or what it started may let go of it" in said
        assert "a.txt" in leased(tmp_path)
        assert first.run(f"(pem lease release {lease_id} --for $$)") == (0, "")


def test_a_shell_lets_go_for_what_it_has_started(tmp_path):
    with shell(tmp_path) as first, shell(tmp_path) as second:
        code, said = first.run("sleep 600 & pem lease acquire a.txt --for $!; echo $! >&2")
        pid = said.split()[-1]
        assert code == 0
        assert second.run(f"pem lease release a.txt --for {pid}")[0] == 7
        assert first.run(f"pem lease release a.txt --for {pid}; code=$?; kill {pid}; (exit $code)") == (0, "")


def test_files_are_held_for_ones_own_processes_only(tmp_path):
    with shell(tmp_path) as first, shell(tmp_path) as second:
        code, said = second.run(f"pem lease acquire a.txt --for {first.process.pid}")
        assert code == 2
        assert f"process {first.process.pid} (sh) neither runs this command nor was started by" in said
        assert "run what needs them as a command" in said
        assert leased(tmp_path) == {}
        assert second.run(f"pem lease acquire a.txt --for {second.process.pid}")[0] == 0


@pytest.mark.skipif(sys.platform == "win32" or os.getuid() != 0, reason="only root can be another user")
def test_files_are_not_held_for_another_user(tmp_path):
    with subprocess.Popen(["sleep", "600"], user=65534) as process:
        done = run_pem("lease", "acquire", "a.txt", "--for", str(process.pid), cwd=tmp_path)
        process.kill()
    assert done.returncode == 2
    assert f"process {process.pid} (sleep) belongs to another user (number 65534)" in done.stderr


def test_a_number_that_is_only_said_makes_nobody_the_holder(tmp_path):
    with shell(tmp_path) as first, shell(tmp_path) as second:
        lease_id, number = first.run("pem lease acquire a.txt")[1].split()
        assert first.run(f"PEM_LEASE={number} pem lease acquire a.txt")[1].endswith(f"{lease_id} {number}")
        code, said = second.run(f"PEM_LEASE={number} pem lease acquire a.txt")
        assert code == 6
        assert f"a.txt is held by sh (process {first.process.pid}" in said


def test_a_number_that_was_given_to_another_process_holds_nothing(tmp_path, home):
    with shell(tmp_path) as first:
        assert first.run("pem lease acquire a.txt")[0] == 0
        record = home / "pem-data" / "leases.json"
        book = json.loads(record.read_text())
        book["leases"][0]["processes"][0][1] += 1
        record.write_text(json.dumps(book))
        assert leased(tmp_path) == {}


def test_age_alone_frees_nothing(tmp_path, home):
    with shell(tmp_path) as first:
        assert first.run("pem lease acquire a.txt")[0] == 0
        record = home / "pem-data" / "leases.json"
        book = json.loads(record.read_text())
        book["leases"][0]["granted_at"] = book["leases"][0]["asked_at"] = 0.0
        record.write_text(json.dumps(book))
        os.kill(first.process.pid, signal.SIGSTOP)
        assert run_pem("lease", "acquire", "a.txt", cwd=tmp_path).returncode == 6
        os.kill(first.process.pid, signal.SIGCONT)


def test_whoever_holds_files_does_not_wait_for_others(tmp_path):
    with shell(tmp_path) as first, shell(tmp_path) as second:
        assert first.run("pem lease acquire a.txt")[0] == 0
        assert second.run("pem lease acquire b.txt")[0] == 0
        for command in ("pem lease acquire b.txt --wait inf", "pem lease acquire b.txt --wait inf -- true"):
            code, said = first.run(command)
            assert code == 6
            assert "would wait for ever" in said
        assert first.run("pem lease acquire c.txt --wait inf")[0] == 0


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["acquire", ""], "the path is empty"),
        (["acquire", "loop"], "links lead in a circle"),
        (["acquire", "a" * 300], "longer than the file system allows"),
        (["acquire", "a.txt", "--wait", "soon"], "'soon' is no time"),
        (["acquire", "a.txt", "--wait", "-1"], "'-1' is no time"),
        (["acquire", "a.txt", "--for", "0"], "'0' is no number of a process"),
        (["acquire", "a.txt", "--for", "4194304"], "there is no process 4194304"),
        (["acquire", "a.txt", "--for", "1"], "is the first of all"),
        (["acquire", "a.txt", "--for", "1", "--", "true"], "--for is of no use with a command"),
        (["release", "lease:nothing"], "lease:nothing is not leased"),
        (["release", "a.txt"], "a.txt is not leased"),
    ],
)
def test_bad_input_is_named(tmp_path, words, reason):
    (tmp_path / "loop").symlink_to("loop")
    done = run_pem("lease", *words, cwd=tmp_path)
    assert done.returncode == 2
    assert reason in done.stderr


def test_a_path_that_is_no_text_is_named(tmp_path):
    name = b"caf\xe9.txt"
    done = subprocess.run(
        [sys.executable, "-m", "parallel_execution_manager", "lease", "acquire", name, "--", "true"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert b"cannot be claimed: it is not valid text" in done.stderr


def test_a_damaged_record_is_named_and_left_as_it_is(tmp_path, home):
    record = home / "pem-data" / "leases.json"
    record.write_text('{"version": 1, "leases": [')
    done = run_pem("lease", "acquire", "a.txt", cwd=tmp_path)
    assert done.returncode == 1
    assert "leases.json is damaged" in done.stderr
    assert record.read_text() == '{"version": 1, "leases": ['
    record.write_text('{"version": 99}')
    done = run_pem("lease", "list", cwd=tmp_path)
    assert done.returncode == 1
    assert "is of version 99" in done.stderr


def test_many_programs_at_a_time_are_alone_with_their_file(tmp_path):
    alone = (
        "import os; os.close(os.open('alone', os.O_CREAT | os.O_EXCL)); "
        "open('count', 'a').write(os.environ['PEM_LEASE'] + '\\n'); os.unlink('alone')"
    )
    line = [
        start_pem("lease", "acquire", "count", "--wait", "600", "--", *python(alone), cwd=tmp_path)
        for _ in range(8)
    ]
    for process in line:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said
    numbers = [int(line) for line in (tmp_path / "count").read_text().split()]
    assert numbers == sorted(numbers) == sorted(set(numbers))
    assert len(numbers) == 8
