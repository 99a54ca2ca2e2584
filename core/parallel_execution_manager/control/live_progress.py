"""The live view of a queue on a terminal: one bar, the machine, what runs, what was decided last."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from parallel_execution_manager.control.progress import change_line
from parallel_execution_manager.control.tally import Change, Tally, task_subject
from parallel_execution_manager.control.wording import duration, percent
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.model.wording import describe_mb
from parallel_execution_manager.scheduling.snapshot import TaskView

DECISIONS_SHOWN = 3
WAITING_SHOWN = 3
LINES_BESIDE_TASKS = 5
WIDE = 72
NUMBER_WIDTH = 8
BAR_WIDTH = 60


class LiveProgress:
    """Redraws a few lines in place; failures and other bad news are printed above them and stay."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live = Live(console=console, auto_refresh=False, transient=True, vertical_overflow="crop")

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self._live.stop()

    def show(self, tally: Tally, changes: Sequence[Change]) -> None:
        """Print the bad news, then draw the new state."""
        for change in changes:
            if change.bad:
                self._console.print(Text(change_line(change, tally), style="yellow"))
        self._live.update(frame(tally, self._console.width, self._console.height), refresh=True)

    def say(self, line: str) -> None:
        """Print a line above the view."""
        self._console.print(Text(line))


def frame(tally: Tally, width: int, height: int) -> RenderableType:
    """The whole view for a terminal of ``width`` columns and ``height`` lines."""
    waiting = [Text(f"  {who}: {why}", style="dim") for who, why in tally.waiting()[:WAITING_SHOWN]]
    decisions = [Text(change_line(change, tally), style="dim") for change in tally.latest(DECISIONS_SHOWN)]
    room = max(height - LINES_BESIDE_TASKS - len(waiting) - len(decisions), 1)
    parts = [*_head(tally, width), _machine(tally), *_running(tally, width, room), *waiting, *decisions]
    for part in parts:
        if isinstance(part, Text):
            part.no_wrap, part.overflow = True, "ellipsis"
    return Group(*parts)


def _head(tally: Tally, width: int) -> list[RenderableType]:
    """How far it is: a bar as wide as a narrow terminal, and the counts."""
    line = Table.grid()
    line.add_row(ProgressBar(total=max(tally.total, 1), completed=tally.ended, width=min(width, BAR_WIDTH)))
    far = f"{tally.ended:,}/{tally.total:,} ended, {duration(tally.now - tally.start)}"
    return [line, Text(f"{far}: {tally.counts_in_words()}")]


def _machine(tally: Tally) -> Text:
    sample = tally.sample
    if sample is None:
        return Text("measuring the machine …", style="dim")
    numbers = (
        f"CPU {percent(sample.cpu_percent)} · memory {percent(sample.memory_percent)} · "
        f"disk {percent(sample.disk_percent)}"
    )
    return Text(f"{numbers} (estimated)" if sample.estimated else numbers, style="cyan")


def _running(tally: Tally, width: int, room: int) -> list[RenderableType]:
    """The tasks that run, longest first, in at most ``room`` lines."""
    live = sorted(tally.live.values(), key=lambda view: (view.started_at is None, view.started_at or 0.0))
    if not live:
        return []
    shown = live if len(live) <= room else live[: room - 1]
    wide = width >= WIDE
    table = Table.grid(padding=(0, 2), expand=wide)
    name_width = None if wide else max(width - NUMBER_WIDTH - 2 * 2, 1)
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=1 if wide else None, max_width=name_width)
    for _ in range(3 if wide else 1):
        table.add_column(no_wrap=True, justify="right", min_width=NUMBER_WIDTH)
    for view in shown:
        table.add_row(*_task_cells(view, tally, width))
    parts: list[RenderableType] = [table]
    if len(shown) < len(live):
        parts.append(Text(f"… and {len(live) - len(shown):,} more", style="dim"))
    return parts


def _task_cells(view: TaskView, tally: Tally, width: int) -> list[Text]:
    since = "" if view.started_at is None else duration(tally.now - view.started_at)
    if view.state is TaskState.SUSPENDED:
        since = f"suspended, {since}"
    name = Text(f"  {task_subject(view)}")
    if width < WIDE:
        return [name, Text(since)]
    usage = view.usage
    cores = f"{usage.cpu_cores:.2f} cores" if usage else ""
    return [name, Text(since), Text(cores), Text(describe_mb(usage.memory_mb) if usage else "")]
