"""Samples the machine at an interval and feels its pulse in between, in a thread of its own."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping

from parallel_execution_manager.scheduling.model.sample import Pulse, ResourceSample
from parallel_execution_manager.system.metrics.alarms import Alarm, PlainAlarm
from parallel_execution_manager.system.metrics.samplers import Sampler
from parallel_execution_manager.system.processes.limits import NO_ROOM

logger = logging.getLogger("ParallelExecutionManager")

PULSE_S = 0.1
# How often a monitor that rests looks whether there is something to watch again.
REST_S = 1.0
# How often a measurement that fails again and again is told of.
TELL_AGAIN_S = 60.0


class Monitor:
    """Takes a sample every ``interval_s`` seconds, and a pulse every ``pulse_s`` while ``busy`` says so.

    A failed sample or pulse is a gap. While not busy it rests: it wakes once a second, when it is woken,
    and when the kernel reports pressure, which is answered with a pulse.
    """

    def __init__(
        self,
        sampler: Sampler,
        roots: Callable[[], Mapping[str, int]],
        take: Callable[[ResourceSample], None],
        interval_s: float,
        *,
        take_pulse: Callable[[Pulse], None] = lambda _: None,
        busy: Callable[[], bool] = lambda: False,
        make_alarm: Callable[[], Alarm] = PlainAlarm,
        pulse_s: float = PULSE_S,
    ) -> None:
        self._sampler = sampler
        self._roots = roots
        self._take = take
        self._interval_s = interval_s
        self._looked_on_s: float | None = None
        self._take_pulse = take_pulse
        self._busy = busy
        self._make_alarm = make_alarm
        self._pulse_s = pulse_s
        self._lock = threading.Lock()
        self._alarm: Alarm = PlainAlarm()
        self._thread: threading.Thread | None = None
        self._is_unmade = False
        self._last_measured = threading.Event()
        self._sample_due = 0.0
        self._resting = False
        self._told_at: dict[str, float] = {}

    @property
    def thread(self) -> threading.Thread | None:
        """The thread while it runs."""
        return self._thread

    def set_interval(self, interval_s: float) -> None:
        """Sample at another interval, at once."""
        self._interval_s = interval_s
        self._sample_now()

    def look_on(self, every_s: float | None) -> None:
        """Sample at least so often, because somebody looks on; ``None`` when nobody does any more."""
        if every_s != self._looked_on_s:
            self._looked_on_s = every_s
            self._sample_now()

    def _sample_now(self) -> None:
        self._sample_due = 0.0
        self._alarm.ring()

    @property
    def _pace_s(self) -> float:
        """Seconds from one sample to the next."""
        looked_on_s = self._looked_on_s
        return self._interval_s if looked_on_s is None else min(self._interval_s, looked_on_s)

    def wake(self) -> None:
        """Something is to be watched from now on; cheap while the monitor does not rest."""
        if self._resting:
            self._alarm.ring()
        elif self._is_unmade:
            self.start()

    def start(self) -> bool:
        """Start sampling; ``False`` if it runs already.

        Where no thread can be made for it that is told, and tried again when it is woken.
        """
        with self._lock:
            if self._thread is not None:
                return False
            self._sample_due = 0.0
            self._alarm = self._make_alarm()
            self._last_measured = threading.Event()
            self._thread = threading.Thread(
                target=self._run, args=(self._alarm, self._last_measured), name="pem-monitor", daemon=True
            )
            try:
                self._thread.start()
            except RuntimeError:
                self._thread = None
                self._alarm.close()
                if not self._is_unmade:
                    logger.warning("Nothing is measured until another task starts: %s", NO_ROOM)
                self._is_unmade = True
            else:
                self._is_unmade = False
            return True

    def stop(self, *, wait: bool = True) -> bool:
        """Stop sampling; ``False`` if it did not run.

        ``wait`` for the thread's end, which must not be done by whoever the thread may wait for.
        """
        thread, _ = self._let_go()
        if thread is None:
            return False
        if wait and thread is not threading.current_thread():
            thread.join()
        return True

    def begin_to_stop(self) -> Callable[[], None]:
        """Measure no more; what is returned waits for the thread's end.

        The kernel takes some hundredths of a second to take back what told of pressure, in which others can
        end, too.
        """
        thread, last_measured = self._let_go()
        if thread is None:
            return lambda: None
        last_measured.wait()
        return thread.join

    def _let_go(self) -> tuple[threading.Thread | None, threading.Event]:
        """Have the thread end, if there is one; also what is set when it has measured for the last time."""
        with self._lock:
            # Once the lock is free, another thread may be started with an alarm and an event of its own.
            thread, self._thread = self._thread, None
            self._is_unmade = False
            alarm, last_measured = self._alarm, self._last_measured
        if thread is not None:
            alarm.ring()
        return thread, last_measured

    def _run(self, alarm: Alarm, last_measured: threading.Event) -> None:
        pressed = False
        try:
            while self._thread is threading.current_thread():
                has_rested = self._resting
                patience_s = self._measure(pressed=pressed)
                if has_rested and self._resting:
                    # Not sooner: who rests only until the first tasks come never needs it.
                    alarm.listen()
                pressed = alarm.wait(patience_s)
        finally:
            last_measured.set()
            alarm.close()

    def _measure(self, *, pressed: bool) -> float:
        """Measure what is due; returns for how long nothing is, in seconds."""
        started = time.monotonic()
        # Before the question, so that whoever wakes it meanwhile is heard.
        self._resting = True
        self._resting = not (busy := self._busy())
        if started >= self._sample_due:
            self._sample_due = started + self._pace_s
            self._try(lambda: self._take(self._sampler.sample(started, self._roots())), "sample")
        if busy or pressed:
            self._try(lambda: self._take_pulse(self._sampler.pulse(started, self._roots())), "pulse")
        next_look = started + (self._pulse_s if busy else REST_S)
        return max(0.0, min(next_look, self._sample_due) - time.monotonic())

    def _try(self, measure: Callable[[], None], what: str) -> None:
        try:
            measure()
        except Exception:
            # Ten times a second the same would bury everything else in the log.
            now = time.monotonic()
            if now - self._told_at.get(what, float("-inf")) >= TELL_AGAIN_S:
                self._told_at[what] = now
                logger.exception("A %s is missing", what)
