"""What would start a task, as the window says it: names, no keys, and what lasts is said to last."""

from __future__ import annotations

import pytest

from parallel_execution_manager.scheduling.snapshot import Action, Remedy, Verb
from parallel_execution_manager_gui.remedy_texts import remedy_text
from parallel_execution_manager_gui.translation.language import Language, Translations
from parallel_execution_manager_gui.translation.told import told

TITLES = {"gui_testing": "GUI testing"}


def said(words, verb=Verb.CONFIGURE, **arguments):
    remedy = Remedy(words, (), (Action(verb, arguments),))
    return remedy_text(remedy, {"fit-1": "fit wing"}.get, lambda name: TITLES.get(name, name))


CONFIGURED = [
    (
        "raise the limit cpu_percent to 92.5",
        "raise the CPU limit to 92.5 %",
        "die CPU-Grenze auf 92,5 % anheben",
    ),
    (
        "raise the limit disk_percent to 96 (resume at 95)",
        "raise the disk limit to 96 % (roles go on at 95 %)",
        "die Grenze des Datenträgers auf 96 % anheben (Rollen gehen bei 95 % weiter)",
    ),
    ("raise max_parallel_tasks to 5", "let 5 tasks run at a time", "5 Aufgaben zugleich laufen lassen"),
    (
        "raise max_concurrent_tasks of role gui_testing to 2",
        "let 2 tasks of role GUI testing run at a time",
        "2 Aufgaben der Rolle GUI testing zugleich laufen lassen",
    ),
    (
        "lower disk_mb of role gui_testing to 100",
        "ask for only 100 MiB of free disk space for tasks of role GUI testing",
        "für Aufgaben der Rolle GUI testing nur 100 MiB freien Platz verlangen",
    ),
]
OTHERS = [
    (
        Verb.EDIT,
        "lower cpu_cores to 0.5",
        "lower its processor cores to 0.5",
        "nur 0,5 Kerne für sie verlangen",
    ),
    (
        Verb.EDIT,
        "lower memory_mb to 512",
        "lower its memory to 512 MiB",
        "nur 512 MiB Speicher für sie verlangen",
    ),
    (
        Verb.EDIT,
        "declare what it needs, such as cpu_cores 0.5 and memory_mb 64",
        "declare what it needs, such as 0.5 cores and 64 MiB",
        "angeben, was sie braucht, etwa 0,5 Kerne und 64 MiB",
    ),
    (Verb.PAUSE, "pause role gui_testing", "pause role GUI testing", "Rolle GUI testing pausieren"),
]


@pytest.fixture
def german(qapp):
    translations = Translations(qapp)
    translations.use(Language.GERMAN)
    yield
    translations.remove()


@pytest.mark.parametrize(("words", "english", "_"), CONFIGURED)
def test_what_changes_a_setting_is_said_to_last(words, english, _):
    assert said(words) == f"{english}, for good"


@pytest.mark.parametrize(("verb", "words", "english", "_"), OTHERS)
def test_what_is_done_to_a_task_or_role_is_said_without_keys(verb, words, english, _):
    assert said(words, verb) == english


def test_several_are_said_as_one():
    remedy = Remedy(
        "cancel fit-1 and raise the limit memory_percent to 90",
        (),
        (Action(Verb.CANCEL, {"tasks": ["fit-1"]}), Action(Verb.CONFIGURE, {})),
    )
    assert remedy_text(remedy, {"fit-1": "fit wing"}.get, str) == (
        "cancel “fit wing” and raise the memory limit to 90 %, for good"
    )


@pytest.mark.parametrize(("words", "_", "words_of_german"), CONFIGURED)
def test_settings_in_german(german, words, _, words_of_german):
    assert told(said(words)) == f"{words_of_german}, und zwar dauerhaft"


@pytest.mark.parametrize(("verb", "words", "_", "words_of_german"), OTHERS)
def test_others_in_german(german, verb, words, _, words_of_german):
    assert told(said(words, verb)) == words_of_german
