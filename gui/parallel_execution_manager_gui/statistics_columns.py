"""The columns of the statistics of roles and of kinds of tasks. No widgets in here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QT_TRANSLATE_NOOP

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.system.storage.history import RunStatistics
from parallel_execution_manager_gui.formatting import duration, percent
from parallel_execution_manager_gui.translation.told import count

CONTEXT = "StatisticsColumns"


@dataclass(frozen=True, slots=True)
class StatisticsColumn:
    """One column; ``value`` is what it is sorted by, ``None`` last."""

    title: object
    width: int
    tip: object
    text: Callable[[RunStatistics], str]
    value: Callable[[RunStatistics], float | None]


COLUMNS = (
    StatisticsColumn(
        QT_TRANSLATE_NOOP("StatisticsColumns", "Runs"),
        56,
        QT_TRANSLATE_NOOP("StatisticsColumns", "How many tasks have ended, however they did"),
        lambda row: count(row.count),
        lambda row: row.count,
    ),
    StatisticsColumn(
        QT_TRANSLATE_NOOP("StatisticsColumns", "Failed"),
        56,
        QT_TRANSLATE_NOOP("StatisticsColumns", "Failed, timed out or lost"),
        lambda row: count(row.failed),
        lambda row: row.failed,
    ),
    StatisticsColumn(
        QT_TRANSLATE_NOOP("StatisticsColumns", "Failed %"),
        56,
        QT_TRANSLATE_NOOP("StatisticsColumns", "Share of failed ones among those that were not cancelled"),
        lambda row: percent(row.failed_percent),
        lambda row: row.failed_percent,
    ),
    StatisticsColumn(
        QT_TRANSLATE_NOOP("StatisticsColumns", "Cancelled"),
        60,
        QT_TRANSLATE_NOOP("StatisticsColumns", "Cancelled by the operator, or with what they came after"),
        lambda row: count(row.cancelled),
        lambda row: row.cancelled,
    ),
    StatisticsColumn(
        QT_TRANSLATE_NOOP("StatisticsColumns", "Median"),
        64,
        QT_TRANSLATE_NOOP("StatisticsColumns", "Half of the runs took no longer than this"),
        lambda row: duration(row.median_s),
        lambda row: row.median_s,
    ),
    StatisticsColumn(
        QT_TRANSLATE_NOOP("StatisticsColumns", "95 %"),
        64,
        QT_TRANSLATE_NOOP("StatisticsColumns", "95 of 100 runs took no longer than this"),
        lambda row: duration(row.p95_s),
        lambda row: row.p95_s,
    ),
    StatisticsColumn(
        QT_TRANSLATE_NOOP("StatisticsColumns", "Waited, throttled"),
        110,
        QT_TRANSLATE_NOOP(
            "StatisticsColumns", "How long tasks waited in all because their role was throttled"
        ),
        lambda row: duration(row.throttled_s),
        lambda row: row.throttled_s,
    ),
    StatisticsColumn(
        QT_TRANSLATE_NOOP("StatisticsColumns", "Suspended"),
        56,
        QT_TRANSLATE_NOOP("StatisticsColumns", "How long running tasks stood still in all"),
        lambda row: duration(row.suspended_s),
        lambda row: row.suspended_s,
    ),
)
