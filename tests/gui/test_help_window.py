"""The help: its pages, their links, and that nothing is fetched from anywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget

from parallel_execution_manager_gui.commands import shell_commands
from parallel_execution_manager_gui.dialogs.help_browser import HelpBrowser
from parallel_execution_manager_gui.dialogs.help_window import HelpWindow
from parallel_execution_manager_gui.help_pages import anchor, help_folder, pages, title_of
from parallel_execution_manager_gui.translation.language import Language, Translations


@pytest.fixture
def guide(window, qtbot):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    return window.findChild(HelpWindow)


@pytest.fixture
def browser(qtbot):
    """What shows the pages, without the windows around it."""
    made = HelpBrowser(help_folder())
    qtbot.addWidget(made)
    return made


def said(guide):
    return guide.findChild(QLabel, "help_said").text()


def test_f1_opens_the_user_guide_once(guide, window, qtbot):
    assert guide.isVisible()
    assert guide.text.source().fileName() == "user-guide.md"
    assert "What is where" in guide.text.toPlainText()
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window.findChildren(HelpWindow) == [guide]


def test_every_page_has_a_title_and_is_listed(guide):
    listed = guide.findChild(QListWidget, "help_pages")
    titles = [listed.item(row).text() for row in range(listed.count())]
    assert titles[0] == "User guide: the window"
    assert {"Your first queue", "Keys and menus", "Script assessment"} <= set(titles)
    assert len(titles) == len(set(titles)) == len(pages(help_folder()))


@pytest.mark.parametrize("page", [file for _, file in pages(help_folder())], ids=lambda file: file.stem)
def test_every_heading_of_a_page_is_shown_once_and_as_such(browser, page):
    browser.open_page(page)
    source = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    written = [anchor(heading) for heading in re.findall(r"^#{1,6} (.+)$", source, re.MULTILINE)]
    block, shown = browser.document().begin(), []
    while block.isValid():
        if block.blockFormat().headingLevel():
            shown.append(anchor(block.text()))
        block = block.next()
    assert shown == written


def test_every_link_of_the_guide_leads_to_a_page_or_says_that_it_is_none(guide):
    source = (help_folder() / "user-guide.md").read_text("utf-8")
    links = re.findall(r"(?<!!)\[[^\]]*\]\(([^)]+)\)", source)
    assert links
    for link in links:
        guide.text.open_page(help_folder() / "user-guide.md")
        guide.text.follow(QUrl(link))
        assert guide.text.source().fileName() == Path(link.split("#")[0]).name
        assert said(guide) == ""


def test_a_link_to_a_heading_goes_there_and_back_comes_back(guide, qtbot):
    guide.text.follow(QUrl("command-line.md#pem-why"))
    assert guide.text.textCursor().block().text() == "pem why"
    assert guide.text.verticalScrollBar().value() > 0
    listed = guide.findChild(QListWidget, "help_pages")
    assert listed.currentItem().text() == title_of(help_folder() / "command-line.md")
    guide.text.backward()
    assert guide.text.source().fileName() == "user-guide.md"


@pytest.mark.parametrize("link", ["https://example.org/x", "../README.md", "nowhere.md", "../pyproject.toml"])
def test_a_link_out_of_the_help_is_told_and_not_followed(guide, link):
    guide.text.follow(QUrl(link))
    assert guide.text.source().fileName() == "user-guide.md"
    assert said(guide) == f"Not part of the help: {link}"


def test_pictures_are_shown_no_wider_than_the_page(guide):
    kind = QTextDocument.ResourceType.ImageResource.value
    picture = guide.text.loadResource(kind, QUrl("images/window-waiting-light.png"))
    assert isinstance(picture, QImage)
    assert 0 < picture.width() <= guide.text.viewport().width()
    assert guide.text.loadResource(kind, QUrl("https://example.org/x.png")) is None


def test_words_are_found_from_the_beginning_again(guide, qtbot):
    line = guide.findChild(QLineEdit, "help_find")
    qtbot.keyClick(guide, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(line, "What is where")
    assert guide.text.textCursor().selectedText().lower() == "what is where"
    first = guide.text.textCursor().position()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert guide.text.textCursor().position() == first
    assert guide.isVisible()
    line.setText("no such words here")
    assert said(guide) == "Not in this page."


def test_an_installation_without_help_says_so(window, monkeypatch):
    def none():
        raise FileNotFoundError("resource 'docs' is missing: install the program again")

    monkeypatch.setattr(shell_commands, "help_folder", none)
    window.actions_["user_guide"].trigger()
    assert "install the program again" in window.queue_panel.notices.text


def test_headings_are_called_as_links_call_them(tmp_path):
    assert anchor("Asking a running manager") == "asking-a-running-manager"
    assert anchor("`output`: how long") == "output-how-long"
    (tmp_path / "untitled.md").write_text("no heading", encoding="utf-8")
    assert title_of(tmp_path / "untitled.md") == "untitled.md"
    assert title_of(tmp_path / "missing.md") == "missing.md"


@pytest.fixture
def german_guide(qapp, window, qtbot):
    translations = Translations(qapp)
    translations.use(Language.GERMAN)
    made = HelpWindow(help_folder(), window)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    translations.remove()


def test_a_german_window_shows_its_german_page_first_and_says_which_are_not(german_guide):
    listed = german_guide.findChild(QListWidget, "help_pages")
    assert listed.item(0).text() == "Handbuch: das Fenster"
    assert german_guide.text.source().fileName() == "fenster.md"
    assert said(german_guide) == ""
    listed.setCurrentRow(1)
    assert german_guide.text.source().fileName() == "user-guide.md"
    assert said(german_guide) == "Diese Seite gibt es nur auf Englisch."


@pytest.mark.parametrize("page", sorted((help_folder() / "de").glob("*.md")), ids=lambda file: file.stem)
def test_every_heading_of_a_translated_page_is_shown(browser, page):
    test_every_heading_of_a_page_is_shown_once_and_as_such(browser, page)
