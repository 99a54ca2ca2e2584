"""Waiting for a time, a call from another thread, a descriptor, or for the kernel to report pressure."""

from __future__ import annotations

import os
import select
import threading
from contextlib import suppress
from typing import Protocol

from parallel_execution_manager.system.processes.linux_proc import PROC

# A tenth of any two seconds. An ordinary user may only ask for windows that are a multiple of two
# seconds (kernel/sched/psi.c, psi_trigger_create).
TRIGGER = b"some 200000 2000000"


class Alarm(Protocol):
    """What a thread sleeps on. One thread waits, any thread rings."""

    def listen(self) -> None:
        """Hear pressure from now on, where that can be."""

    def wait(self, timeout_s: float) -> bool:
        """Sleep, at most so long; whether the kernel reported pressure."""

    def ring(self) -> None:
        """Wake whoever waits, or will wait next."""

    def close(self) -> None:
        """Give back what it holds; it can still be waited on and rung."""


class PlainAlarm:
    """An alarm without ears for pressure."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def listen(self) -> None:
        """Do nothing: it has no ears."""

    def wait(self, timeout_s: float) -> bool:
        """See `Alarm.wait`."""
        self._event.wait(timeout_s)
        self._event.clear()
        return False

    def ring(self) -> None:
        """See `Alarm.ring`."""
        self._event.set()

    def close(self) -> None:
        """Do nothing: it holds nothing."""


class PressureAlarm:
    """Wakes also when tasks stood still for a tenth of two seconds for want of a resource.

    Watching the counters ten times a second notices pressure sooner, in 0.12 to 0.16 s against 0.12 to
    5.8 s by these triggers; they wake a monitor that rests because nothing runs or waits. The kernel takes
    some hundredths of a second to take them back, so that whoever never rests should never listen.
    """

    def __init__(self, proc: str = PROC) -> None:
        self._proc = proc
        self._listens = False
        self._triggers: list[int] = []
        self._poll = select.poll()
        self._lock = threading.Lock()
        self._bell: int | None = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._poll.register(self._bell, select.POLLIN)

    @property
    def hears_pressure(self) -> bool:
        """Whether the kernel has accepted a trigger."""
        return bool(self._triggers)

    def listen(self) -> None:
        """See `Alarm.listen`; only by who waits. A kernel that refuses is not asked again."""
        if self._listens:
            return
        self._listens = True
        for name in ("cpu", "memory", "io"):
            if (descriptor := _trigger(self._proc, name)) is not None:
                self._triggers.append(descriptor)
                self._poll.register(descriptor, select.POLLPRI)

    def wait(self, timeout_s: float) -> bool:
        """See `Alarm.wait`."""
        pressed = False
        for descriptor, events in self._poll.poll(max(0.0, timeout_s) * 1000):
            if descriptor == self._bell:
                with suppress(BlockingIOError):
                    os.eventfd_read(descriptor)
            elif events & select.POLLERR:
                self._poll.unregister(descriptor)  # the trigger is gone, it would wake for ever
            else:
                pressed = True
        return pressed

    def ring(self) -> None:
        """See `Alarm.ring`."""
        with self._lock, suppress(BlockingIOError):
            if self._bell is not None:
                os.eventfd_write(self._bell, 1)

    def close(self) -> None:
        """See `Alarm.close`; only when nobody waits."""
        with self._lock:
            descriptors = [*self._triggers, *([self._bell] if self._bell is not None else [])]
            self._bell = None
        self._triggers.clear()
        for descriptor in descriptors:
            with suppress(KeyError):
                self._poll.unregister(descriptor)
            os.close(descriptor)


def best_alarm(proc: str = PROC) -> Alarm:
    """One that can hear pressure where the kernel reports it to this user."""
    if hasattr(os, "eventfd") and hasattr(select, "poll"):
        with suppress(OSError):
            return PressureAlarm(proc)
    return PlainAlarm()


def _trigger(proc: str, name: str) -> int | None:
    """A descriptor that reports pressure, or ``None`` if the kernel refuses."""
    try:
        descriptor = os.open(f"{proc}/pressure/{name}", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        os.write(descriptor, TRIGGER + b"\0")
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


class NewsAlarm(Protocol):
    """What a thread sleeps on that also listens for news. One thread waits, any thread rings."""

    def wait(self, timeout_s: float | None, *, listen: bool) -> None:
        """Sleep until rung, for at most so long, or until there is news if it is to ``listen``."""

    def ring(self) -> None:
        """Wake whoever waits, or will wait next."""

    def close(self) -> None:
        """Give back what it holds; only when nobody waits."""


class DeafAlarm:
    """An alarm that hears no news."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def wait(self, timeout_s: float | None, *, listen: bool) -> None:
        """See `NewsAlarm.wait`."""
        self._event.wait(timeout_s)
        self._event.clear()

    def ring(self) -> None:
        """See `NewsAlarm.ring`."""
        self._event.set()

    def close(self) -> None:
        """Do nothing: it holds nothing."""


class ListeningAlarm:
    """Sleeps in poll(2), which has a bell of its own and the descriptor."""

    def __init__(self, descriptor: int) -> None:
        self._lock = threading.Lock()
        self._bell: int | None = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._deaf, self._hearing = select.poll(), select.poll()
        self._deaf.register(self._bell, select.POLLIN)
        self._hearing.register(self._bell, select.POLLIN)
        self._hearing.register(descriptor, select.POLLIN)

    def wait(self, timeout_s: float | None, *, listen: bool) -> None:
        """See `NewsAlarm.wait`."""
        poll = self._hearing if listen else self._deaf
        poll.poll(None if timeout_s is None else max(0.0, timeout_s) * 1000)
        with suppress(BlockingIOError):
            if self._bell is not None:
                os.eventfd_read(self._bell)

    def ring(self) -> None:
        """See `NewsAlarm.ring`."""
        with self._lock, suppress(BlockingIOError):
            if self._bell is not None:
                os.eventfd_write(self._bell, 1)

    def close(self) -> None:
        """See `NewsAlarm.close`."""
        with self._lock:
            if self._bell is not None:
                os.close(self._bell)
            self._bell = None


def news_alarm(descriptor: int | None) -> NewsAlarm:
    """One that listens where there is something to listen to."""
    if descriptor is None or not hasattr(os, "eventfd"):
        return DeafAlarm()
    return ListeningAlarm(descriptor)
