"""Draws the icons in the sizes that desktops want, from the drawings in ``resources/icons``.

Run by an interpreter that has Qt: ``python draw_icons.py DRAWINGS OUT``. OUT is then a tree as below
``share/icons/hicolor``, with ``parallel-execution-manager.ico`` beside it for Windows.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter  # noqa: TID251 - no part of core
from PySide6.QtSvg import QSvgRenderer

NAME = "parallel-execution-manager"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZE = 256


def main(drawings: Path, out: Path, application_id: str) -> None:
    """Draw the program's icon and that of its files."""
    application = QGuiApplication(sys.argv[:1])
    for drawing, kind, name in (
        (NAME, "apps", application_id),
        ("application-x-pemtasks", "mimetypes", "application-x-pemtasks"),
    ):
        source = drawings / f"{drawing}.svg"
        _copy(source, out / "scalable" / kind / f"{name}.svg")
        for size in SIZES:
            _draw(source, size, out / f"{size}x{size}" / kind / f"{name}.png")
    symbolic = out / "symbolic" / "apps" / f"{application_id}-symbolic.svg"
    _copy(drawings / f"{NAME}-symbolic.svg", symbolic)
    _draw(drawings / f"{NAME}.svg", ICO_SIZE, out.parent / f"{NAME}.ico")
    application.quit()


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _draw(source: Path, size: int, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    image = QImage(QSize(size, size), QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(source)).render(painter)
    painter.end()
    if not image.save(str(target)):
        raise OSError(f"{target} cannot be written: free some space or correct its permissions")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
