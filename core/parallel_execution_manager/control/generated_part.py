"""The part of a page that is made from declarations, between two lines that nobody sees."""

from __future__ import annotations

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass


class PageError(Exception):
    """A page has no place for its generated part; the message names the page and the way out."""


@dataclass(frozen=True, slots=True)
class GeneratedPart:
    """A page, by its path below the source tree, the part's name in its markers, and what stands there."""

    page: str
    name: str
    text: str

    @property
    def begin(self) -> str:
        """The line before it."""
        return f"<!-- {self.name}: generated, do not edit -->"

    @property
    def end(self) -> str:
        """The line behind it."""
        return f"<!-- {self.name}: end -->"

    def put_into(self, page: str) -> str:
        """The page's text with this part in its place; the rest is as people wrote it.

        Raises:
            PageError: the page has lost its markers.
        """
        before, begin, rest = page.partition(self.begin)
        _, end, after = rest.partition(self.end)
        if not begin or not end:
            raise PageError(f"{self.page} lacks the lines {self.begin!r} and {self.end!r}; put them back")
        return f"{before}{begin}\n\n{self.text}\n{end}{after}"
