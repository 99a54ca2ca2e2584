"""Who touched a file is said as far as it was seen or everybody else is excluded, and no further."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from parallel_execution_manager.runtime.file_watch.accesses import Access, Deed, Process
from parallel_execution_manager.runtime.file_watch.holdings import Hold, Holder, Holdings, inode_of
from parallel_execution_manager.runtime.file_watch.judging import Judge, Looks
from parallel_execution_manager.runtime.file_watch.reactions import MOST_TOLD, Reactions, UndeclaredAccess
from parallel_execution_manager.runtime.file_watch.sightings import NOTHING, Look, Sighting, can_have_done
from parallel_execution_manager.runtime.file_watch.strangers import SEARCH_EVERY_S, Strangers, is_below
from parallel_execution_manager.scheduling.model.task import ClaimMode, FileClaim
from parallel_execution_manager.scheduling.settings.sections import UNDECLARED_ACCESS
from parallel_execution_manager.system.files.changes import ChangeKind, FileChange
from parallel_execution_manager.system.processes.open_files import Deeds, OpenFile

T7 = Holder("T7", "T7 ('job')", "solver", 1)
T9 = Holder("T9", "T9", "writer", 1)
SHELL = Holder("lease:1", "a shell (process 50)", pid=50)
SEEN = Process(9)
PATH = "/p/b.py"
IDLE = {T7: {(7, 70): Deeds(10, 1000)}}
BUSY = {T7: {(7, 70): Deeds(10, 2000)}}
WROTE = {T7: {(7, 70): Deeds(11, 2000)}}


def judge(stranger: Process | None = None, family: frozenset[tuple[int, int]] = frozenset()) -> Judge:
    return Judge(lambda pid: Process(pid, "prog"), lambda _: stranger, lambda *pair: pair in family)


def sees(task: Holder, pid: int = 9, *, writable: bool | None = True) -> Look:
    return Look([Sighting(task, pid, OpenFile(PATH, (1, 2), writable))], IDLE)


def hold(holder: Holder = T7, mode: ClaimMode = ClaimMode.WRITE) -> Hold:
    return Hold(holder, FileClaim(PATH, mode, (1, 2)))


def changed(
    looks: Looks, held: Hold, by: Judge | None = None, kind: ChangeKind = ChangeKind.WRITTEN
) -> list[str]:
    found = (by or judge()).of_changes([(FileChange(PATH, kind), [held])], looks)
    return [str(access) for access in found]


def opened(look: Look, *held: Hold, by: Judge | None = None) -> list[str]:
    holdings = Holdings()
    for each in held:
        holdings.add(each.holder, [each.claim])
    return [str(access) for access in (by or judge()).of_open_files(look, holdings)]


ALL_IDLE = Looks(Look((), IDLE), Look((), IDLE), Look((), IDLE))


def test_one_who_was_seen_is_named_also_if_the_holder_has_it_open_too():
    both = Look([*sees(T9).sightings, *sees(T7, 7).sightings], WROTE)
    said = [f"{PATH} was written while leased to T7 ('job'): by T9, seen open in process 9 (prog)"]
    assert changed(Looks(NOTHING, sees(T9), Look()), hold()) == said
    assert changed(Looks(NOTHING, Look(), both), hold()) == said
    too_early = changed(Looks(sees(T9), Look((), IDLE), Look((), IDLE)), hold())
    assert [text.endswith(": writer unknown") for text in too_early] == [True]


@pytest.mark.parametrize(
    ("kind", "now", "said"),
    [
        (ChangeKind.WRITTEN, IDLE, True),
        (ChangeKind.WRITTEN, BUSY, True),
        (ChangeKind.WRITTEN, WROTE, False),
        (ChangeKind.CLOSED, BUSY, False),
        (ChangeKind.MADE, BUSY, False),
        (ChangeKind.MADE, IDLE, True),
        (ChangeKind.REMOVED, IDLE, True),
        (ChangeKind.REMOVED, {}, False),
        (ChangeKind.WRITTEN, {T7: {(7, 70): None}}, False),
        (ChangeKind.WRITTEN, {T7: {(8, 80): Deeds(10, 1000)}}, False),
    ],
)
def test_an_unseen_change_is_told_only_if_the_holder_cannot_have_made_it(kind, now, said):
    looks = Looks(Look((), IDLE), Look((), IDLE), Look((), now))
    assert [text.endswith(": writer unknown") for text in changed(looks, hold(), kind=kind)] == [True] * said
    # It may have happened before the look in the middle.
    early = Looks(Look((), IDLE), Look((), now), Look((), now))
    assert bool(changed(early, hold(), kind=kind)) is said


def test_a_holder_that_has_it_open_and_may_have_written_is_not_asked():
    wrote = Looks(Look((), IDLE), sees(T7, 7), Look((), WROTE))
    assert changed(wrote, hold()) == []
    assert changed(Looks(Look((), IDLE), sees(T7, 7), Look((), IDLE)), hold())[0].endswith("writer unknown")


def test_what_was_to_be_read_only_must_not_change_at_all():
    reading = hold(mode=ClaimMode.READ)
    wrote = Look((), WROTE)
    assert changed(Looks(Look((), IDLE), NOTHING, wrote), reading)[0].endswith(
        "unknown, it may be the task itself"
    )
    own = Look(sees(T7, 7).sightings, WROTE)
    assert changed(Looks(Look((), IDLE), NOTHING, own), reading) == [
        (
            f"{PATH} was written while leased for reading to T7 ('job'): by its own process 7 (prog), "
            "which was to read it only"
        )
    ]


def test_a_stranger_is_named_unless_it_belongs_to_the_holder():
    stranger = judge(Process(60))
    assert changed(ALL_IDLE, hold(), stranger) == [
        f"{PATH} was written while leased to T7 ('job'): by process 60, which belongs to no task"
    ]
    family = judge(Process(60), frozenset({(60, 50)}))
    assert changed(ALL_IDLE, hold(SHELL), family) == []
    assert len(changed(ALL_IDLE, hold(SHELL), judge(Process(61), frozenset({(60, 50)})))) == 1


def test_a_task_that_a_lease_was_taken_for_is_no_offender():
    family = judge(None, frozenset({(9, 50)}))
    assert opened(sees(T9), hold(SHELL), by=family) == []
    assert changed(Looks(NOTHING, sees(T9), Look()), hold(SHELL), family) == []
    assert len(opened(sees(T9), hold(SHELL))) == 1


@pytest.mark.parametrize(
    ("writable", "deed"),
    [(True, Deed.OPEN_TO_WRITE), (False, Deed.OPEN_TO_READ), (None, Deed.OPEN)],
)
def test_what_another_has_for_itself_must_not_even_be_opened(writable, deed):
    (said,) = opened(sees(T9, writable=writable), hold())
    assert f"{PATH} {deed.value} while leased to T7" in said


def test_readers_do_not_disturb_one_another_and_own_files_may_be_opened():
    reading = hold(mode=ClaimMode.READ)
    assert opened(sees(T9, writable=False), reading) == []
    assert opened(sees(T9, writable=None), reading) == []
    assert opened(sees(T7), hold()) == []
    assert opened(sees(T7, writable=False), reading) == []
    assert opened(sees(T9), hold(T9, ClaimMode.READ), reading) == [
        f"{PATH} is open to write while leased for reading to {T7.label}: by T9, seen open in {SEEN} (prog)"
    ]


def test_of_one_who_was_never_looked_at_everything_is_possible():
    assert can_have_done(T7, NOTHING, Look((), IDLE), only_writing=True)
    assert not can_have_done(T7, Look((), IDLE), Look((), IDLE), only_writing=False)


def access(writer: Holder | None = T9, deed: Deed = Deed.WRITTEN, process: Process | None = SEEN) -> Access:
    return Access(PATH, hold(), deed, writer, process)


def test_each_file_holder_and_writer_is_said_once_until_the_file_is_given_back():
    reactions = Reactions(lambda _: UndeclaredAccess.WARN)
    assert reactions.to(access()) is not None
    assert reactions.to(access(deed=Deed.OPEN_TO_WRITE)) is None
    assert reactions.to(access(deed=Deed.OPEN_TO_READ)) is not None
    assert reactions.to(access(writer=None, process=None)) is not None
    assert reactions.to(access(writer=None)) is not None
    reactions.forget(T7)
    assert reactions.to(access()) is not None


def test_of_many_files_the_first_are_told_and_the_others_recorded():
    reactions = Reactions(lambda _: UndeclaredAccess.WARN)
    found = [reactions.to(replace(access(), path=f"/p/{number}")) for number in range(MOST_TOLD + 2)]
    assert [reaction.is_told for reaction in found if reaction] == [True] * MOST_TOLD + [False] * 2
    assert [text.sentence.endswith("is only recorded") for text in found if text].index(True) == MOST_TOLD - 1
    other = reactions.to(access(writer=None))
    assert other is not None
    assert other.is_told


def test_the_policy_is_that_of_the_role_that_did_it_or_of_the_holders():
    policies = {"writer": UndeclaredAccess.NOTE, "solver": UndeclaredAccess.WARN}
    reactions = Reactions(policies.__getitem__)
    noted, warned = reactions.to(access()), reactions.to(access(writer=None, process=None))
    assert noted is not None
    assert warned is not None
    assert (noted.is_told, warned.is_told) == (False, True)


@pytest.mark.parametrize(
    ("undeclared", "paused"),
    [
        (access(), T9),
        (access(deed=Deed.OPEN_TO_WRITE), T9),
        (access(deed=Deed.OPEN_TO_READ), None),
        (access(deed=Deed.OPEN), None),
        (access(writer=None), None),
        (access(writer=None, process=None), None),
        (Access(PATH, hold(mode=ClaimMode.READ), Deed.WRITTEN, T7, Process(7)), None),
    ],
)
def test_only_another_task_that_was_seen_writing_is_paused(undeclared, paused):
    reaction = Reactions(lambda _: UndeclaredAccess.PAUSE).to(undeclared)
    assert reaction is not None
    assert reaction.paused == paused
    assert reaction.is_told
    assert ("is paused until you resume it" in reaction.sentence) is (paused is not None)


def test_the_policies_are_those_that_can_be_set():
    assert UNDECLARED_ACCESS.choices == tuple(UndeclaredAccess)


class Writers:
    """Says that a process writes."""

    def __init__(self, pid: int | None) -> None:
        self.pid = pid
        self.asked = 0

    def writer_of(self, inode):
        self.asked += 1
        return self.pid

    def name(self, pid):
        return "editor"


def test_the_whole_computer_is_searched_once_a_second_at_most(tmp_path: Path):
    path = tmp_path / "a"
    path.touch()
    now, files = [0.0], Writers(60)
    strangers = Strangers(files, lambda: (), lambda: now[0])  # type: ignore[arg-type]
    assert strangers.writer_of(str(tmp_path / "none")) is None
    assert strangers.writer_of(str(path)) == Process(60, "editor")
    assert strangers.writer_of(str(path)) is None
    now[0] = SEARCH_EVERY_S
    assert strangers.writer_of(str(path)) == Process(60, "editor")
    assert files.asked == 2


@pytest.mark.parametrize("pid", [None, os.getpid(), 61], ids=["unknown", "manager", "task"])
def test_tasks_and_the_manager_itself_are_no_strangers(pid, tmp_path: Path):
    strangers = Strangers(Writers(pid), lambda: (61,))  # type: ignore[arg-type]
    assert inode_of(str(tmp_path)) is not None
    assert strangers.writer_of(str(tmp_path)) is None


def test_descent_is_followed_up_to_the_first_process():
    assert is_below(os.getpid(), os.getpid())
    assert is_below(os.getpid(), os.getppid())
    assert not is_below(os.getppid(), os.getpid())
    assert not is_below(2**22 + 1, os.getpid())
