"""PySide6 is told what it would find in sources, and reads those itself only that nobody knows."""

from __future__ import annotations

import subprocess
import sys

TELL = """
import linecache, sys
import parallel_execution_manager.runtime.manager
import parallel_execution_manager.runtime.signals
import foreign_with_qt, foreign_without
import threading
from shibokensupport.feature import pyside_feature_dict as found

print(*sorted(path.rpartition("/")[2] for path in linecache.cache if path.endswith(".py")))
for name in ("parallel_execution_manager.runtime.signals", "threading", "foreign_with_qt", "foreign_without"):
    print(name, found[name])
"""


def test_only_modules_of_others_are_read(tmp_path):
    (tmp_path / "foreign_with_qt.py").write_text("import PySide6.QtCore\n", encoding="utf-8")
    (tmp_path / "foreign_without.py").write_text("import os\n", encoding="utf-8")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{TELL}"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    read, *flags = ran.stdout.splitlines()
    assert {"foreign_with_qt.py", "foreign_without.py"} <= set(read.split())
    assert not {"signals.py", "core.py", "threading.py"} & set(read.split())
    assert flags == [
        "parallel_execution_manager.runtime.signals 0",
        "threading -1",
        "foreign_with_qt 0",
        "foreign_without -1",
    ]
