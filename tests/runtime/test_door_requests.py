"""What can be asked at the door of a real manager: looking, wishing, waiting, listening."""

from __future__ import annotations

import contextlib
import errno
import json
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parallel_execution_manager import (
    ManagerClient,
    ParallelExecutionManager,
    WishError,
    WishNotKept,
    WishRefused,
    managers_of,
)
from parallel_execution_manager.roles.results import Result
from parallel_execution_manager.roles.task_form import parse_tasks
from parallel_execution_manager.runtime import core, door, news_queue
from parallel_execution_manager.runtime.brief_outcomes import LONGEST_SUMMARY
from parallel_execution_manager.runtime.caller import Caller
from parallel_execution_manager.runtime.door_protocol import DoorError
from parallel_execution_manager.runtime.door_streams import events
from parallel_execution_manager.runtime.generations import (
    LOOK_AGAIN_S,
    MOST_GENERATIONS,
    Offspring,
    generation_of,
)
from parallel_execution_manager.runtime.news_queue import NewsQueue
from parallel_execution_manager.runtime.notifications import NewsKind, Notification, Subscribers
from parallel_execution_manager.scheduling.leases.claims import name_of
from parallel_execution_manager.scheduling.model.rows import Changes
from parallel_execution_manager.scheduling.model.sample import WallClock
from parallel_execution_manager.system.files import crash_points
from parallel_execution_manager.system.ipc.local_socket import is_supported
from tests.runtime.waiting import until, until_state

pytestmark = pytest.mark.skipif(not is_supported(), reason="there are no local sockets for Python on Windows")

SMALL = {"cpu_cores": 0, "memory_mb": 1}
NO_LIMITS = {"cpu_percent": 100, "memory_percent": 100, "disk_percent": 100}
ROLE = "task_management"


def row(name: str, code: str = "pass", **more: Any) -> dict[str, Any]:
    command = [sys.executable, "-S", "-c", code]
    return {"id": name, "role": ROLE, "command": command, "requirements": SMALL, **more}


def sleeper(name: str, **more: Any) -> dict[str, Any]:
    return row(name, "import time; time.sleep(600)", **more)


@pytest.fixture
def client(manager) -> Iterator[ManagerClient]:
    manager.change_configuration({"resource_thresholds": NO_LIMITS})
    (made,) = managers_of(manager.data_dir)
    with made:
        yield made


@pytest.fixture
def full_disk(manager) -> Iterator[Callable[[], None]]:
    """Lets the store find no room from now on; the first that it does not take is what is wished then."""

    def fail() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def fill() -> None:
        # What nobody waits for goes to the disk a moment later: it would find out first that this is full.
        manager._core.stop_monitoring()
        manager._core.engine.catch_up()
        manager._core._ground.store.put(Changes()).wait()
        crash_points.arm("store.before-commit", fail)

    yield fill
    crash_points.disarm()


def items(client: ManagerClient, kind: str, **fields: Any) -> tuple[list[Any], Any]:
    """The items of a stream and its last word."""
    return client.collect(kind, **fields)


def test_who_is_turned_away_is_told_why_also_if_the_door_is_shut_when_he_asks(tmp_path, monkeypatch):
    monkeypatch.setattr(core, "most_clients", lambda _: 1)
    manager = ParallelExecutionManager(build_contexts=False, base_dir=tmp_path, data_dir=tmp_path / "data")
    with contextlib.closing(manager), contextlib.ExitStack() as stack:
        (first,) = map(stack.enter_context, managers_of(manager.data_dir))
        first.status()
        (second,) = map(stack.enter_context, managers_of(manager.data_dir))
        # What is sent here may still be taken in, or the door may be shut already.
        assert second._connection.recv(1, socket.MSG_PEEK)
        with pytest.raises(DoorError, match="others are being answered") as raised:
            second.status()
    assert raised.value.kind == "busy"


