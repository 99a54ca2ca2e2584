"""An invented assessment in a run folder: for screenshots and tests."""

from __future__ import annotations

import json
from pathlib import Path

_FILES = (
    (
        "solver/controller.py",
        41,
        9,
        "A",
        61.2,
        (("Controller.step", 9), ("Controller.limit", 6), ("gains", 2)),
    ),
    ("solver/mesh.py", 88, 24, "C", 31.9, (("refine", 24), ("smooth", 11), ("Mesh.neighbours", 5))),
    ("solver/gust.py", 30, 14, "B", 48.0, (("spectrum", 14), ("sample", 3))),
)


def write_result(folder: Path) -> None:
    """A ``result.json`` with its ``assessment.json``."""
    files = [_file(*each) for each in _FILES]
    files.append(
        {"path": "solver/types.py", "state": "refused", "reason": "needs Python 3.12 or later", "line": 7}
    )
    result = {
        "schema_version": 1,
        "ok": True,
        "summary": "3 graded; average complexity 9.3 (B), worst 24 (D) in solver/mesh.py: refine",
        "artefacts": [{"path": "output.log", "title": "Output"}],
        "findings": [
            {"level": "warning", "message": "refine has rank D", "path": "solver/mesh.py", "line": 12}
        ],
        "data": {},
    }
    source = "/home/ada/wing-study/solver"
    (folder / "result.json").write_text(json.dumps(result), encoding="utf-8")
    assessment = json.dumps({"source": source, "files": files})
    (folder / "assessment.json").write_text(assessment, encoding="utf-8")


def _file(
    path: str, lines: int, worst: int, rank: str, index: float, blocks: tuple[tuple[str, int], ...]
) -> dict[str, object]:
    made = [
        {
            "kind": "function",
            "name": name,
            "line": 10 + 30 * place,
            "end_line": 30 + 30 * place,
            "complexity": complexity,
            "rank": "ABCDEF"[min(5, (complexity - 1) // 10 + (complexity > 5))],
        }
        for place, (name, complexity) in enumerate(blocks)
    ]
    return {
        "path": path,
        "state": "graded",
        "complexity": sum(complexity for _, complexity in blocks) + worst % 2,
        "maintainability": index,
        "maintainability_rank": rank,
        "lines": {"total": lines * 10},
        "blocks": made,
    }
