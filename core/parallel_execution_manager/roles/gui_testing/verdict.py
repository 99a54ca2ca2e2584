"""What a GUI test comes to: findings from the record and the exit of the process, and the report."""

from __future__ import annotations

import re
import signal
from collections import Counter
from collections.abc import Iterable, Iterator

from parallel_execution_manager.roles.gui_testing.record import Phase, Place, Record, SeenWindow, is_library
from parallel_execution_manager.roles.gui_testing.watcher import HANG_CODE
from parallel_execution_manager.roles.reports import plain, table
from parallel_execution_manager.roles.results import Finding
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

# The offscreen platform has no window manager and perhaps no fonts: no fault of the script.
_OF_THE_PLATFORM = re.compile(r"This plugin does not support |QFontDatabase: Cannot find font directory")
_MOST_UNNAMED = 20


@dataclass(frozen=True, slots=True)
class Ending:
    """How the probe's process ended: its exit code, and whether the worker had to end it.

    ``crash`` is what the interpreter wrote about its stacks when it was killed by a signal.
    """

    code: int
    was_stuck: bool = False
    was_stopped: bool = False
    crash: str = ""


def findings(record: Record | None, ending: Ending) -> list[Finding]:
    """All that a person should know, errors first; a test with an error has failed."""
    found: list[Finding] = []
    if record is None:
        found += [_error(f"The probe could not be started ({_end(ending)}); see output.log")]
    else:
        found += [*_of_end(record, ending), *_of_script(record, ending), *_of_closing(record)]
        found += [*_of_windows(record), *_of_stalls(record), *_of_messages(record)]
    order = ("error", "warning", "note")
    return sorted(found, key=lambda finding: order.index(finding.level))


def _of_end(record: Record, ending: Ending) -> Iterator[Finding]:
    """How the process ended, where it did not end by itself as it should."""
    if ending.was_stopped:
        yield _error("The test was stopped from outside before it was through")
    elif ending.was_stuck:
        where = _line_of_crash(ending.crash)
        yield _error(f"The process hung inside a call that lets no Python code run{where}; it was killed")
    elif record.hang_at:
        where = (
            f"its main thread was at {_told(record.hang)}" if record.hang else "no Python code was running"
        )
        yield _error(f"It hung when it should {record.hang_at}; {where}", record.hang)
    elif ending.code < 0:
        yield _error(f"It crashed: {_end(ending)}{_line_of_crash(ending.crash)}; see crash.txt")
    elif not record.script_ended:
        yield _ended_inside(record, ending.code)


def _ended_inside(record: Record, code: int) -> Finding:
    what = f"It left the process with exit code {code} (sys.exit or os._exit in a slot)"
    if record.phase is Phase.CLOSING and code == 0:
        return Finding("warning", f"{what} when its windows were closed; let the event loop return instead")
    return _error(f"{what} before its windows were closed; let the event loop return instead")


def _of_script(record: Record, ending: Ending) -> Iterator[Finding]:
    """What the script itself did, up to how it ended."""
    for error in record.errors:
        yield _error(f"Uncaught exception in {error.where}: {error.text}", error.place)
    if record.no_window:
        yield _error(_no_window(record))
    if not record.script_ended:
        return
    if record.script_code and not record.errors:
        yield _error(f"The script ended with exit code {record.script_code}")
    elif ending.code >= 0 and ending.code not in (record.script_code, HANG_CODE):
        yield _error(f"The script ended with exit code {record.script_code}, its process with {_end(ending)}")
    if not (record.windows or record.errors or record.no_window):
        yield _error(_nothing_shown(record))
    for name in record.threads_left:
        yield Finding(
            "warning", f"Thread {name!r} still ran when the script was through; it kept the process"
        )


def _no_window(record: Record) -> str:
    if record.application in ("QGuiApplication", "QCoreApplication"):
        made = f"it made a {record.application}, and only Qt Widgets are looked at"
        return f"It showed no window in time: {made}"
    return "It showed no window in time, although its event loop was running"