LONG_RESULT = """
import json, os
summary = "begin" + "é" * 2_000_000 + "end"
with open(os.path.join(os.environ["PEM_RUN_DIR"], "result.json"), "w") as file:
    json.dump({"schema_version": 1, "ok": True, "summary": summary}, file)
"""


def test_a_long_summary_keeps_nobody_from_looking(client, manager):
    manager.submit([row("big", LONG_RESULT)])
    ((ended,), _) = client.wait(["big"])
    assert ended["state"] == "succeeded"
    (listed,) = client.tasks()
    assert listed["detail"].startswith("beginé")
    assert listed["detail"].endswith("éend")
    assert len(listed["detail"]) <= LONGEST_SUMMARY
    folder = manager.run_folder("big")
    assert folder is not None
    assert (folder / "result.json").stat().st_size > 2_000_000


def test_the_state_of_the_manager_is_told(client, manager):
    manager.submit([sleeper("a")])
    until_state(manager, "a", "running")
    told = client.ask("status")
    assert told["manager"]["data_dir"] == str(manager.data_dir)
    assert told["manager"]["has_window"] is False
    assert told["tasks"] == {"running": 1}
    assert {role["name"] for role in told["roles"]} == set(manager.get_available_roles())
    assert told["machine"]["cores"] >= 1


def test_tasks_are_listed_by_state_and_role(client, manager):
    manager.submit([sleeper("a"), row("b", after=["a"]), {**row("c", after=["a"]), "role": "gui_testing"}])
    until_state(manager, "a", "running")
    found, last = items(client, "list")
    assert [task["id"] for task in found] == ["a", "b", "c"]
    assert last == {"count": 3}
    assert found[1]["waits_for"]
    assert [t["id"] for t in items(client, "list", states=["running"])[0]] == ["a"]
    assert [t["id"] for t in items(client, "list", role="gui_testing")[0]] == ["c"]
    assert [t["id"] for t in items(client, "list", tasks=["b", "a", "b"])[0]] == ["b", "a"]
    one = client.ask("task", task="a")
    assert one["run_folder"] == str(manager.run_folder("a"))
    for fields, kind in (
        ({"states": ["nonsense"]}, "unknown_state"),
        ({"role": "nobody"}, "unknown_role"),
        ({"tasks": ["aa"]}, "unknown_task"),
        ({"tasks": "a"}, "bad_request"),
    ):
        with pytest.raises(DoorError) as raised:
            items(client, "list", **fields)
        assert raised.value.kind == kind


def test_tasks_are_added_all_or_none_with_every_reason(client, manager):
    found, last = items(client, "add", tasks=[row("a"), row("b", after=["a"])])
    assert (found, last) == ([{"id": "a"}, {"id": "b"}], {"count": 2})
    with pytest.raises(DoorError) as raised:
        items(client, "add", tasks=[row("c"), row("a"), {"role": "nobody"}])
    assert raised.value.kind == "refused"
    assert [problem["index"] for problem in raised.value.facts["problems"]] == [1, 2]
    with pytest.raises(DoorError, match="as a list"):
        items(client, "add", tasks={"role": ROLE})
    assert [t["id"] for t in items(client, "list")[0]] == ["a", "b"]


def test_tasks_too_many_for_a_line_are_added_in_parts_as_one(client, manager):
    many = [row(f"t{n}", after=["last"]) for n in range(20)]
    assert client.ask("add", tasks=many[:10], more=True) == {"parts": 1}
    assert client.ask("add", tasks=many[10:], more=True) == {"parts": 2}
    assert items(client, "list")[0] == []
    _, last = items(client, "add", tasks=[sleeper("last")])
    assert last == {"count": 21}
    assert len(items(client, "list")[0]) == 21
    for _ in range(64):
        client.ask("add", tasks=[], more=True)
    with pytest.raises(DoorError, match="at most 64 parts"):
        client.ask("add", tasks=[], more=True)


