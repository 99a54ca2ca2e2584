"""A small window with a counter, for the GUI-testing role."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget


class CounterWindow(QWidget):
    """Counts how often its button was pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Counter")
        self._count = 0
        self._label = QLabel("Not pressed yet")
        self._label.setObjectName("count_label")
        button = QPushButton("Count")
        button.setObjectName("count_button")
        button.setAccessibleName("Count")
        button.clicked.connect(self.count)
        layout = QVBoxLayout(self)
        layout.addWidget(self._label)
        layout.addWidget(button)

    def count(self) -> None:
        """Add one and show it."""
        self._count += 1
        self._label.setText(f"Pressed {self._count} times")


def main() -> int:
    """Show the window until it is closed."""
    application = QApplication(sys.argv)
    window = CounterWindow()
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
