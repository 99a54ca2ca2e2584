"""Reads, queues and writes task files in a thread, one at a time; all of a file is queued, or nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject

from parallel_execution_manager.control.wording import printable
from parallel_execution_manager_gui.background import Background
from parallel_execution_manager_gui.edits import Queued
from parallel_execution_manager_gui.notice_bar import NoticeBar
from parallel_execution_manager_gui.task_files import (
    Doing,
    Saving,
    Step,
    TaskFileRefused,
    Tasks,
    reading_tasks,
    writing_tasks,
)
from parallel_execution_manager_gui.wishes import Wishes
from parallel_execution_manager_gui.work_bar import WorkBar

_LONGEST_NAME: Final = 40


class Turn:
    """Goes to whoever takes it first: work that comes to its last step, or the operator who gives it up."""

    def __init__(self) -> None:
        self._taken = threading.Lock()

    def take(self) -> bool:
        """Whether it was still there; from any thread."""
        return self._taken.acquire(blocking=False)


class FileWork(QObject):
    """What came of the work is told in a notice; while one file is worked on others are refused."""

    def __init__(self, wishes: Wishes, notices: NoticeBar, bar: WorkBar) -> None:
        super().__init__(notices)
        self._wishes = wishes
        self._notices = notices
        self._bar = bar
        self._name = self._note = ""
        self._writes = False
        self._turn = Turn()
        self._then: Callable[[Tasks], None] | None = None
        self._found: Tasks = []
        self._path = Path()
        self._number = 0
        self._work: Background[Step | Tasks | Queued] = Background(self._take, self._done, self)
        bar.cancelled.connect(self.cancel)

    def read(self, path: str, then: Callable[[Tasks], None]) -> None:
        """Read and check the tasks of a file; ``then`` gets them if there is nothing wrong."""
        if self._begins(path):
            self._then, self._note = then, ""
            self._work.start(_reading(path, self._wishes))

    def bring(self, path: str) -> None:
        """Read and check the tasks of a file, and queue them."""
        if self._begins(path):
            self._note = ""
            self._work.start(_bringing(path, self._wishes, self._turn))

    @property
    def note(self) -> str:
        """What is to be told with the file at hand in the end."""
        return self._note

    def queue(self, path: str, tasks: Tasks, note: str = "") -> None:
        """Queue tasks that were read from a file. ``note`` is told with it in the end."""
        if self._begins(path):
            self._note = note
            self._work.start(_queueing(tasks, self._wishes, self._turn))

    def write(self, path: str, saving: Saving, note: str = "") -> None:
        """Write tasks into a file; see ``writing_tasks``. ``note`` is told with it in the end."""
        if self._begins(path):
            self._writes, self._then, self._note = True, self._tell_written, note
            self._work.start(writing_tasks(saving, self._path, self._turn.take))

    def cancel(self) -> None:
        """Give the work up, unless it is at its last step."""
        if not self._work.is_busy:
            return
        if not self._turn.take():
            told = self.tr("It is too late to give up {file}: it is done in a moment.")
            self._notices.tell(told.format(file=self._name))
            return
        self._work.cancel()
        self._bar.hide()
        self._notices.tell(self.tr("Given up: nothing was done with {file}.").format(file=self._name))

    def stop(self) -> None:
        """Give the work up, but write what is to be saved, and wait for its thread: the window ends."""
        if self._writes:
            self._work.wait()
        self._turn.take()
        self._work.stop()
        self._bar.hide()

    def _begins(self, path: str) -> bool:
        name = printable(Path(path).name, _LONGEST_NAME)
        if self._work.is_busy:
            told = self.tr("{other} has to wait until {file} is done: try it again then, or cancel that.")
            self._notices.tell(told.format(other=name, file=self._name))
            return False
        self._path, self._name, self._turn = Path(path), name, Turn()
        self._writes, self._then, self._found, self._number = False, None, [], 0
        return True

    def _take(self, news: Step | Tasks | Queued) -> None:
        if isinstance(news, Step):
            self._number = news.tasks
            if news.home:
                told = self.tr("Their relative paths start at the file's folder, {folder}.")
                self._note = told.format(folder=printable(news.home))
            may_cancel = news.doing is not Doing.QUEUE
            self._bar.show_work(self._words(news), news.share, may_cancel=may_cancel)
        elif isinstance(news, Queued):
            # With the word that it is done, not a moment later.
            self._bar.hide()
            self._tell_queued(news)
        else:
            self._found = news

    def _words(self, step: Step) -> str:
        texts = {
            Doing.READ: self.tr("Reading {file}"),
            Doing.CHECK: self.tr("Checking %n task(s) of {file}", "", step.tasks),
            Doing.QUEUE: self.tr("Queueing %n task(s) of {file}", "", step.tasks),
            Doing.WRITE: self.tr("Writing %n task(s) into {file}", "", step.tasks),
        }
        return texts[step.doing].format(file=self._name)

    def _tell_queued(self, queued: Queued) -> None:
        problems = self._wishes.tell_queued(queued)
        if problems:
            self._notices.tell_problem("\n".join(problems))
        else:
            told = self.tr("Queued %n task(s) of {file}.", "", self._number)
            self._notices.tell(" ".join(filter(None, (told.format(file=self._name), self._note))))

    def _tell_written(self, _found: Tasks) -> None:
        told = self.tr("Saved %n queued task(s) in {file}.", "", self._number).format(file=self._name)
        self._notices.tell(" ".join(filter(None, (told, self._note))))

    def _done(self, error: Exception | None) -> None:
        self._bar.hide()
        if isinstance(error, TaskFileRefused):
            self._notices.tell_problem(str(error))
        elif isinstance(error, OSError):
            told = self.tr("{path} cannot be written ({reason}): choose another folder or free some space")
            reason = error.strerror or error
            self._notices.tell_problem(told.format(path=printable(str(self._path)), reason=reason))
        elif error is not None:
            raise error
        elif self._then is not None:
            self._then(self._found)


def _reading(path: str, wishes: Wishes) -> Iterator[Step | Tasks]:
    yield (yield from reading_tasks(path, wishes.check))


def _bringing(path: str, wishes: Wishes, turn: Turn) -> Iterator[Step | Queued]:
    tasks = yield from reading_tasks(path, wishes.check)
    yield from _queueing(tasks, wishes, turn)


def _queueing(tasks: Tasks, wishes: Wishes, turn: Turn) -> Iterator[Step | Queued]:
    yield Step(Doing.QUEUE, len(tasks))
    if turn.take():
        yield wishes.queue(tasks)
