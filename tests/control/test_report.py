"""The report of a batch: what stands in it, and where it is written."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from parallel_execution_manager.control.report import BatchFacts, MachineCourse, build_report, state_counts
from parallel_execution_manager.control.report_file import ReportError, check_report_path, write_report
from parallel_execution_manager.roles.results import Artefact, Result, write_result
from parallel_execution_manager.scheduling.admission.estimates import Estimate, Source
from parallel_execution_manager.scheduling.model.policy import MachineSize
from parallel_execution_manager.scheduling.model.sample import ResourceSample
from parallel_execution_manager.scheduling.model.task import Requirement, TaskState
from tests.control.views import task_view

needs_permissions = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere"
)


def facts(**changes) -> BatchFacts:
    usual = {
        "task_file": "t.jsonl",
        "started_at": 1_800_000_000.0,
        "start": 100.0,
        "end": 112.3456,
        "exit_code": 1,
        "size": MachineSize(8, 16000.4),
        "course": MachineCourse(),
    }
    return BatchFacts(**{**usual, **changes})


def nowhere(_task_id: str) -> None:
    """No task has a run folder."""


def test_a_task_has_exactly_the_promised_keys_in_seconds_since_the_start():
    view = task_view(
        "a",
        TaskState.SUCCEEDED,
        name="Walk",
        detail="exit code 0",
        queued_at=100.1,
        started_at=101.25,
        ended_at=110.0,
        exit_code=0,
        suspended_s=2.5,
        attempt=2,
        estimate=Estimate(Requirement(0.5, 400.0), Source.OWN, 2),
        waited_s=(("cpu", 0.75), ("file", 0.4)),
    )
    assert build_report(facts(), [view], nowhere)["tasks"] == [
        {
            "id": "a",
            "name": "Walk",
            "role": "agent_simulations",
            "state": "succeeded",
            "detail": "exit code 0",
            "queued_at": 0.1,
            "started_at": 1.25,
            "ended_at": 10.0,
            "exit_code": 0,
            "suspended_s": 2.5,
            "attempts": 2,
            "needs": {
                "cpu_cores": 0.5,
                "memory_mb": 400.0,
                "source": "own",
                "runs": 2,
                "wrong_declaration": None,
            },
            "waited_for": [{"kind": "cpu", "seconds": 0.75}, {"kind": "file", "seconds": 0.4}],
            "run_folder": None,
            "artefacts": [],
        }
    ]


def test_the_name_of_a_task_shows_no_secret_of_its_variables():
    view = task_view("a", name="fit swordfish")
    view = replace(view, spec=replace(view.spec, env={"API_KEY": "swordfish"}))
    assert build_report(facts(), [view], nowhere)["tasks"][0]["name"] == "fit (hidden)"


def test_a_declaration_that_is_far_off_is_told_with_both_numbers():
    estimate = Estimate(Requirement(0.5, 400.0), Source.OWN, 2)
    view = task_view("a", declared=Requirement(0.5, 4000.0), estimate=estimate)
    [task] = build_report(facts(), [view], nowhere)["tasks"]
    assert "memory_mb is 4000 (3.9 GiB), measured up to 400" in task["needs"]["wrong_declaration"]


def test_what_has_not_happened_is_null():
    [task] = build_report(facts(), [task_view("a", queued_at=100.0)], nowhere)["tasks"]
    assert (task["started_at"], task["ended_at"], task["exit_code"], task["attempts"]) == (
        None,
        None,
        None,
        0,
    )


def test_the_summary_counts_states_and_tells_time_and_ending():
    views = [
        task_view("a", TaskState.FAILED),
        task_view("b", TaskState.SUCCEEDED),
        task_view("c", TaskState.FAILED),
    ]
    summary = build_report(facts(signal_name="SIGINT"), views, nowhere)["summary"]
    assert summary["counts"] == {"succeeded": 1, "failed": 2}
    assert summary["total"] == 3
    assert summary["makespan_s"] == 12.346
    assert summary["started_at"] == "2027-01-15T08:00:00.000+00:00"
    assert summary["exit_code"] == 1
    assert summary["interrupted_by"] == "SIGINT"
    assert summary["machine"] == {"cores": 8, "memory_mb": 16000}


def test_artefacts_are_told_with_their_whole_path(tmp_path):
    write_result(tmp_path, Result(ok=True, summary="", artefacts=(Artefact("a/b.png", "B"),)))
    [task] = build_report(facts(), [task_view("a", TaskState.SUCCEEDED)], lambda _: tmp_path)["tasks"]
    assert (task["run_folder"], task["artefacts"]) == (str(tmp_path), [str(tmp_path / "a" / "b.png")])


def test_the_path_of_an_artefact_is_told_as_this_system_writes_it(tmp_path):
    write_result(tmp_path, Result(ok=True, summary="", artefacts=(Artefact("./a//b.png", "B"),)))
    (task,) = build_report(facts(), [task_view("t", TaskState.SUCCEEDED)], lambda _: tmp_path)["tasks"]
    assert task["artefacts"] == [str(tmp_path / "a" / "b.png")]


def test_a_task_that_is_known_to_have_left_nothing_has_its_folder_not_looked_into(tmp_path):
    views = [task_view("a", TaskState.SUCCEEDED), task_view("b", TaskState.SUCCEEDED)]
    for view in views:
        (tmp_path / view.id).mkdir()
        write_result(tmp_path / view.id, Result(ok=True, summary="", artefacts=(Artefact("b.png", "B"),)))
    rows = build_report(facts(), views, lambda name: tmp_path / name, {"a"})["tasks"]
    assert [row["artefacts"] for row in rows] == [[], [str(tmp_path / "b" / "b.png")]]
    assert rows[0]["run_folder"] == str(tmp_path / "a")


def test_the_machine_is_summed_up_from_what_was_measured_only():
    course = MachineCourse()
    course.add(ResourceSample(1.0, None, 30.0, None))
    course.add(ResourceSample(2.0, 50.0, 40.0, None, estimated=True))
    course.add(ResourceSample(3.0, 100.0, 35.0, None))
    summary = build_report(facts(course=course), [], nowhere)["summary"]
    assert summary["cpu"] == {"mean_percent": 75.0, "max_percent": 100.0}
    assert summary["memory"] == {"mean_percent": 35.0, "max_percent": 40.0}
    assert summary["disk"] == {"mean_percent": None, "max_percent": None}
    assert (summary["samples"], summary["estimated"]) == (3, True)


def test_counts_stand_in_the_order_of_the_states():
    states = [TaskState.LOST, TaskState.QUEUED, TaskState.LOST]
    assert list(state_counts(states).items()) == [("queued", 1), ("lost", 2)]


def test_a_report_is_written_whole_and_leaves_nothing_else(tmp_path):
    path = tmp_path / "r.json"
    check_report_path(path)
    write_report(path, build_report(facts(), [task_view("ä🙂")], nowhere))
    assert json.loads(path.read_text(encoding="utf-8"))["tasks"][0]["id"] == "ä🙂"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_and_its_target_is_written(tmp_path):
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    target.write_text("old", encoding="utf-8")
    link.symlink_to(target)
    check_report_path(link)
    write_report(link, {"summary": {}})
    assert link.is_symlink()
    assert json.loads(target.read_text(encoding="utf-8")) == {"summary": {}}


@pytest.mark.skipif(not Path(os.devnull).is_char_device(), reason="needs a device file")
def test_a_device_is_written_to_and_stays_a_device(tmp_path):
    check_report_path(Path(os.devnull))
    write_report(Path(os.devnull), {})
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


@pytest.mark.skipif(sys.platform == "win32", reason="needs /dev/stdout")
def test_a_report_can_go_to_standard_output():
    program = (
        "from pathlib import Path\n"
        "from parallel_execution_manager.control.report_file import check_report_path, write_report\n"
        "path = Path('/dev/stdout')\n"
        "check_report_path(path)\n"
        "write_report(path, {'summary': {}})\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {"summary": {}}


def test_a_folder_is_no_place_for_a_report(tmp_path):
    with pytest.raises(ReportError, match="is a folder; name a file in it"):
        check_report_path(tmp_path)


def test_a_missing_folder_is_named_with_the_command_that_makes_it(tmp_path):
    with pytest.raises(ReportError, match="mkdir -p .*gone"):
        check_report_path(tmp_path / "gone" / "r.json")
    with pytest.raises(ReportError, match="mkdir -p .*gone"):
        write_report(tmp_path / "gone" / "r.json", {})


def test_a_file_as_folder_is_refused(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ReportError, match="cannot be written"):
        check_report_path(tmp_path / "file" / "r.json")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
def test_a_disk_without_room_has_a_way_out_of_its_own():
    with pytest.raises(ReportError, match="has no room left for it; make room"):
        write_report(Path("/dev/full"), {})


@needs_permissions
def test_a_folder_without_permission_and_a_read_only_file_are_refused(tmp_path):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    with pytest.raises(ReportError, match="cannot be written"):
        check_report_path(locked / "r.json")
    read_only = tmp_path / "r.json"
    read_only.touch(mode=0o400)
    with pytest.raises(ReportError, match="read-only"):
        check_report_path(read_only)
