"""What the page on watching files shows is true."""

from __future__ import annotations

import json
from pathlib import Path

from parallel_execution_manager.roles.registry import builtin_roles
from parallel_execution_manager.runtime.file_watch.accesses import Access, Deed, Process
from parallel_execution_manager.runtime.file_watch.holdings import Hold, Holder
from parallel_execution_manager.runtime.file_watch.observed import observed_files
from parallel_execution_manager.runtime.file_watch.records import Record
from parallel_execution_manager.scheduling.model.task import ClaimMode, FileClaim
from parallel_execution_manager.scheduling.settings.configuration import parse
from tests.end_to_end.test_documentation import blocks, run_python

PAGE = "docs/file-watching.md"


def test_the_policy_can_be_set_as_shown():
    shown = json.loads(blocks(PAGE, "json")[0])
    settings = parse(shown, {n: r.declaration for n, r in builtin_roles().items()}).role_settings
    assert settings["script_assessment"]["undeclared_access"] == "pause"
    assert settings["gui_testing"]["undeclared_access"] == "warn"


def test_a_record_looks_as_shown(tmp_path: Path):
    record = Record(("/project",), "/data")
    record.note_file("/project/in.csv", writable=False)
    record.note_file("/project/out.csv", writable=True)
    record.write(tmp_path)
    assert json.loads((tmp_path / "observed_files.json").read_text()) == json.loads(blocks(PAGE, "json")[1])


def test_the_program_runs(tmp_path: Path):
    assert run_python(blocks(PAGE, "python")[0] + "print(files)", tmp_path) == "[]\n"
    assert observed_files(tmp_path, "script_assessment", "lint") == []


def test_the_sentences_are_those_shown():
    t7, t9 = Holder("T7", "T7 ('build the report')"), Holder("T9", "T9 ('lint')")
    alone, reading = (
        Hold(t7, FileClaim("/project/b.py")),
        Hold(t7, FileClaim("/project/b.py", ClaimMode.READ)),
    )
    python = Process(4711, "python")
    said = [
        Access("/project/b.py", alone, Deed.OPEN_TO_WRITE, t9, python),
        Access("/project/b.py", alone, Deed.WRITTEN, None, Process(815, "vim")),
        Access("/project/b.py", alone, Deed.REPLACED),
        Access("/project/b.py", reading, Deed.WRITTEN, t7, python),
    ]
    assert "".join(f"{access}\n" for access in said) == blocks(PAGE, "")[0]
