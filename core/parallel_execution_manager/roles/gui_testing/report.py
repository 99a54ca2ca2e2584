"""``report.md`` of a GUI test: outcome, findings, windows with their pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parallel_execution_manager.roles.gui_testing.record import Record, SeenWindow
from parallel_execution_manager.roles.markdown import plain, table
from parallel_execution_manager.roles.result_model import Finding


def gui_report(target: str, headline: str, record: Record | None, findings: Iterable[Finding]) -> str:
    """The readable report of a test of ``target``."""
    lines = [f"# GUI test of {plain(target)}", "", plain(headline), ""]
    lines += _findings(list(findings))
    if record is not None:
        lines += _figures(record)
        for number, window in enumerate(record.windows, start=1):
            lines += _window(number, window)
    return "\n".join(lines)


def _findings(findings: list[Finding]) -> list[str]:
    if not findings:
        return ["There are no findings.", ""]
    rows = [(f.level, f.message, f"{f.path}:{f.line}" if f.path else "") for f in findings]
    return ["## Findings", "", *table(("Level", "What", "Where"), rows)]


def _figures(record: Record) -> Iterator[str]:
    shown = "" if record.first_shown_s is None else f"{record.first_shown_s:.2f} s"
    yield "## Figures"
    yield ""
    yield from table(
        ("Figure", "Value"),
        [
            ("Platform", f"{record.binding}, {record.platform}"),
            ("Time to the first window", shown or "none was shown"),
            ("Windows", len(record.windows)),
            ("Widgets", sum(window.widgets for window in record.windows)),
            ("Stalls of the event loop", len(record.stalls)),
            ("Longest stall", f"{max((stall.milliseconds for stall in record.stalls), default=0)} ms"),
        ],
    )


def _window(number: int, window: SeenWindow) -> list[str]:
    width, height = window.size
    about = f"{window.kind}, {width} x {height}, {window.widgets} widgets"
    picture = [f"![Window {number}]({window.shot})", ""] if window.shot else []
    return [f"## Window {number}: {plain(window.title or window.kind)}", "", plain(about), "", *picture]
