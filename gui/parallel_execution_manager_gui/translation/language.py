"""Which language the window speaks: the system's, or the one that the operator chose."""

from __future__ import annotations

from enum import StrEnum, unique
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLibraryInfo, QLocale, QSettings, QTranslator

from parallel_execution_manager.system.host import resource_path

KEY: Final = "language"
CATALOGUE: Final = "pem"
"""What the names of the catalogues begin with: pem_de.qm."""


@unique
class Language(StrEnum):
    """What can be chosen; the value is the word in the menu, a language's own name for itself."""

    SYSTEM = "System"
    ENGLISH = "English"
    GERMAN = "Deutsch"


_CODE: Final = QT_TRANSLATE_NOOP("Language", "en")
CODES: Final = {Language.ENGLISH: "en", Language.GERMAN: "de"}


def chosen(settings: QSettings) -> Language:
    """What stands in the settings; the system's language if nothing usable does."""
    stored = str(settings.value(KEY, Language.SYSTEM.value))
    return Language(stored) if stored in tuple(Language) else Language.SYSTEM


def code_of(language: Language) -> str:
    """``en`` or ``de``. A system that speaks neither is answered in English."""
    if language is not Language.SYSTEM:
        return CODES[language]
    for name in QLocale.system().uiLanguages():
        code = name.replace("_", "-").split("-")[0]
        if code in CODES.values():
            return code
    return CODES[Language.ENGLISH]


def spoken() -> str:
    """The code of the language that the texts are in."""
    return QCoreApplication.translate("Language", str(_CODE))


class Translations:
    """Puts the catalogues of a language into an application, and takes them out again.

    Texts are asked for when a widget is made, so a language is to be put in before the window is.
    """

    def __init__(self, application: QCoreApplication) -> None:
        self._application = application
        self._installed: list[QTranslator] = []
        self._code = ""

    def use(self, language: Language) -> None:
        """Speak this language from now on. A catalogue that is missing leaves its texts in English."""
        code = code_of(language)
        if code == self._code:
            return
        self.remove()
        self._code = code
        ours = str(resource_path("translations"))
        qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for name, folder in ((f"qtbase_{code}", qt), (f"{CATALOGUE}_{code}", ours)):
            translator = QTranslator(self._application)
            if translator.load(name, folder):
                self._application.installTranslator(translator)
                self._installed.append(translator)
            else:
                translator.deleteLater()

    def remove(self) -> None:
        """Speak English again, as the texts stand in the source."""
        for translator in self._installed:
            self._application.removeTranslator(translator)
            translator.deleteLater()
        self._installed.clear()
        self._code = ""
