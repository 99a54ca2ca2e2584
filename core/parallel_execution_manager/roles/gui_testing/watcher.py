"""The thread that notices when the event loop stalls, or when nothing moves any more."""

from __future__ import annotations

import os
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from parallel_execution_manager.roles.gui_testing.record import Place, RecordFile, Stall, place_of_main_thread
from parallel_execution_manager.roles.worker import RunningClock

HANG_CODE = 3
LOOK_S = 0.01
MOST_STALLS = 50


class Watcher:
    """Looks at the main thread from a thread of its own.

    While an event loop runs, it must report a beat more often than every ``stall_s`` seconds.
    Whatever is awaited must come before its deadline, else the process is ended with ``HANG_CODE``
    and the record says where the main thread was.
    """

    def __init__(self, clock: RunningClock, file: RecordFile, stall_s: float) -> None:
        self._clock = clock
        self._file = file
        self._stall_s = stall_s
        self._beat: float | None = None
        self._awaited: tuple[float, str] | None = None
        self._places: Counter[Place | None] = Counter()
        self._stalled_since: float | None = None
        self._thread = threading.Thread(target=self._run, name="probe-watcher", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def beat(self) -> None:
        """The event loop turned just now."""
        self._beat = self._clock.now()

    def rest(self) -> None:
        """No event loop is running that could stall."""
        self._beat = None

    @contextmanager
    def resting(self) -> Iterator[None]:
        """The probe's own work in the event loop is no stall of the script."""
        watched = self._beat is not None
        self.rest()
        try:
            yield
        finally:
            if watched:
                self.beat()

    def expect(self, what: str, within_s: float) -> None:
        """Await something; replaces what was awaited before."""
        self._awaited = (self._clock.now() + within_s, what)

    def _run(self) -> None:
        pause = threading.Event()
        while not pause.wait(LOOK_S):
            now = self._clock.now()
            self._look_for_stall(now)
            awaited = self._awaited
            if awaited and now > awaited[0]:
                self._give_up(awaited[1])

    def _look_for_stall(self, now: float) -> None:
        beat = self._beat
        if beat is not None and now - beat > self._stall_s:
            self._stalled_since = beat
            self._places[place_of_main_thread()] += 1
        elif self._stalled_since is not None:
            self._note_stall((beat or now) - self._stalled_since)

    def _note_stall(self, seconds: float) -> None:
        """The place seen most often held the loop up; a Python line is better than none."""
        seen = Counter({place: count for place, count in self._places.items() if place}) or self._places
        stalls = self._file.record.stalls
        if len(stalls) < MOST_STALLS:
            stalls.append(Stall(round(seconds * 1000), seen.most_common(1)[0][0]))
        self._stalled_since = None
        self._places.clear()

    def _give_up(self, what: str) -> None:
        record = self._file.record
        record.hang, record.hang_at = place_of_main_thread(), what
        self._file.save()
        sys.stderr.write(f"gui test: the main thread hangs while it should {what}\n")
        sys.stderr.flush()
        os._exit(HANG_CODE)