def _nothing_shown(record: Record) -> str:
    if not record.application:
        return "It made no QApplication and showed nothing; is it a PySide6 script?"
    if record.first_shown_s is not None:
        return (
            "It quit by itself before its windows had settled and could be looked at; make settle_s shorter"
        )
    if record.loop_entered:
        return "Its event loop ended before any window was shown"
    return "It made a QApplication but never ran an event loop; call QApplication.exec() at its end"


def _of_closing(record: Record) -> Iterator[Finding]:
    for title in record.refused_to_close:
        yield _error(f"Window {title!r} did not close when it was asked to")
    if record.forced_to_quit:
        yield _error("Its event loop went on after its last window was closed and had to be ended by force")


def _of_windows(record: Record) -> Iterator[Finding]:
    if _showed_only_splashes(record) and not record.hang_at:
        yield _error("It showed nothing but a splash screen")
    if record.unshown:
        yield _error(f"It kept opening windows: {record.unshown} more than were looked at")
    for window in record.windows:
        if record.loop_entered:
            yield from _of_early_dialog(window)
        yield from _of_window(window)


def _showed_only_splashes(record: Record) -> bool:
    return bool(record.windows) and all(window.is_splash for window in record.windows)


def _of_early_dialog(window: SeenWindow) -> Iterator[Finding]:
    if window.is_modal and window.before_loop:
        message = f"The modal dialog {_name(window)!r} held the script up before its event loop"
        yield Finding("warning", message)


def _of_window(window: SeenWindow) -> Iterator[Finding]:
    name = _name(window)
    if not window.shot:
        yield Finding("warning", f"No picture of window {name!r} could be taken or stored")
    if not window.title and not window.is_splash:
        yield Finding("warning", f"A window ({window.kind}) has no title")
    if window.is_blank:
        yield Finding("warning", f"Window {name!r} is blank: all of it has one colour")
    for locator in window.unnamed[:_MOST_UNNAMED]:
        yield Finding("note", f"In window {name!r} a control has neither text nor accessible name: {locator}")
    more = len(window.unnamed) - _MOST_UNNAMED
    if more > 0:
        yield Finding(
            "note", f"In window {name!r} {more} more controls have neither text nor accessible name"
        )


def _name(window: SeenWindow) -> str:
    return window.title or window.kind


def _of_stalls(record: Record) -> Iterator[Finding]:
    for stall in record.stalls:
        what = f"The window did not react for {stall.milliseconds} ms"
        if stall.place is None:
            yield Finding("note", f"{what}; no Python code was running")
        else:
            yield _at(Finding("warning", f"{what}, held up by {_told(stall.place)}"), stall.place)


def _of_messages(record: Record) -> Iterator[Finding]:
    for text, count in Counter(record.messages).items():
        times = f" ({count} times)" if count > 1 else ""
        level = "note" if _OF_THE_PLATFORM.match(text) else "warning"
        yield Finding(level, f"Qt says: {text}{times}")


def _error(message: str, place: Place | None = None) -> Finding:
    return _at(Finding("error", message), place)


def _at(finding: Finding, place: Place | None) -> Finding:
    if place is None:
        return finding
    return Finding(finding.level, finding.message, place.path, place.line)


def _told(place: Place) -> str:
    return f"{place.path}:{place.line} ({place.function})"


def _end(ending: Ending) -> str:
    if ending.code >= 0:
        return f"exit code {ending.code}"
    known = {number.value: number.name for number in signal.Signals}
    return f"signal {-ending.code} {known.get(-ending.code, '')}".rstrip()


def _line_of_crash(crash: str) -> str:
    """The innermost line of the script in the stack that faulthandler wrote, else of a library."""
    _, _, current = crash.partition("Current thread")
    stack = current.partition("\n\n")[0]
    lines = re.findall(r'File "([^"]+)", line (\d+) in ([^\n]+)', stack)
    best = next((line for line in lines if not is_library(line[0])), lines[0] if lines else None)
    return f" at {best[0]}:{best[1]} ({best[2]})" if best else ""


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
