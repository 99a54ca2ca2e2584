"""Shows a page of the documentation with its pictures and follows its links, all from the disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QImage, QResizeEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from parallel_execution_manager_gui.help_pages import anchor, is_inside
from parallel_execution_manager_gui.widgets import named

_AROUND_PICTURE = 48


class HelpBrowser(QTextBrowser):
    """Goes nowhere but to pages of its folder; ``refused`` says where a link would have led."""

    refused = Signal(str)

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "help_text", self.tr("Page of the help"))
        self._folder = folder
        self.setOpenLinks(False)
        # One that comes while a page is read would change the width, and the page would be read into itself.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setSearchPaths([str(folder)])
        self.anchorClicked.connect(self.follow)

    def open_page(self, file: Path) -> None:
        """Show a page from its beginning."""
        self.follow(QUrl.fromLocalFile(str(file)))

    def follow(self, link: QUrl) -> None:
        """Go where a link leads, if that is a place of the help."""
        target = self.source().resolved(link)
        page = _without_place(target)
        if not target.isLocalFile() or not self._is_page(Path(target.toLocalFile())):
            self.refused.emit(link.toString())
            return
        if page != _without_place(self.source()):
            self.setSource(page, QTextDocument.ResourceType.MarkdownResource)
        if target.fragment():
            self._go_to(target.fragment())

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Read from the disk only; pictures are made no wider than the page."""
        if not self.source().resolved(QUrl(name)).isLocalFile():
            return None
        loaded = super().loadResource(kind, name)
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return loaded
        picture = QImage.fromData(loaded) if loaded else QImage()
        most = max(200, self.viewport().width() - _AROUND_PICTURE)
        if picture.width() <= most:
            return picture
        return picture.scaledToWidth(most, Qt.TransformationMode.SmoothTransformation)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the pictures anew for another width."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width() and self.source().isValid():
            place = self.verticalScrollBar().value()
            self.reload()
            self.verticalScrollBar().setValue(place)

    def _is_page(self, file: Path) -> bool:
        return file.suffix == ".md" and file.is_file() and is_inside(file, self._folder)

    def _go_to(self, fragment: str) -> None:
        """Headings of Markdown have no anchors in Qt, so they are searched by their text."""
        block = self.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and anchor(block.text()) == fragment:
                self.setTextCursor(QTextCursor(block))
                top = self.document().documentLayout().blockBoundingRect(block).top()
                self.verticalScrollBar().setValue(int(top))
                return
            block = block.next()


def _without_place(link: QUrl) -> QUrl:
    whole = QUrl(link)
    whole.setFragment("")
    return whole