def test_a_client_tells_what_it_cannot_send(client, manager):
    for rows, kind in (([{"x": object()}], "bad_request"), ([row("a", x="y" * 2**20)], "too_long")):
        with pytest.raises(DoorError) as raised:
            client.add(rows)
        assert raised.value.kind == kind
    many = [row(f"t{n}", after=["last"], x="y" * 100_000) for n in range(12)]
    assert client.add([*many, sleeper("last")]) == (*(f"t{n}" for n in range(12)), "last")


def test_wishes_for_tasks_say_what_became_of_each(client, manager):
    manager.submit([sleeper("a"), row("b", after=["a"])])
    until_state(manager, "a", "running")
    assert items(client, "pause", tasks=["a", "b"]) == (
        [{"task": "a", "problems": []}, {"task": "b", "problems": []}],
        {"done": 2, "refused": 0, "not_kept": 0},
    )
    until_state(manager, "a", "suspended")
    assert client.ask("task", task="a")["still"]
    assert items(client, "resume", tasks=["a"], for_s=60)[1]["done"] == 1
    until_state(manager, "a", "running")
    found, last = items(client, "retry", tasks=["a"])
    assert last == {"done": 0, "refused": 1, "not_kept": 0}
    assert "has not ended" in found[0]["problems"][0]
    assert items(client, "cancel", role=ROLE)[1] == {"done": 2, "refused": 0, "not_kept": 0}
    until_state(manager, "a", "cancelled")
    assert items(client, "retry", role=ROLE)[1]["done"] >= 1
    until_state(manager, "a", "running")
    with pytest.raises(DoorError, match="'x' is not known"):
        items(client, "cancel", tasks=["a", "x"])
    with pytest.raises(DoorError, match="name tasks or a role"):
        items(client, "cancel")
    with pytest.raises(DoorError, match="for_s is a number"):
        items(client, "pause", tasks=["a"], for_s="soon")


def test_what_the_disk_does_not_take_is_told_apart_from_what_is_refused(client, manager, full_disk):
    manager.submit([sleeper("a"), row("b", after=["a"]), row("c", after=["a"])])
    full_disk()
    found = client.pause(["b"])
    assert (found.done, dict(found.refused)) == (("b",), {})
    assert "this was carried out, but the queue cannot be kept" in found.not_kept["b"][0]
    assert client.task("b")["paused"]
    again = client.retry(["b"])
    assert (again.done, again.not_kept) == ((), {})
    assert "the disk is full" in again.refused["b"][0]
    crash_points.disarm()
    until(lambda: client.resume(["b"]).not_kept == {})
    until_state(manager, "a", "running")
    full_disk()
    with pytest.raises(DoorError, match="this was carried out, but") as raised:
        client.move("c", 0)
    assert raised.value.kind == "not_kept"


def test_tasks_that_are_queued_and_not_kept_are_not_told_to_be_refused(client, manager, full_disk):
    full_disk()
    with pytest.raises(DoorError, match="the tasks are queued, but that is not on disk yet") as raised:
        client.add([row("a")])
    assert raised.value.kind == "not_kept"
    with pytest.raises(WishRefused, match="the disk is full"):
        manager.submit([row("b")])
    assert [view.id for view in manager.snapshot().tasks] == ["a"]


def test_what_a_task_wants_queued_is_queued_although_the_disk_does_not_take_it(manager, full_disk):
    (parent,), _ = parse_tasks([row("parent")], manager._core.intake._form_context())
    full_disk()
    result = Result(ok=True, summary="", submissions=(row("a"),))
    assert manager._core.intake.submit_results(parent[1], result, print) == ()
    assert [view.id for view in manager.snapshot().tasks] == ["a"]


