"""The window speaks German as well as English, and foreign text stays what it is."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMenu, QWidget

from parallel_execution_manager.scheduling.admission.estimates import Estimate, Source
from parallel_execution_manager.scheduling.model.checks import Check, CheckKind, Reason, ReasonKind
from parallel_execution_manager.scheduling.model.levels import RESOURCES, Rung
from parallel_execution_manager.scheduling.model.rows import JournalEntry
from parallel_execution_manager.scheduling.model.task import Requirement
from parallel_execution_manager.scheduling.model.wording import describe
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.dialogs import common_fields
from parallel_execution_manager_gui.dialogs.field_editors import make_editor
from parallel_execution_manager_gui.dialogs.questions import CountedQuestions
from parallel_execution_manager_gui.dialogs.settings_dialog import SettingsDialog
from parallel_execution_manager_gui.dialogs.suggestion import Suggestion
from parallel_execution_manager_gui.dialogs.task_dialog import TaskDialog
from parallel_execution_manager_gui.graphs.event_words import detail_of
from parallel_execution_manager_gui.main_window import MainWindow
from parallel_execution_manager_gui.models.filter_query import parse
from parallel_execution_manager_gui.reasons import link_in
from parallel_execution_manager_gui.scene_manager import SceneManager
from parallel_execution_manager_gui.theme import Theme
from parallel_execution_manager_gui.translation.ends import ENDS
from parallel_execution_manager_gui.translation.language import Language, Translations, chosen, code_of
from parallel_execution_manager_gui.translation.sentences import SENTENCES
from parallel_execution_manager_gui.translation.told import (
    local,
    plain,
    shown,
    told,
    told_end,
    told_fact,
    told_problem,
)
from parallel_execution_manager_gui.window_options import APPEARANCE, WindowKey
from parallel_execution_manager_gui.window_settings import put_broken_aside
from parallel_execution_manager_gui.wishes import Wishes
from tests.gui.seen_texts import texts_of

CATALOGUE = Path(__file__).parents[2] / "resources" / "translations" / "pem_de.ts"
LETTERS = 3
"""A text with fewer letters is a sign or a unit."""


def catalogue() -> list[tuple[str, str]]:
    """Each English text with its German one, as far as neither counts anything."""
    messages = ET.parse(CATALOGUE).getroot().iter("message")  # noqa: S314 - a file of this checkout
    return [(each.findtext("source") or "", each.findtext("translation") or "") for each in messages]


@pytest.fixture
def german_window(german, window: MainWindow) -> MainWindow:
    """The window with the scene, made while German was spoken."""
    return window


def said(root: QWidget) -> set[str]:
    return {text for _, text in texts_of(root) if sum(map(str.isalpha, text)) >= LETTERS}


def foreign() -> set[str]:
    """What tasks, programs and folders brought along."""
    found = {"/home/ada", "Parallel Execution Manager", "compare-seeds", "bash (process"}
    for view in scene.tasks():
        found |= {view.spec.name, view.id, view.detail.replace("'", "&#x27;"), view.detail}
    return found - {""}


def left_in_english(window: MainWindow, german: set[str]) -> list[str]:
    # A language is called in its own words.
    english = {source for source, translation in catalogue() if source != translation} - {"English"}
    allowed = foreign()
    own = {text for text in german if not any(part in text for part in allowed)}
    return sorted(own & english)


def test_the_german_window_says_nothing_that_the_catalogue_has_in_english(german_window):
    assert left_in_english(german_window, said(german_window)) == []


def test_what_both_languages_say_alike_is_foreign_or_spelled_alike(qtbot, window, theme, settings, qapp):
    before = said(window)
    translations = Translations(qapp)
    translations.use(Language.GERMAN)
    try:
        wishes = Wishes(SceneManager(Path(settings.fileName()).parent), lambda: None)
        other = MainWindow(wishes, theme, settings, lambda: scene.NOW + 0.4)
        other.later.complete()
        other.show_snapshot(scene.snapshot())
        alike = {source for source, translation in catalogue() if source == translation}
        allowed = (*foreign(), "GiB", "MiB")
        after = said(other)
        other.show_snapshot(scene.empty_snapshot())
        other.close()
        other.deleteLater()
    finally:
        translations.remove()
    assert len(after) > 200
    same = {text for text in before & after if not any(part in text for part in allowed)} - alike
    # The newest access to a file is told with the words of the watch over files.
    assert same == set()


def test_dialogs_are_german(german_window, qtbot):
    german_window.actions_["settings"].trigger()
    settings = german_window.findChild(SettingsDialog)
    german_window.actions_["add_task"].trigger()
    task = german_window.findChild(TaskDialog)
    texts = said(settings) | said(task)
    settings.close()
    task.close()
    assert "Farbschema" in texts
    assert left_in_english(german_window, texts) == []


def test_where_a_suggested_need_comes_from_is_german(german, qtbot):
    estimate = Estimate(Requirement(0.8, 640.0), Source.OWN, runs=12)
    row = Suggestion(lambda: estimate)
    qtbot.addWidget(row)
    assert any("gemessen in 12 Läufen derselben Arbeit" in text for text in said(row))


def test_every_menu_has_each_key_once(german_window):
    for menu in german_window.menuBar().findChildren(QMenu):
        keys = [key_of(action.text()) for action in menu.actions() if key_of(action.text())]
        assert sorted(keys) == sorted(set(keys)), f"{menu.objectName()}: {keys}"


def key_of(text: str) -> str:
    _, mark, rest = text.replace("&&", "").partition("&")
    return rest[:1].casefold() if mark else ""


CHECKS = [
    Check(kind, ok=ok, blocker="“fit”", path="/data/plan.toml", measured=6.0, need=2.0, limit=7.0)
    for kind in CheckKind
    for ok in (False, True)
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: f"{check.kind.value}-{check.ok}")
def test_every_check_of_the_core_is_told_in_german(german, check):
    english = describe(check)
    words = set(told(english).replace(",", " ").split())
    assert told(english) != english
    assert not words & {"the", "is", "by", "not", "needed", "of", "held", "since", "run", "after", "its"}


@pytest.mark.parametrize("kind", ReasonKind)
@pytest.mark.parametrize("resource", RESOURCES)
def test_why_a_role_is_held_back_or_let_go_is_told_in_german(german, resource, kind):
    rung = Rung.SUSPENDED if kind is ReasonKind.OVER_LIMIT else Rung.FREE
    reason = Reason(resource, 97.0 if rung else 40.0, 85.0, 75.0, 0.0, 20.0, kind, rung, until=1800.0)
    words = set(told(str(reason)).replace(",", " ").replace(":", " ").replace(";", " ").split())
    assert not words & {"memory", "disk", "pressure", "over", "below", "for", "of", "what", "may", "resumes"}


def test_every_sentence_of_the_core_can_be_told(german):
    assert [each for each in SENTENCES if told(each.replace("{", "").replace("}", "")) == each] == []


def test_a_sentence_within_a_sentence_is_told_too_and_names_stay(german):
    english = "plan.toml held by “needed by the run”, since 21:17"
    german_words = told(english)
    assert german_words == "plan.toml wird von „needed by the run“ gehalten, seit 21:17"
    place, length = link_in(german_words, "needed by the run")
    assert german_words[place : place + length] == "needed by the run"


def test_what_a_task_says_itself_stays_as_it_is(german_window):
    details = {view.detail for view in scene.tasks() if view.detail and view.state.is_final}
    of_the_core = {detail for detail in details if told_end(detail) != detail}
    shown_details = said(german_window)
    assert of_the_core == {"cancelled by you", "ran longer than its time limit of 600 s"}
    assert details - of_the_core <= shown_details
    assert "von Ihnen abgebrochen" in shown_details


@pytest.mark.parametrize(
    ("english", "german_words"),
    [
        ("cancelled by you", "von Ihnen abgebrochen"),
        ("exit code 3: KeyError: 'mass'", "Exit-Code 3: KeyError: 'mass'"),
        ("exit code -15: cancelled by you", "Exit-Code -15: von Ihnen abgebrochen"),
        (
            "ended by signal 9; 2 processes it left behind were ended",
            "durch Signal 9 beendet; 2 zurückgelassene Prozesse wurden beendet",
        ),
        ("not started: fit timed out", "nicht gestartet: bei fit war die Zeit um"),
        ("ran longer than its time limit of 3600 s", "lief länger als die Zeitgrenze von 3600 s"),
        (
            "stopped to be run again: memory 97 % over 85 % for 5 s: what runs is suspended",
            "gestoppt, um neu zu laufen: Speicher 97 % über 85 % seit 5 s: Laufendes ist angehalten",
        ),
        ("exit code of the tool: bad", "exit code of the tool: bad"),
        ("declared", "declared"),
    ],
)
def test_why_a_task_ended_is_told_and_its_own_words_stay(german, english, german_words):
    assert told_end(english) == german_words


@pytest.mark.parametrize(
    ("label", "english", "german_words"),
    [
        ("Attempts", "1 of 3, time limit 10:00", "1 von 3, Zeitgrenze 10:00"),
        ("Waited", "file 02:00, role throttled 00:40", "Datei 02:00, Rolle gedrosselt 00:40"),
        ("Files", "/a of b.csv (write)\nand 2 more", "/a of b.csv (schreibend)\nund 2 weitere"),
        (
            "Needs",
            "2.0 cores, 1.0 GiB (declared)\ndeclares other than it needs: x is 2 (3 runs of its kind)",
            "2,0 Kerne, 1,0 GiB (angegeben)\nanders angegeben als nötig: x is 2 (3 Läufe ihrer Art)",
        ),
        ("Command", "1 of 3", "1 of 3"),
    ],
)
def test_facts_about_a_task_are_told_behind_their_own_label(german, label, english, german_words):
    assert told_fact(label, english) == german_words


@pytest.mark.parametrize(
    ("written", "read"),
    [("0,5", "0.5"), ("0.5", "0.5"), ("12", "12"), ("1.000,5", "1.000,5"), ("1,0,5", "1,0,5")],
)
def test_numbers_may_be_entered_as_german_writes_them(german, written, read):
    assert plain(written) == read


@pytest.mark.parametrize(
    ("number", "written"), [("1.4 GiB", "1,4 GiB"), ("12,345.6", "12.345,6"), ("00:09", "00:09"), ("—", "—")]
)
def test_numbers_are_written_as_german_does(german, number, written):
    assert local(number) == written


def test_numbers_of_english_stay_as_they_are(qapp):
    assert (local("12,345.6"), plain("0.5"), plain("0,5")) == ("12,345.6", "0.5", "0,5")


def test_a_german_form_takes_a_comma(german, qtbot):
    editor = make_editor(common_fields.CPU_CORES, None)
    qtbot.addWidget(editor.widget)
    editor.widget.setText("0,5")
    assert editor.value() == 0.5


def test_a_german_form_refuses_a_number_that_can_be_read_in_two_ways(german, qtbot):
    editor = make_editor(common_fields.MEMORY_MB, None)
    qtbot.addWidget(editor.widget)
    editor.widget.setText("1.000")
    with pytest.raises(ValueError, match="1000.*1,000"):
        editor.value()
    for written, read in (("1.5", 1.5), ("0.125", 0.125), ("1,000", 1), ("1000", 1000)):
        editor.widget.setText(written)
        assert editor.value() == read
    editor.set_value(1.125)
    assert (editor.widget.text(), editor.value()) == ("1,125", 1.125)


def test_a_refusal_is_told_with_the_tasks_name_and_other_lines_stay(german):
    told_ = told_problem("task 'a' has ended; only a queued task can be moved\nKeyError: b", {"a": "fit"}.get)
    assert told_ == "Aufgabe „fit“ ist beendet; nur eine eingereihte lässt sich verschieben\nKeyError: b"


def test_every_end_of_the_core_can_be_told(german):
    given = {"number": "3", **{f"number_{place}": "2" for place in range(2, 6)}}
    ends = [re.sub(r"\{(\w+)\}", lambda slot: given.get(slot[1], slot[1]), each) for each in ENDS]
    assert [each for each in ends if told_end(each) == each] == []


def test_events_are_told_with_their_reasons_and_names_stay(german):
    def told_of(kind, **detail):
        return detail_of(JournalEntry(1, 0.0, "e1", kind, "fit", detail))

    ended = {"attempt": 1, "outcome": "failed", "exit_code": 2, "summary": "exit code 2: failed"}
    assert told_of("AttemptEnded", **ended) == (
        "Versuch 1, Ausgang gescheitert, Ergebnis Exit-Code 2: failed"
    )
    assert told_of("RoleThrottled", reason="role a is stopped") == "Rolle a ist gestoppt"
    assert told_of("TaskMoved", position=2) == "Platz 2"
    assert told_of("PolicyChanged", memory_pressure=[90.5, 80.0]) == (
        "Speicherdruck (Drosseln über 90,5, Fortsetzen bei 80)"
    )


def test_a_settings_file_that_cannot_be_read_is_told_in_german(german, tmp_path):
    file = tmp_path / "window.ini"
    file.write_bytes(b"\0")
    assert "keine Einstellungsdatei" in put_broken_aside(file)


def test_braces_and_marks_in_names_do_no_harm(german):
    assert told("role {0} %n & co is stopped") == "Rolle {0} %n & co ist gestoppt"


def test_english_is_left_alone(qapp):
    assert told("role a is stopped") == "role a is stopped"
    assert shown("Waiting") == "Waiting"
    assert shown("") == ""


def test_english_counts_properly(qapp):
    translations = Translations(qapp)
    translations.use(Language.ENGLISH)
    one, three = (CountedQuestions().cancel(number) for number in (1, 3))
    translations.remove()
    assert (one, three) == ("End 1 running task?", "End 3 running tasks?")


def test_the_tasks_can_be_filtered_by_the_german_word(german_window):
    assert parse("wartend").terms
    german_window.filter_box.setText("wartend")
    assert 0 < german_window.queue.rowCount() < len(scene.tasks())


def test_the_choice_is_kept_and_a_broken_one_is_the_systems(settings: QSettings):
    assert chosen(settings) is Language.SYSTEM
    settings.setValue("language", "Klingon")
    assert chosen(settings) is Language.SYSTEM
    settings.setValue("language", "Deutsch")
    assert chosen(settings) is Language.GERMAN
    assert code_of(Language.GERMAN) == "de"
    assert code_of(Language.SYSTEM) in {"de", "en"}


def test_the_language_is_chosen_in_the_view_menu(window, settings, theme: Theme):
    menu = window.menuBar().findChild(QMenu, "menu_language")
    german = next(action for action in menu.actions() if action.objectName() == "language_german")
    german.trigger()
    assert chosen(settings) is Language.GERMAN
    assert "next start" in " ".join(said(window.queue_panel.notices))
    assert german.isChecked()


def test_the_declared_languages_are_those_of_the_menu():
    field = next(field for field in APPEARANCE if field.key == WindowKey.LANGUAGE)
    assert field.choices == tuple(Language)
