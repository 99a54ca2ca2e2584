"""The process of an assessment: grades the files in order and leaves the reports in the run folder.

Exit code 0: all files were graded, at least in part. 1: a file was refused, a block is worse than
allowed, or there was no file. 128 plus the signal's number: stopped, what was reached is reported.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from parallel_execution_manager.roles.results import write_json, write_result
from parallel_execution_manager.roles.script_assessment.assessment import Assessment
from parallel_execution_manager.roles.script_assessment.document import assessment_document
from parallel_execution_manager.roles.script_assessment.grading import FileGrade, GradeState
from parallel_execution_manager.roles.script_assessment.grading_process import (
    STOPPING_SIGNALS,
    GradingProcess,
)
from parallel_execution_manager.roles.script_assessment.metrics import complexity_rank
from parallel_execution_manager.roles.script_assessment.report import assessment_report
from parallel_execution_manager.roles.script_assessment.role import PROGRESS_FILE
from parallel_execution_manager.roles.script_assessment.tree_walk import find_python_files, shown_path
from parallel_execution_manager.roles.script_assessment.verdict import (
    DOCUMENT_FILE,
    REPORT_FILE,
    conclusion,
    headline,
)
from parallel_execution_manager.roles.worker_side import run_folder


class Stop:
    """A request to stop after the file at hand; ``signal_number`` is 0 until there is one."""

    signal_number = 0

    def note(self, number: int, _frame: object) -> None:
        """Take the request: the handler of a signal."""
        self.signal_number = number


def main(arguments: list[str]) -> int:
    """Assess the path in the first argument with the settings (JSON) in the second."""
    path, settings = Path(arguments[0]), json.loads(arguments[1])
    stop = Stop()
    for number in STOPPING_SIGNALS:
        signal.signal(number, stop.note)
    return assess(path, settings, run_folder(), stop)


def assess(path: Path, settings: dict[str, Any], folder: Path, stop: Stop) -> int:
    """Grade everything at ``path``, write the reports into ``folder`` and give the exit code."""
    found = find_python_files(path, settings["exclude"])
    root = path if path.is_dir() else path.parent
    assessment = Assessment(shown_path(path, path))
    assessment.left_out = {shown_path(left, root): why for left, why in found.left_out.items()}
    for unlisted, why in found.unlisted.items():
        assessment.grades.append(FileGrade(shown_path(unlisted, root), GradeState.REFUSED, why))
    files = [(file, shown_path(file, root)) for file in found.files]
    with GradingProcess(settings["max_file_mb"], settings["file_timeout_s"]) as process:
        assessment.grades += _grades(files, process, folder, stop)
    ok = _write(assessment, path, settings, folder)
    return 128 + stop.signal_number if stop.signal_number else int(not ok)


def _grades(
    files: list[tuple[Path, str]], process: GradingProcess, folder: Path, stop: Stop
) -> Iterator[FileGrade]:
    for done, (file, shown) in enumerate(files):
        if stop.signal_number:
            yield FileGrade(shown, GradeState.CANCELLED, "the run was stopped before it")
            continue
        write_json(folder / PROGRESS_FILE, {"current": shown, "done": done, "total": len(files)})
        grade = process.grade(file, shown)
        sys.stdout.write(f"[{done + 1}/{len(files)}] {_told(grade)}\n")
        sys.stdout.flush()
        yield grade


def _told(grade: FileGrade) -> str:
    if grade.state is not GradeState.GRADED:
        where = f", line {grade.line}" if grade.line else ""
        return f"{grade.path}: {grade.state.value.replace('_', ' ')}{where}: {grade.reason}"
    worst = max((graded.block.complexity for graded in grade.blocks), default=1)
    return f"{grade.path}: {complexity_rank(worst)}, MI {grade.maintainability:.1f}"


def _write(assessment: Assessment, path: Path, settings: dict[str, Any], folder: Path) -> bool:
    report = assessment_report(assessment, headline(assessment), settings["shown_blocks"])
    (folder / REPORT_FILE).write_text(report, encoding="utf-8")
    write_json(folder / DOCUMENT_FILE, assessment_document(assessment))
    result = conclusion(assessment, path, settings["worst_allowed_rank"], settings["ignore"])
    write_result(folder, result)
    (folder / PROGRESS_FILE).unlink(missing_ok=True)
    sys.stdout.write(f"{result.summary}\n")
    return result.ok


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