def test_tasks_that_queue_each_other_come_to_an_end_and_say_why(manager):
    told: list[str] = []
    parent, names, refused = "a", list[str](), ()
    for _ in range(12):
        (spec,), problems = parse_tasks([{**row("x"), "id": parent}], manager._core.intake._form_context())
        assert problems == []
        result = Result(ok=True, summary="", submissions=({**row("b"), "id": ""},))
        refused = manager._core.intake.submit_results(spec[1], result, lambda _, text: told.append(text))
        if refused:
            break
        (parent,) = {view.id for view in manager.snapshot().tasks} - set(names)
        names.append(parent)
    assert [generation_of(name) for name in names] == list(range(1, MOST_GENERATIONS + 1))
    assert "is the last of 10 tasks that have queued each other" in refused[0]
    assert refused[0] in told[0]


def test_tasks_of_any_ids_that_queue_more_and_more_come_to_an_end_and_say_why(manager, monkeypatch):
    monkeypatch.setattr(manager._core.intake, "_offspring", Offspring(set, most=3))
    (parent,), _ = parse_tasks([row("a")], manager._core.intake._form_context())
    result = Result(ok=True, summary="", submissions=tuple(row(f"own-{number}") for number in range(5)))
    refused = manager._core.intake.submit_results(parent[1], result, lambda *_: None)
    assert [view.id for view in manager.snapshot().tasks] == ["own-0", "own-1", "own-2"]
    assert len(refused) == 2
    assert "3 tasks that were queued by others have not ended" in refused[0]
    assert "pem cancel --role ROLE" in refused[0]


def test_tasks_that_have_ended_make_room_for_what_others_queue():
    now, ids = 0.0, {"a", "b"}
    offspring = Offspring(lambda known: ids & set(known), most=2, clock=lambda: now)
    for name in ("a", "b"):
        assert offspring.too_many() == ""
        offspring.add(name)
    assert offspring.too_many()
    ids = {"b"}
    assert offspring.too_many()
    now = LOOK_AGAIN_S
    assert offspring.too_many() == ""


@pytest.mark.parametrize(
    ("name", "generation"),
    [("a", 0), ("issue#12", 0), ("a#1.2", 1), ("a#b#2.30-2#1.1", 2), ("a#1.1#x", 0), ("", 0)],
)
def test_the_generation_of_a_task_is_told_by_its_id(name, generation):
    assert generation_of(name) == generation


def test_not_kept_is_not_refused(manager, full_disk):
    full_disk()
    with pytest.raises(WishNotKept, match="Until then it is lost if the program ends") as raised:
        manager.hold_role(ROLE)
    assert not isinstance(raised.value, WishRefused)
    assert isinstance(raised.value, WishError)


def test_ended_tasks_are_forgotten_and_others_say_why_not(client, manager):
    manager.submit([sleeper("a"), row("b"), row("c", after=["b"]), row("d")])
    for name in ("b", "c", "d"):
        until_state(manager, name, "succeeded")
    found, last = items(client, "forget", tasks=["a", "b"])
    assert last == {"done": 0, "refused": 2, "not_kept": 0}
    assert "'a' has not ended; cancel it first" in found[0]["problems"][0]
    assert "'b' is kept because 'c' comes after it" in found[1]["problems"][0]
    assert client.forget(["b", "c"]).done == ("b", "c")
    assert client.forget(ended=True).done == ("d",)
    assert [task["id"] for task in client.tasks()] == ["a"]
    assert client.forget(role=ROLE).done == ()
    manager.submit([row("b")])
    with pytest.raises(DoorError, match="all that have ended"):
        items(client, "forget")


def test_roles_are_paused_stopped_and_started(client, manager):
    manager.submit([sleeper("a")])
    until_state(manager, "a", "running")
    assert items(client, "pause", role=ROLE)[1] == {"done": 1, "refused": 0, "not_kept": 0}
    until_state(manager, "a", "suspended")
    assert items(client, "resume", role=ROLE)[1] == {"done": 1, "refused": 0, "not_kept": 0}
    found, _ = items(client, "stop", roles=[ROLE])
    assert found == [{"role": ROLE, "problems": []}]
    until(lambda: client.ask("task", task="a")["state"] != "running")
    assert items(client, "start")[1]["done"] == len(manager.get_available_roles())
    with pytest.raises(DoorError, match="role 'nobody' is unknown"):
        items(client, "start", roles=["nobody"])


