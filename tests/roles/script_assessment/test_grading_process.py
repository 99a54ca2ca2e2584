"""What must be true of the grading process: one file's trouble is that file's alone."""

from __future__ import annotations

import errno
import io
import json
import os
import pickle
import signal
import sys
from pathlib import Path

import pytest

from parallel_execution_manager.roles.script_assessment import grader, worker
from parallel_execution_manager.roles.script_assessment.grading import GradeState, grade_file
from parallel_execution_manager.roles.script_assessment.worker import GradingProcess

SOURCE = "class C:\n    def f(self):\n        def g(): pass\n        return 1 if self else 2\n"
posix_only = pytest.mark.skipif(os.name != "posix", reason="signals of this kind are POSIX")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.py"
    path.write_text(SOURCE, encoding="utf-8")
    return path


def test_the_grade_is_the_same_as_in_this_process(file: Path) -> None:
    with GradingProcess(16, 60) as process:
        graded = process.grade(file, "a.py")
    here = grade_file(file, "a.py", 16)
    assert (graded.state, graded.lines, graded.halstead, graded.maintainability) == (
        GradeState.GRADED,
        here.lines,
        here.halstead,
        here.maintainability,
    )
    assert [(row.block.name, row.block.complexity) for row in graded.blocks] == [
        ("C", 3),
        ("C.f", 2),
        ("C.f.g", 1),
    ]
    assert graded.blocks[2].block.is_nested_in_function


def test_one_process_answers_all_requests(file: Path) -> None:
    requests = io.BytesIO(b"".join(json.dumps((str(file), shown, 16)).encode() + b"\n" for shown in "ab"))
    answers = io.BytesIO()
    grader.answer(requests, answers)
    answers.seek(0)
    ready, first, second = (pickle.load(answers) for _ in range(3))  # noqa: S301 - written right above
    assert ready is None
    assert (first.path, second.path) == ("a", "b")


@posix_only
def test_a_file_that_ends_the_process_is_refused_and_the_next_one_is_graded(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with GradingProcess(16, 60) as process:
        monkeypatch.setattr(worker, "worker_command", lambda _: ("/bin/sh", "-c", "exec cat /dev/null"))
        refused = process.grade(file, "a.py")
        monkeypatch.undo()
        assert process.grade(file, "a.py").state is GradeState.GRADED
    assert refused.state is GradeState.REFUSED
    assert refused.reason.startswith("it ended the process that was to grade it (")


@posix_only
def test_a_process_that_does_not_end_by_itself_is_killed(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = "import pickle, sys, time\nsys.stdout.buffer.write(pickle.dumps(None) + b'no pickle')\n"
    endless = f"{script}sys.stdout.flush()\nwhile True: time.sleep(60)"
    monkeypatch.setattr(worker, "worker_command", lambda _: (sys.executable, "-c", endless))
    with GradingProcess(16, 60) as process:
        assert "(ended by signal 9)" in process.grade(file, "a.py").reason


@posix_only
def test_signals_that_ask_the_worker_to_stop_do_not_reach_the_process(file: Path) -> None:
    with GradingProcess(16, 60) as process:
        process.grade(file, "a.py")
        assert process._process is not None
        for number in worker.STOPPING_SIGNALS:
            os.kill(process._process.pid, number)
        assert process.grade(file, "a.py").state is GradeState.GRADED
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == set()


def test_a_file_without_a_process_is_not_blamed_for_that(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_start: object) -> None:
        # What Python makes of EAGAIN; to have it from the system would take another user.
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(worker, "once_there_is_room", refuse)
    with GradingProcess(16, 60) as process:
        grade = process.grade(file, "a.py")
    assert (grade.state, "allows no more threads or processes" in grade.reason) == (GradeState.REFUSED, True)
