"""Shows any part of a log in a view: pages before and after what is shown, and places that were found."""

from __future__ import annotations

from collections import deque
from pathlib import Path

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.system.logs.pages import Page, line_at, page_after, page_before, start_of_last
from parallel_execution_manager.system.logs.reader import Chunk, gap_lines
from parallel_execution_manager.system.logs.search import Hit
from parallel_execution_manager.system.logs.text import LogText, readable
from parallel_execution_manager_gui.panels.log_view import MAX_LINES, LogView

# The rest of a longer line is only counted: Qt lays out a line as a whole, which takes seconds for megabytes.
LONGEST_LINE = 2_000
_FIRST_PAGES = 3


@dataclass(frozen=True, slots=True)
class _Shown:
    """A page in the view: how many lines it has there, and how many of them stand for a gap before it."""

    page: Page
    lines: int
    gap_lines: int


class LogPager:
    """While ``is_parked``, the view has pages from somewhere in the log; else it has the newest lines.

    Each method that reads raises ``OSError`` if the log cannot be read.
    """

    def __init__(self, view: LogView) -> None:
        self._view = view
        self._path: Path | None = None
        self._pages: deque[_Shown] = deque()

    @property
    def is_parked(self) -> bool:
        """Whether pages are shown."""
        return bool(self._pages)

    @property
    def is_at_start(self) -> bool:
        """Whether the first line of the log is shown."""
        return self.is_parked and self._pages[0].page.begin == 0

    def leave(self) -> None:
        """The view has the newest lines again."""
        self._pages.clear()

    def park(self, path: Path, position: int, lines: int) -> None:
        """Show pages; the first line in sight is the one ``lines`` lines before byte ``position``."""
        place = start_of_last(path, position, lines)
        self._park(path, place)
        self._view.scroll_to_line(self._line_of(place))

    def show_hit(self, path: Path, hit: Hit) -> None:
        """Show and select a place that was found."""
        if path != self._path or not any(_holds(shown.page, hit.line) for shown in self._pages):
            self._park(path, line_at(path, hit.line))
        self._view.select(*self._shown_place(hit))

    def earlier(self) -> bool:
        """Add the page before; ``False`` if there is none."""
        page = None if self._path is None else page_before(self._path, self._pages[0].page.begin)
        if page is None:
            return False
        text = self._text(page) + gap_lines(Chunk("", dropped=page.gap))
        self._view.put_before(text)
        self._pages.appendleft(_Shown(page, text.count("\n"), 0))
        while self._count() > MAX_LINES and len(self._pages) > 1:
            self._view.drop_last(self._pages.pop().lines)
        return True

    def later(self) -> bool:
        """Add the page after; ``False`` if there is none."""
        end = self._pages[-1].page.end if self._pages else None
        page = None if self._path is None or end is None else page_after(self._path, end)
        if page is None:
            return False
        self._add_after(page)
        while self._count() > MAX_LINES and len(self._pages) > 1:
            self._view.drop_first(self._pages.popleft().lines)
        return True

    def _park(self, path: Path, place: int) -> None:
        self._path = path
        self._pages.clear()
        self._view.empty()
        page = page_after(path, place)
        if page is None:
            page = page_before(path, place)
        if page is None:
            return
        self._add_after(page)
        self.earlier()
        for _ in range(_FIRST_PAGES):
            if not self.later():
                break

    def _add_after(self, page: Page) -> None:
        gap = gap_lines(Chunk("", dropped=page.gap))
        text = gap + self._text(page)
        self._view.put_after(text)
        self._pages.append(_Shown(page, text.count("\n"), gap.count("\n")))

    def _text(self, page: Page) -> str:
        lines = LogText(LONGEST_LINE, self._view.marks)
        text = lines.shown(Chunk(page.text)) + lines.rest()
        return text if text.endswith("\n") else f"{text}\n"

    def _count(self) -> int:
        return sum(shown.lines for shown in self._pages)

    def _line_of(self, place: int) -> int:
        """The number of the line in the view that begins at byte ``place``."""
        line = 0
        for shown in self._pages:
            if _holds(shown.page, place):
                before = shown.page.data[: place - shown.page.begin].decode("utf-8", "replace")
                return line + shown.gap_lines + readable(before).count("\n")
            line += shown.lines
        return line

    def _shown_place(self, hit: Hit) -> tuple[int, int, int]:
        """Line, column and length in the view; what is cut off a long line is at its end."""
        line = self._line_of(hit.line)
        data = next(
            (s.page.data[hit.line - s.page.begin :] for s in self._pages if _holds(s.page, hit.line)), b""
        )
        text = readable(data.decode("utf-8", "replace"))
        before = text[: hit.column]
        return line + before.count("\n"), min(hit.column - before.rfind("\n") - 1, LONGEST_LINE), hit.length


def _holds(page: Page, place: int) -> bool:
    return page.begin <= place < page.end
