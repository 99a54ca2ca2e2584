"""Saving a bundle for whoever looks for a fault: says what will be in it, and then where it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QFontDatabase
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from parallel_execution_manager.control.diagnostics_bundle import readme
from parallel_execution_manager.control.diagnostics_file import DiagnosticsError
from parallel_execution_manager_gui.background import Background
from parallel_execution_manager_gui.plain_text import without_mnemonic
from parallel_execution_manager_gui.widgets import named, plain_label

Write = Callable[[Path], Iterator[str]]
"""Writes the bundle step by step; gives the name of each part that is collected."""
_SIZE = (720, 460)


class DiagnosticsDialog(QDialog):
    """One more click saves; the dialog stays to tell the path."""

    def __init__(self, write: Write, proposed: Path, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "diagnostics_dialog", self.tr("Save diagnostics"))
        self.setWindowTitle(self.tr("Save diagnostics"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE)
        self._write = write
        self._target = Path()
        self._work: Background[str] = Background(self._collecting, self._written, self)
        self._contents = named(QPlainTextEdit(readme()), "diagnostics_contents", self.tr("What is saved"))
        self._contents.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._contents.setReadOnly(True)
        self._contents.setTabChangesFocus(True)
        self._path = named(QLineEdit(str(proposed)), "diagnostics_path", self.tr("File"))
        self._browse = named(
            QPushButton(self.tr("Browse…")), "diagnostics_browse", self.tr("Choose the file")
        )
        self._browse.setAutoDefault(False)
        self._said = named(plain_label(), "diagnostics_said", self.tr("Result"))
        self._said.setWordWrap(True)
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = QDialogButtonBox()
        self._save = self._button("diagnostics_save", self.tr("&Save"))
        self._open = self._button("diagnostics_open", self.tr("&Open folder"))
        self._open.hide()
        self._close = self._button("diagnostics_close", self.tr("&Close"))
        self._arrange()
        self._save.clicked.connect(self.save)
        self._open.clicked.connect(self._open_folder)
        self._close.clicked.connect(self.reject)
        self._browse.clicked.connect(self._choose)
        self._save.setDefault(True)
        self._save.setFocus()

    def save(self) -> None:
        """Write the bundle, and say where it is or why it is not."""
        target = Path(self._path.text().strip()).expanduser()
        if not target.is_absolute():
            self._said.setText(self.tr("Give the whole path of a file, beginning with its folder."))
            return
        self._target = target
        self._save.setEnabled(False)
        self._browse.setEnabled(False)
        self._path.setEnabled(False)
        self._close.setFocus()
        self._work.start(self._write(target))

    def reject(self) -> None:
        """Close; what is not written yet is given up."""
        self._work.cancel()
        super().reject()

    def _collecting(self, part: str) -> None:
        self._said.setText(self.tr("Collecting {part}… Close gives it up.").format(part=part))

    def _written(self, error: Exception | None) -> None:
        self._browse.setEnabled(True)
        self._path.setEnabled(True)
        if error is None:
            self._said.setText(self.tr("Saved as {file}").format(file=self._target))
            self._open.show()
            return
        self._save.setEnabled(True)
        self._said.setText(str(error))
        if not isinstance(error, DiagnosticsError):
            # A fault of ours: the crash report has it as well.
            raise error

    def _button(self, name: str, text: str) -> QPushButton:
        button = named(QPushButton(text), name, without_mnemonic(text))
        self._buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        return button

    def _arrange(self) -> None:
        row = QHBoxLayout()
        label = plain_label(self.tr("&File:"))
        label.setBuddy(self._path)
        for widget in (label, self._path, self._browse):
            row.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.addWidget(self._contents, 1)
        layout.addLayout(row)
        layout.addWidget(self._said)
        layout.addWidget(self._buttons)

    def _choose(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Save diagnostics"),
            self._path.text(),
            self.tr("Archives (*.zip)"),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if path:
            self._path.setText(path)
            self._save.setEnabled(True)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._target.parent)))
