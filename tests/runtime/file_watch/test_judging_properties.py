"""In any order of writing, opening and looking none is accused who did nothing, and who is seen is named."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.runtime.file_watch.accesses import Access, Process
from parallel_execution_manager.runtime.file_watch.holdings import Hold, Holder
from parallel_execution_manager.runtime.file_watch.judging import Judge, Looks
from parallel_execution_manager.runtime.file_watch.sightings import Look, Sighting
from parallel_execution_manager.scheduling.model.task import ClaimMode, FileClaim
from parallel_execution_manager.system.files.changes import ChangeKind, FileChange
from parallel_execution_manager.system.processes.open_files import Deeds, OpenFile

PATH = "/p/b.py"
HOLDER, OTHER = Holder("T7", "T7", "r", 1), Holder("T9", "T9", "r", 1)
KINDS = {"write": ChangeKind.WRITTEN, "replace": ChangeKind.MADE, "map": ChangeKind.CLOSED}

# What happens, and who does it. "run" is anything that does not touch the file.
deeds = st.tuples(
    st.sampled_from(["write", "replace", "map", "open", "close", "run"]), st.sampled_from("HOX")
)
# A round: what happens before the news is taken, and between the news and the look.
some = st.lists(deeds, max_size=4)
rounds = st.lists(st.tuples(some, some), min_size=1, max_size=8)


@dataclass
class Simulated:
    """A file that three may touch, and the watch that sees it only by news and looks."""

    written: int = 0
    ran: int = 0
    opened: set[str] = field(default_factory=set)
    news: dict[ChangeKind, set[str]] = field(default_factory=dict)
    looks: Looks = field(default_factory=Looks)

    def do(self, deed: str, who: str) -> None:
        """Somebody does something."""
        if who == "H":
            self.ran += 1
            self.written += deed == "write"
        if deed == "open":
            self.opened.add(who)
        elif deed == "close":
            self.opened.discard(who)
        elif deed != "run":
            self.news.setdefault(KINDS[deed], set()).add(who)

    def take(self) -> dict[ChangeKind, set[str]]:
        """The news since the last time, with who really did it."""
        news, self.news = self.news, {}
        return news

    def look(self) -> None:
        """What can be seen now."""
        tasks = [(HOLDER, 7, "H"), (OTHER, 9, "O")]
        file = OpenFile(PATH, None, writable=True)
        seen = [Sighting(task, pid, file) for task, pid, letter in tasks if letter in self.opened]
        self.looks = self.looks.then(Look(seen, {HOLDER: {(7, 70): Deeds(self.written, self.ran)}}))


def judged(world: Simulated, kind: ChangeKind, mode: ClaimMode) -> list[Access]:
    judge = Judge(Process, lambda _: None, lambda *_: False)
    hold = Hold(HOLDER, FileClaim(PATH, mode))
    return list(judge.of_changes([(FileChange(PATH, kind), [hold])], world.looks))


@given(rounds)
def test_the_holder_is_never_taken_for_another(story):
    world = Simulated()
    for before, between in story:
        for deed in before:
            world.do(*deed)
        news = world.take()
        for deed in between:
            world.do(*deed)
        world.look()
        for kind, authors in news.items():
            for access in judged(world, kind, ClaimMode.WRITE):
                # Another task that has it open may have written as well as the holder: it is named for
                # having it open. Nobody at all is said to have written only if somebody else has.
                assert access.writer is OTHER or authors != {"H"}


@given(rounds)
def test_another_task_that_is_seen_with_the_file_open_is_named(story):
    world = Simulated()
    for before, between in story:
        for deed in (*before, ("open", "O"), ("write", "O")):
            world.do(*deed)
        news = world.take()
        for deed in between:
            world.do(*deed)
        seen = "O" in world.opened
        world.look()
        for kind in news:
            named = [access.writer for access in judged(world, kind, ClaimMode.WRITE)]
            assert named == [OTHER] or not seen


@given(rounds)
def test_a_change_of_what_is_only_read_is_always_told(story):
    world = Simulated()
    for before, between in story:
        for deed in before:
            world.do(*deed)
        news = world.take()
        for deed in between:
            world.do(*deed)
        world.look()
        for kind in news:
            assert judged(world, kind, ClaimMode.READ)
