"""The parts of the benches that compute: workloads, bounds, overlaps, tables."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from tests.bench import run
from tests.bench.alias_files import AliasFiles, Edit, course, make_pairs
from tests.bench.gui_day import WindowDay
from tests.bench.gui_probes import of_each_moment
from tests.bench.instances import Job, lower_bound_tenths, make_instance, scheduled
from tests.bench.machine import Day
from tests.bench.planning import Admission, Place, best_order, makespan_s
from tests.bench.table import Figure, markdown, replace_between_marks
from tests.bench.ways import free_for_parallel_mb
from tests.bench.workload import Work, bound, make_workload, overlaps


def test_a_workload_is_the_same_for_the_same_seed_and_another_for_another():
    assert make_workload(1, 50) == make_workload(1, 50)
    assert make_workload(1, 50) != make_workload(2, 50)
    assert {work.kind for work in make_workload(1, 50)} == {"computing", "holding", "waiting", "editing"}


def test_the_bound_is_the_largest_of_its_four_terms():
    works = [
        Work("a", "computing", "low", cpu_s=4.0, memory_mb=0),
        Work("b", "editing", "low", cpu_s=0.0, sleep_s=3.0, memory_mb=100, file="f"),
        Work("c", "editing", "low", cpu_s=0.0, sleep_s=2.0, memory_mb=100, file="f"),
    ]
    found = bound(works, cores=2, memory_mb=50)
    assert (found.cpu, found.memory, found.file, found.longest) == (2.0, 10.0, 5.0, 4.0)
    assert found.at(1.0) == 10.0
    assert found.at(0.1) == 20.0


def test_overlaps_are_counted_on_the_same_file_only():
    works = [Work(name, "editing", "low", file=file) for name, file in (("a", "f"), ("b", "f"), ("c", "g"))]
    assert overlaps(works, {"a": (0.0, 1.0), "b": (0.5, 2.0), "c": (0.0, 9.0)}) == 1
    assert overlaps(works, {"a": (0.0, 1.0), "b": (1.0, 2.0), "c": (0.0, 9.0)}) == 0


def test_a_small_problem_is_the_same_for_the_same_seed():
    assert make_instance(1) == make_instance(1)
    assert make_instance(1) != make_instance(2)
    assert len(make_instance(1, 5)) == 5


def test_the_bound_of_a_small_problem_knows_processor_memory_files_and_length():
    burner, holder = Job("a", 400, 0, 10), Job("b", 0, 8192, 10)
    edits = [Job("c", 0, 0, 15, "/f"), Job("d", 0, 0, 10, "/f")]
    assert lower_bound_tenths([burner, burner]) == 20
    assert lower_bound_tenths([burner, holder]) == 10
    assert lower_bound_tenths([holder, holder, holder]) == 30
    assert lower_bound_tenths([burner, *edits]) == 25


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_machines_schedule_of_a_small_problem_is_possible(seed):
    jobs = make_instance(seed)
    report = scheduled(jobs).report
    assert 10 * report.makespan_s >= lower_bound_tenths(jobs) - 1e-6
    assert (len(report.spans), report.overlaps, report.over_budget_s) == (len(jobs), 0, 0.0)


def test_a_plan_keeps_to_cores_memory_and_files():
    one = Work("a", "editing", "low", cpu_s=1.0, memory_mb=60, file="f")
    same_file, too_large, fits = (
        replace(one, id="b"),
        replace(one, id="c", file="g"),
        replace(one, id="d", memory_mb=40, file="g"),
    )
    admission = Admission([one, same_file, too_large, fits, replace(fits, id="e", file="h")], Place(2, 100))
    assert [work.id for work in admission.starts()] == ["a", "d"]
    admission.burned(fits)
    assert list(admission.starts()) == []
    admission.ended(one)
    assert [work.id for work in admission.starts()] == ["b"]


def test_a_plan_lets_the_long_sleeper_sleep_while_others_burn():
    burners = [Work(f"b{number}", "computing", "low", cpu_s=1.0) for number in range(4)]
    sleeper = Work("s", "waiting", "low", cpu_s=0.5, sleep_s=3.0)
    assert makespan_s([*burners, sleeper], Place(1, 100)) == 7.5
    best = best_order([*burners, sleeper], Place(1, 100), tries=50, seed=1)
    assert best[0] == sleeper
    assert makespan_s(best, Place(1, 100)) == 4.5


def test_a_search_finds_a_better_order_than_it_begins_with():
    place = Place(2, 4096)
    works = make_workload(3, 30, (2, 5, 2, 1))
    first = best_order(works, place, tries=0, seed=1)
    assert makespan_s(best_order(works, place, tries=500, seed=1), place) < makespan_s(first, place)


def test_a_bench_has_its_own_options_after_its_name(capsys):
    assert run.main(["simulate", "--seed", "3", "-n", "8", "--runs", "1", "--check"]) == 0
    assert "| declared |" in capsys.readouterr().out
    for wrong in (["simulate", "--yardstick", "x"], ["nothing"], ["simulate", "machine", "--seed", "3"]):
        with pytest.raises(SystemExit, match="2"):
            run.main(wrong)


def test_large_logs_and_old_folders_are_measured(capsys):
    assert run.main(["output", "--log-mb", "8", "--limit-mb", "1", "--folders", "20"]) == 0
    table = capsys.readouterr().out
    assert "| a task writes 8 MiB, at most 1 of them kept |" in table
    assert "| 20 old run folders are removed |" in table


def test_a_day_of_events_leaves_the_machine_sound():
    day = Day(seed=3, queued=500)
    day.fill()
    assert all(cost >= 0 for cost in day.pass_events(2_000))
    assert day.machine.violations() == []
    assert day.machine.open_tasks() < 600


def test_a_small_bench_of_leases_finds_no_difference_and_no_deadlock(capsys):
    assert run.main(["leases", "--steps", "500", "--held", "300", "--pairs", "20"]) == 0
    out = capsys.readouterr().out
    assert "no difference" in out
    assert "40 of 40 ended" in out


def test_a_long_stall_counts_with_every_moment_of_it():
    assert of_each_moment([0.0] * 1000) == (0.0, 0.0)
    p99, worst = of_each_moment([0.0] * 500 + [500.0])
    assert worst == 500.0
    assert p99 > 450.0


def test_the_days_of_the_windows_bench_keep_their_number_of_tasks():
    day = WindowDay(300)
    known = {view.id: view for view in day.all().tasks}
    for _ in range(20):
        change = day.changes(50)
        known = {id_: view for id_, view in known.items() if id_ not in change.removed}
        known |= {view.id: view for view in change.tasks}
    assert known == {view.id: view for view in day.all().tasks}
    assert len(known) == 300


def test_a_small_bench_of_the_window_measures_the_load(capsys):
    options = ["--parts", "load", "--platforms", "offscreen", "--tasks", "3000", "--load-seconds", "0.2"]
    assert run.main(["gui", *options, "--updates", "1000", "--frames", "20"]) == 0
    table = capsys.readouterr().out
    assert "longest stall" in table
    assert "memory after 1,000 changes" in table


def test_a_table_goes_between_its_marks_and_nowhere_else(tmp_path):
    page = tmp_path / "figures.md"
    page.write_text("above\n<!-- x -->\nold\n<!-- /x -->\nbelow\n", encoding="utf-8")
    replace_between_marks(page, "x", markdown([Figure("speed", "3 a second")]))
    text = page.read_text(encoding="utf-8")
    assert text.startswith("above\n<!-- x -->\nMeasured ")
    assert "| speed | 3 a second |" in text
    assert text.endswith("<!-- /x -->\nbelow\n")
    assert "old" not in text
    with pytest.raises(ValueError, match="no marks"):
        replace_between_marks(page, "y", "")


def test_the_course_of_jobs_is_compared_with_the_longest_chain_or_all_side_by_side():
    edits = [Edit(name, ((file, "relative"),), 1.0) for name, file in (("a", 0), ("b", 0), ("c", 1))]
    spans = {"a": (0.0, 2.0), "b": (2.5, 4.5), "c": (0.0, 1.0)}
    views = {name: SimpleNamespace(started_at=start, ended_at=end) for name, (start, end) in spans.items()}
    found = course(edits, views, width=8)
    assert (found.seconds, found.chain_s, found.ratio) == (4.5, 4.0, 1.125)
    assert course(edits, views, width=1).ratio == 0.9


def test_every_kind_of_name_leads_to_the_same_file(tmp_path):
    files = AliasFiles(tmp_path.resolve(), 5)
    with files.mounted():
        for number in (0, 1):
            for kind, name in files.kinds(number).items():
                if kind not in ("folder", "pattern"):
                    assert (tmp_path / name).samefile(tmp_path / "real" / f"d{number}" / "file"), kind
    assert "hard link" not in files.kinds(4)
    assert "hard link" in files.kinds(1)
    assert len(make_pairs(files, 3)) == 6


def test_gnu_parallel_does_not_take_what_is_known_of_files_for_free() -> None:
    known = "MemFree: 2048 kB\nMemAvailable: 9999 kB\nBuffers: 1024 kB\nCached: 3072 kB\nSwapCached: 0 kB\n"
    assert free_for_parallel_mb(f"{known}SReclaimable: 4096 kB\n") == 6.0
