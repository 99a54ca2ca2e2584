"""What a manager imports before PySide6 is most of it, and free of it."""

from __future__ import annotations

import subprocess
import sys

TELL = """
import sys

def ours():
    return sum(name.startswith("parallel_execution_manager") for name in sys.modules)

class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == "PySide6" and not before:
            before.append(ours())

before = []
sys.meta_path.insert(0, Finder)
import parallel_execution_manager.runtime.manager
print(*before, ours())
"""


def test_most_of_a_manager_is_loaded_before_qt():
    ran = subprocess.run([sys.executable, "-c", TELL], capture_output=True, text=True, check=True)
    before, all_modules = map(int, ran.stdout.split())
    assert before > 0.7 * all_modules