def test_a_queued_task_is_moved(client, manager):
    manager.submit([sleeper("a"), row("b", after=["a"]), row("c", after=["a"])])
    assert client.ask("move", task="c", position=0) == {"task": "c"}
    order = manager._core.engine.ask(lambda machine: machine.queued_ids(ROLE))
    assert order.index("c") < order.index("b")
    with pytest.raises(DoorError, match="whole number"):
        client.ask("move", task="c", position="first")
    with pytest.raises(DoorError, match="is not known") as raised:
        client.ask("move", task="cc", position=0)
    assert (raised.value.kind, raised.value.facts["near"]) == ("unknown_task", ["c"])
    with pytest.raises(DoorError) as raised:
        client.ask("move", task="a", position=0)
    assert raised.value.kind == "refused"


def test_single_things_of_a_queued_task_are_changed(client, manager, tmp_path):
    files = ["f", "data/*.csv", {"path": "g", "mode": "read"}]
    manager.submit([sleeper("a"), row("b", after=["a"], files=files)])
    base = tmp_path / "base"
    client.edit("b", cpu_cores=0.25, drop_files=[str(base / "f")], read_files=[f"{base}/data/*.csv"])
    spec = manager.snapshot().tasks[1].spec
    assert spec.requirement.cpu_cores == 0.25
    assert [(name_of(claim), str(claim.mode)) for claim in spec.claims] == [
        (f"{base}/data/*.csv", "read"),
        (f"{base}/g", "read"),
    ]
    client.edit("b", drop_after=["a"], role="gui_testing", priority="high")
    until_state(manager, "b", "succeeded")
    assert client.task("b")["role"] == "gui_testing"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"nonsense": 1}, "'nonsense' cannot be changed so; give some of role, priority"),
        ({}, "nothing is to be changed"),
        ({"drop_files": ["/nowhere"]}, "'/nowhere' is none of its files; it has "),
        ({"drop_files": "f"}, "drop_files is a list of paths"),
        ({"drop_after": ["c"]}, "does not come after 'c'"),
        ({"drop_after": 1}, "drop_after is a list of ids"),
        ({"cpu_cores": "many"}, "cpu_cores"),
        ({"role": "nobody"}, "role 'nobody' is unknown"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused_and_changes_nothing(client, manager, changes, told):
    manager.submit([sleeper("a"), row("b", after=["a"], files=["f"])])
    before = manager.task_mapping("b")
    with pytest.raises(DoorError, match=told) as raised:
        client.edit("b", **changes)
    assert raised.value.kind == "refused"
    assert manager.task_mapping("b") == before
    with pytest.raises(DoorError, match="give what is to be changed"):
        client.ask("edit", task="b", changes=3)
    with pytest.raises(DoorError, match="is not known"):
        client.edit("bb", cpu_cores=1)


def test_tasks_and_roles_are_given_a_priority(client, manager):
    manager.submit([sleeper("a"), row("b", after=["a"])])
    client.set_task_priority("b", "high")
    assert client.task("b")["priority"] == "high"
    client.set_role_priority(ROLE, 3)
    assert next(role for role in client.status()["roles"] if role["name"] == ROLE)["priority"] == 3
    with pytest.raises(DoorError, match="from 1 to 10"):
        client.set_role_priority(ROLE, 11)
    with pytest.raises(DoorError, match="'urgent' is unknown"):
        client.set_task_priority("b", "urgent")


def test_settings_are_written_and_in_force(client, manager):
    told = client.configure({"scheduling": {"max_parallel_tasks": 3}})
    assert told["before"] == {"scheduling.max_parallel_tasks": None}
    assert Path(told["file"]).name == "parallel_execution_config.json"
    assert manager.configuration.scheduling["max_parallel_tasks"] == 3
    assert manager.settings_file().value(("scheduling", "max_parallel_tasks")) == 3
    with pytest.raises(DoorError, match="max_parallel_tasks"):
        client.configure({"scheduling": {"max_parallel_tasks": -1}})
    with pytest.raises(DoorError, match="give sections"):
        client.ask("configure", settings={"scheduling": 3})
    with pytest.raises(DoorError, match="resource_thresholds.cpu_percent is an object with nothing in it"):
        client.configure({"resource_thresholds": {"cpu_percent": {}}})
    client.configure({"role_settings": {f"{ROLE}.undeclared_access": "pause"}})
    client.configure({"role_settings": {f"{ROLE}.max_concurrent_tasks": 2}})
    assert manager.settings_file().value(("role_settings", ROLE)) == {
        "undeclared_access": "pause",
        "max_concurrent_tasks": 2,
    }


def test_an_exported_queue_is_the_same_queue_when_added_elsewhere(client, manager, tmp_path):
    manager.submit(
        [
            sleeper("a", files=["f"], env={"X": "1"}, retries=2, timeout_s=700),
            row("b", after=["a"], priority="high", cwd="."),
        ]
    )
    manager.submit([row("done")])
    until_state(manager, "done", "succeeded")
    manager.submit([row("c", after=["done", "b"])])
    rows, last = items(client, "export", env=True)
    assert last == {"count": 3}
    assert [task["id"] for task in rows] == ["a", "b", "c"]
    assert rows[2]["after"] == ["b"]
    assert all(Path(task["cwd"]).is_absolute() for task in rows)
    assert rows[0]["files"] == [str(tmp_path / "base" / "f")]
    items(client, "cancel", role=ROLE)
    until(lambda: not items(client, "export")[0])
    manager.forget_tasks(["c", "b", "a"])
    items(client, "add", tasks=rows)
    assert items(client, "export", env=True)[0] == rows


def test_values_of_variables_are_exported_only_when_they_are_asked_for(client, manager):
    manager.submit([sleeper("a", env={"X": "swordfish"})])
    (task,), _ = items(client, "export")
    assert task["env"] == {"X": "(hidden)"}
    with pytest.raises(DoorError, match=r"env\.X is hidden, as pem export leaves it; .* --env"):
        items(client, "add", tasks=[{**task, "id": "b"}])
    assert items(client, "export", env=True)[0][0]["env"] == {"X": "swordfish"}


def test_no_answer_has_secrets_of_the_environment_or_of_a_task(client, manager, monkeypatch):
    monkeypatch.setenv("HER_TOKEN", "barracuda")
    result = "import json, os; json.dump({'schema_version': 1, 'summary': 'has ' + os.environ['API_KEY'] + "
    result += "' and barracuda'}, open(os.environ['PEM_RUN_DIR'] + '/result.json', 'w'))"
    manager.submit([row("a", result, env={"API_KEY": "swordfish"})])
    until(lambda: client.ask("task", task="a")["ended_at"] is not None)
    manager.submit([{**sleeper("b", env={"API_KEY": "swordfish"}), "name": "with swordfish"}])
    asked = [client.ask(verb, task=name) for verb in ("task", "why") for name in ("a", "b")]
    assert "swordfish" not in json.dumps(items(client, "export", tasks=["a", "b"]))
    streams = items(client, "list", tasks=["a", "b"])
    waited = items(client, "wait", tasks=["a", "b"], timeout_s=0.05)
    told = json.dumps([asked, streams, waited, items(client, "journal")])
    assert "with (hidden)" in told
    assert "has (hidden) and (hidden)" in told
    assert "barracuda" not in told
    assert "swordfish" not in told


def test_where_the_output_is_and_whether_more_comes(client, manager):
    manager.submit([row("a", "print(6 * 7)"), sleeper("b"), row("c", after=["b"])])
    until_state(manager, "a", "succeeded")
    told = client.ask("log", task="a")
    assert told["ended"] is True
    assert Path(told["path"]).read_text() == "42\n"
    assert client.ask("log", task="c")["path"] is None
    with pytest.raises(DoorError, match="not known"):
        client.ask("log", task="x")


def test_waiting_ends_when_all_have_and_says_how(client, manager):
    manager.submit([row("a"), row("b", "raise SystemExit(3)")])
    found, last = items(client, "wait", tasks=["a", "b"])
    assert {task["id"]: task["exit_code"] for task in found} == {"a": 0, "b": 3}
    assert last == {
        "all_ended": True,
        "all_succeeded": False,
        "open": 0,
        "tasks": {"succeeded": 1, "failed": 1},
    }
    assert items(client, "wait")[1]["all_succeeded"] is True
    manager.submit([sleeper("c")])
    assert items(client, "wait", timeout_s=0.05)[1]["open"] == 1


def test_waiting_misses_no_end_although_news_are_lost(client, manager, monkeypatch):
    monkeypatch.setattr(news_queue.NewsQueue.__init__, "__defaults__", (1,))
    manager.submit([row(f"t{n}") for n in range(6)])
    assert items(client, "wait", tasks=[f"t{n}" for n in range(6)])[1]["all_succeeded"] is True


def test_a_problem_of_a_task_is_told_without_secrets_of_its_variables(client, manager):
    manager.submit([{**sleeper("a", env={"API_KEY": "swordfish"}), "name": "with swordfish"}])
    stream = client.stream("events", kinds=["problem"], patience_s=None)
    assert next(stream)["event"] == "listening"
    manager._core._report("a", "Task 'with swordfish' does not obey")
    manager._core._report("", "swordfish is a fish")
    assert [next(stream)["text"] for _ in range(2)] == [
        "Task 'with (hidden)' does not obey",
        "swordfish is a fish",
    ]


def test_news_are_told_as_they_come_and_other_requests_end_that(client, manager):
    stream = client.stream("events", kinds=["task_changed"], patience_s=None)
    assert next(stream)["event"] == "listening"
    manager.submit([row("a")])
    states = []
    for news in stream:
        states.append(news["task"]["state"])
        if states[-1] == "succeeded":
            break
    assert "starting" in states
    assert client.ask("task", task="a")["state"] == "succeeded"
    with pytest.raises(DoorError, match="kind 'x' is unknown"):
        next(client.stream("events", kinds=["x"]))
    assert client.ask("status")["tasks"] == {"succeeded": 1}


def test_every_kind_of_news_is_plain_data(client, manager):
    stream = client.stream("events", patience_s=None)
    next(stream)
    manager.start_monitoring()
    manager.submit([row("a", files=["f"])])
    manager.stop_role("gui_testing")
    seen: dict[str, Any] = {}
    wanted = {"task_changed", "file_locks_changed", "role_state_changed", "resources_sampled"}
    while wanted - seen.keys():
        news = next(stream)
        seen.setdefault(news["event"], news)
    assert seen["role_state_changed"]["text"] == "stopped"
    assert seen["file_locks_changed"]["files"][0]["holders"] == ["a"]
    assert seen["resources_sampled"]["sample"]["memory_percent"] is not None


def test_a_client_that_never_reads_holds_up_neither_the_engine_nor_the_end(manager, monkeypatch):
    monkeypatch.setattr(door, "FAREWELL_S", 0.1)
    (silent,) = managers_of(manager.data_dir)
    with silent:
        next(silent.stream("events"))
        rows = [row(f"t{n}", env={"PAD": "x" * 50_000}) for n in range(40)]
        manager.stop_role(ROLE)
        for task in rows:
            manager.submit([task])
            manager.pause_task(task["id"])
            manager.cancel_task(task["id"])
        assert len(manager.snapshot().tasks) == 40
        manager.close()


def test_news_beyond_the_bound_are_counted_as_lost():
    subscribers = Subscribers()
    with NewsQueue(subscribers, {NewsKind.PROBLEM}, most=2) as queue:
        for number in range(5):
            subscribers.tell(Notification(NewsKind.PROBLEM, str(number), "x"))
            subscribers.tell(Notification(NewsKind.TASK_CHANGED, "", None))
        news, lost = queue.take()
        assert ([one.subject for one in news], lost) == (["0", "1"], 3)
        assert queue.take() == ([], 0)


def test_a_listener_is_told_how_many_news_it_lost(monkeypatch):
    monkeypatch.setattr(news_queue.NewsQueue.__init__, "__defaults__", (1,))
    left, right = socket.socketpair()
    subscribers = Subscribers()
    engine = SimpleNamespace(look=lambda _: None)
    house: Any = SimpleNamespace(subscribers=subscribers, wall=WallClock, engine=engine)
    with left, right:
        items = events(house, {"kinds": ["problem"]}, Caller(left))
        next(items)
        for number in range(4):
            subscribers.tell(Notification(NewsKind.PROBLEM, str(number), "x"))
        (first, lost) = next(items)
        assert (first["subject"], lost["event"], lost["count"]) == ("0", "lost", 3)
        right.close()
        with pytest.raises(StopIteration):
            next(items)


def test_the_window_is_shown_if_there_is_one(client, manager):
    assert client.ask("show") == {"window": False}
    rung = threading.Event()
    leave = manager.offer_window(rung.set)
    assert client.ask("show") == {"window": True}
    assert rung.is_set()
    assert client.ask("status")["manager"]["has_window"] is True
    leave()
    assert client.ask("show") == {"window": False}


def test_fifty_clients_at_once_are_all_answered(manager):
    answers: list[object] = []
    problems: list[BaseException] = []

    def ask() -> None:
        try:
            with contextlib.ExitStack() as stack:
                (one,) = map(stack.enter_context, managers_of(manager.data_dir))
                answers.append(one.ask("status")["tasks"])
        except BaseException as error:  # noqa: BLE001 - told by the test
            problems.append(error)

    threads = [threading.Thread(target=ask) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert answers == [{}] * 50


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def test_the_journal_is_told_the_newest_first(client, manager):
    manager.submit([row("a")])
    until_state(manager, "a", "succeeded")
    entries = client.journal()
    assert entries[0]["at"] >= entries[-1]["at"]
    assert {"a"} <= {entry["subject"] for entry in entries}
    assert client.journal(limit=1) == entries[:1]
    for limit in (0, 10_001, True, "x"):
        with pytest.raises(DoorError, match="give a number from 1 to 10000"):
            client.collect("journal", limit=limit)


FIELDS = (
    "task",
    "tasks",
    "role",
    "roles",
    "states",
    "kinds",
    "position",
    "for_s",
    "timeout_s",
    "attempt",
    "more",
    "ended",
    "limit",
)
KINDS = (
    *("status", "task", "log", "why", "move", "show", "list", "export", "add", "pause", "resume", "cancel"),
    *("retry", "forget", "start", "stop", "events", "wait", "journal"),
)
WORDS = st.sampled_from(["a", "b", ROLE, "queued", "task_changed", "gui_testing"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    kind=st.sampled_from(KINDS),
    fields=st.dictionaries(st.sampled_from(FIELDS), JSON | WORDS | st.lists(WORDS, max_size=2), max_size=4),
)
def test_whatever_is_asked_is_answered_or_refused_and_never_a_fault(client, manager, kind, fields):
    if not manager.snapshot().tasks:
        manager.submit([sleeper("a", after=[]), row("b", after=["a"])])
    if kind == "wait" and not isinstance(fields.get("timeout_s"), list | str | dict):
        fields["timeout_s"] = 0
    refusals = []
    try:
        next(client.stream(kind, **fields), None)
    except DoorError as error:
        refusals.append(error.kind)
    assert set(refusals) <= REFUSALS
    # This request ends what the first one may still send or wait for.
    assert client.ask("status")["manager"]


REFUSALS = {
    *("bad_request", "unknown_task", "unknown_role", "unknown_state", "unknown_kind", "refused", "too_long"),
}
