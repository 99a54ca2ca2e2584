"""Which graphs there are: what each shows, in which unit, and which limit pair belongs to it."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

CONTEXT = "Graphs"


@dataclass(frozen=True, slots=True)
class Curve:
    """One line of a graph: the quantity of a sample, and its word where there are several lines."""

    quantity: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class GraphKind:
    """A graph.

    ``limit`` names the limit pair that is drawn into it, ``parts`` which number of a role's use can be shown
    in it role by role (0 cores, 1 memory); ``at_first`` is whether it is shown until somebody chooses.
    """

    id: str
    title: str
    curves: tuple[Curve, ...]
    unit: str = "%"
    limit: str = ""
    parts: int | None = None
    at_first: bool = False


_SOME, _FULL = str(QT_TRANSLATE_NOOP("Graphs", "some")), str(QT_TRANSLATE_NOOP("Graphs", "all"))

GRAPHS: tuple[GraphKind, ...] = (
    GraphKind("cpu", str(QT_TRANSLATE_NOOP("Graphs", "CPU")), (Curve("cpu"),), "%", "cpu", 0, at_first=True),
    GraphKind(
        "memory",
        str(QT_TRANSLATE_NOOP("Graphs", "Memory")),
        (Curve("memory"),),
        "%",
        "memory",
        1,
        at_first=True,
    ),
    GraphKind("disk", str(QT_TRANSLATE_NOOP("Graphs", "Disk")), (Curve("disk"),), "%", "disk", at_first=True),
    GraphKind(
        "disk_io",
        str(QT_TRANSLATE_NOOP("Graphs", "Disk I/O")),
        (
            Curve("disk_read", str(QT_TRANSLATE_NOOP("Graphs", "read"))),
            Curve("disk_write", str(QT_TRANSLATE_NOOP("Graphs", "written"))),
        ),
        "MiB/s",
    ),
    GraphKind(
        "cpu_pressure",
        str(QT_TRANSLATE_NOOP("Graphs", "CPU pressure")),
        (Curve("cpu_pressure", _SOME),),
        "%",
        "cpu_pressure",
    ),
    GraphKind(
        "memory_pressure",
        str(QT_TRANSLATE_NOOP("Graphs", "Memory pressure")),
        (Curve("memory_pressure", _FULL), Curve("memory_pressure_some", _SOME)),
        "%",
        "memory_pressure",
    ),
    GraphKind(
        "io_pressure",
        str(QT_TRANSLATE_NOOP("Graphs", "I/O pressure")),
        (Curve("io_pressure", _FULL), Curve("io_pressure_some", _SOME)),
        "%",
        "io_pressure",
    ),
)


def title_of_limit(resource: str) -> str:
    """The name of what a limit pair belongs to, in the language of the program."""
    return next(graph_text(kind.title) for kind in GRAPHS if kind.limit == resource)


def graph_text(text: str) -> str:
    """A text of the table in the language of the program."""
    return QCoreApplication.translate(CONTEXT, text)
