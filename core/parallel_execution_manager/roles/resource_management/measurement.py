"""Who uses the machine now: its memory, load and volumes, and each process on it.

Command lines hold passwords and tokens. Of one no more is shown than program and script.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from types import ModuleType

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.system.processes.linux_proc import PROC, read_stat

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ProcessUse:
    """One process: cores in use over the measuring time, resident MiB, and the task it runs for, if any."""

    pid: int
    name: str
    cpu_cores: float
    memory_mb: float
    task: str = ""

    @property
    def title(self) -> str:
        """Name and task."""
        return f"{self.name} (task {self.task})" if self.task else self.name


@dataclass(frozen=True, slots=True)
class Reading:
    """One process at one moment; ``started`` tells two processes of one pid apart."""

    pid: int
    started: float
    name: str
    cpu_s: float
    memory_mb: float


def measure_processes(read: Callable[[], Iterable[Reading]], measure_s: float) -> list[ProcessUse]:
    """Every process that lived through the measuring time, read twice with ``read``.

    Processes that end meanwhile, or that are closed to this user, are left out.
    """
    began = time.monotonic()
    before = {(reading.pid, reading.started): reading.cpu_s for reading in read()}
    time.sleep(measure_s)
    after = list(read())
    elapsed = time.monotonic() - began
    return [
        ProcessUse(
            pid=reading.pid,
            name=reading.name,
            cpu_cores=max(0.0, reading.cpu_s - before[reading.pid, reading.started]) / elapsed,
            memory_mb=reading.memory_mb,
        )
        for reading in after
        if (reading.pid, reading.started) in before
    ]


def psutil_readings(psutil: ModuleType) -> Iterator[Reading]:
    """Every process, as psutil reads it."""
    for process in psutil.process_iter():
        try:
            with process.oneshot():
                times = process.cpu_times()
                yield Reading(
                    pid=process.pid,
                    started=process.create_time(),
                    name=process.name(),
                    cpu_s=times.user + times.system,
                    memory_mb=process.memory_info().rss / MIB,
                )
        except (psutil.Error, OSError):
            continue


TASK_VARIABLE = "PEM_TASK_ID"

_PYTHON = re.compile(r"(python|pypy)[0-9.]*w?(\.exe)?", re.IGNORECASE)
_MODULE = re.compile(r"[\w.]+")
_ROLES_WORKER = re.compile(r"parallel_execution_manager\.roles\.(\w+)\.\w+")
# Short options may stand together; the first one with a value takes the rest, or else the next argument.
_VALUED_OPTION = re.compile(r"(?:-[^-mcWX]*|--check-hash-based-)([mcWX]|pycs)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Identity:
    """What the system tells of a process: its command line, and the id of its task, if any."""

    argv: Sequence[str] = ()
    task: str = ""


def identified(use: ProcessUse, look: Callable[[int], Identity]) -> ProcessUse:
    """``use`` under a name that tells it from others of the same program, with its task."""
    identity = look(use.pid)
    return replace(use, name=program_name(use.name, identity.argv), task=identity.task)


def program_name(name: str, argv: Sequence[str]) -> str:
    """The program ``name``; of Python also its script or module, of our own workers their role."""
    if not _PYTHON.fullmatch(name):
        return name
    flag, what = _python_target(iter(argv[1:]))
    worker = _ROLES_WORKER.fullmatch(what) if flag == "-m" else None
    return worker[1] if worker else " ".join(filter(None, (name, flag, what)))


def _python_target(arguments: Iterator[str]) -> tuple[str, str]:
    """``-m`` with its module, ``-c``, or the script's name, as Python reads its command line."""
    for argument in arguments:
        if argument == "-" or not argument.startswith("-"):
            return "", PurePath(argument).name
        valued = _VALUED_OPTION.fullmatch(argument)
        if valued is None:
            continue
        flag, value = valued[1], valued[2] or next(arguments, "")
        if flag == "c":
            return "-c", ""
        if flag == "m":
            return "-m", value if _MODULE.fullmatch(value) else ""
    return "", ""


def psutil_identity(psutil: ModuleType, pid: int) -> Identity:
    """As psutil tells it; what is closed to this user, or gone, stays empty."""

    def told(question: str) -> object:
        try:
            return getattr(psutil.Process(pid), question)()
        except (psutil.Error, OSError):
            return None

    argv, environment = told("cmdline"), told("environ")
    return Identity(
        tuple(argv) if isinstance(argv, list) else (),
        environment.get(TASK_VARIABLE, "") if isinstance(environment, dict) else "",
    )


def proc_readings() -> Iterator[Reading]:
    """Every process that can be read; none where there is no ``/proc``."""
    for folder in sorted(Path(PROC).glob("[0-9]*")):
        pid = int(folder.name)
        try:
            stat, name = read_stat(pid), (folder / "comm").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        if stat is not None:
            ticks = os.sysconf("SC_CLK_TCK")
            memory_mb = stat.resident_pages * os.sysconf("SC_PAGE_SIZE") / MIB
            yield Reading(pid, stat.started / ticks, name.strip(), stat.cpu_ticks / ticks, memory_mb)


def proc_identity(pid: int) -> Identity:
    """What a process is; what is closed to this user, or gone, stays empty."""
    prefix = f"{TASK_VARIABLE}="
    tasks = (text.removeprefix(prefix) for text in _texts(pid, "environ") if text.startswith(prefix))
    return Identity(_texts(pid, "cmdline"), next(tasks, ""))


def _texts(pid: int, file: str) -> tuple[str, ...]:
    try:
        data = Path(PROC, str(pid), file).read_bytes()
    except OSError:
        return ()
    return tuple(os.fsdecode(data).removesuffix("\0").split("\0")) if data else ()


def proc_memory() -> dict[str, float]:
    """The MiB of ``/proc/meminfo`` by name, such as ``MemTotal``; empty where there is none."""
    try:
        lines = Path(PROC, "meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return {}
    pairs = (line.split(":", 1) for line in lines if line.endswith(" kB"))
    return {name: int(value.removesuffix(" kB")) / 1024 for name, value in pairs}


@dataclass(frozen=True, slots=True)
class Volume:
    """A disk volume; ``percent`` is how full it is for ordinary users."""

    path: str
    total_mb: float
    free_mb: float
    percent: float


@dataclass(frozen=True, slots=True)
class Machine:
    """What there is and what is in use, in MiB; ``None`` where it could not be measured.

    ``load`` is the average number of processes that want to run, over 1, 5 and 15 minutes.
    """

    cores: int
    memory_mb: float | None
    memory_available_mb: float | None
    swap_mb: float | None
    swap_used_mb: float | None
    load: tuple[float, float, float] | None
    volumes: tuple[Volume, ...]
    estimated: bool


def measure_machine(folders: Iterable[Path], psutil: ModuleType | None) -> Machine:
    """The machine now; ``folders`` are places whose volumes are of interest besides those mounted."""
    memory, available, swap, swap_used = _psutil_memory(psutil) if psutil else _proc_memory()
    mounted = [Path(part.mountpoint) for part in psutil.disk_partitions(all=False)] if psutil else []
    return Machine(
        cores=_usable_cores(),
        memory_mb=memory,
        memory_available_mb=available,
        swap_mb=swap,
        swap_used_mb=swap_used,
        load=os.getloadavg() if hasattr(os, "getloadavg") else None,
        volumes=measure_volumes([*mounted, *folders]),
        estimated=psutil is None,
    )


def _usable_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


Memory = tuple[float | None, float | None, float | None, float | None]


def _psutil_memory(psutil: ModuleType) -> Memory:
    memory, swap = psutil.virtual_memory(), psutil.swap_memory()
    return memory.total / MIB, memory.available / MIB, swap.total / MIB, swap.used / MIB


def _proc_memory() -> Memory:
    known = proc_memory()
    swap, free = known.get("SwapTotal"), known.get("SwapFree")
    used = None if swap is None or free is None else swap - free
    return known.get("MemTotal"), known.get("MemAvailable"), swap, used


def measure_volumes(folders: Iterable[Path]) -> tuple[Volume, ...]:
    """The volumes that the folders are on, each once, under the first folder that names it."""
    volumes: dict[int, Volume] = {}
    for folder in folders:
        try:
            device, usage = folder.stat().st_dev, shutil.disk_usage(folder)
        except OSError:
            continue
        if usage.total and device not in volumes:
            percent = 100 * usage.used / (usage.used + usage.free)
            volumes[device] = Volume(str(folder), usage.total / MIB, usage.free / MIB, percent)
    return tuple(volumes.values())
