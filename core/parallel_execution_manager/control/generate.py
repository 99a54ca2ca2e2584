"""Write what derives from the declarations: schema, default configuration, and parts of the documentation.

``main`` is called by ``python -m parallel_execution_manager_gui.generate``, which adds what derives from
the window's declarations.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from parallel_execution_manager.control.command_reference import command_reference
from parallel_execution_manager.control.configuration_reference import reference
from parallel_execution_manager.control.generated_part import GeneratedPart, PageError
from parallel_execution_manager.control.signal_reference import signal_reference
from parallel_execution_manager.roles.registry import builtin_roles
from parallel_execution_manager.runtime.signals import ManagerSignals
from parallel_execution_manager.scheduling.settings.configuration import default_configuration
from parallel_execution_manager.scheduling.settings.declarations import RoleDeclaration
from parallel_execution_manager.scheduling.settings.json_schema import json_schema
from parallel_execution_manager.scheduling.settings.sections import SCHEMA_KEY
from parallel_execution_manager.system.files.atomic_write import replace_text

SCHEMA_FILE: Final = "resources/parallel_execution_config.schema.json"
CONFIG_FILE: Final = "parallel_execution_config.json"


def main(argv: Sequence[str] | None = None, more: Sequence[GeneratedPart] = ()) -> int:
    """Write or check the generated files; 0 if all are current, 1 if some are stale, 2 on bad input."""
    arguments = _parser().parse_args(argv)
    declarations = {name: role.declaration for name, role in builtin_roles().items()}
    try:
        parts = [*generated_parts(declarations), *more]
        texts = {**generated_files(declarations), **_pages(arguments.root, parts)}
    except (OSError, PageError) as error:
        print(f"cannot generate: {error}", file=sys.stderr)
        return 2
    stale = [name for name, text in texts.items() if not _is_current(arguments.root / name, text)]
    if arguments.check:
        return _report(stale)
    for name in stale:
        replace_text(arguments.root / name, texts[name])
        print(f"wrote {name}")
    return 0


def generated_files(declarations: Mapping[str, RoleDeclaration]) -> dict[str, str]:
    """The text of every file that is generated as a whole, by its path below the source tree."""
    defaults = {SCHEMA_KEY.key: SCHEMA_FILE, **default_configuration(declarations).raw}
    return {SCHEMA_FILE: _json(json_schema(declarations)), CONFIG_FILE: _json(defaults)}


def generated_parts(declarations: Mapping[str, RoleDeclaration]) -> list[GeneratedPart]:
    """What stands in pages that people have written."""
    return [
        GeneratedPart("docs/configuration.md", "settings", reference(declarations)),
        GeneratedPart("docs/commands.md", "commands", command_reference()),
        GeneratedPart("docs/library.md", "signals", signal_reference(ManagerSignals)),
    ]


def _pages(root: Path, parts: Sequence[GeneratedPart]) -> dict[str, str]:
    return {part.page: part.put_into((root / part.page).read_text(encoding="utf-8")) for part in parts}


def _json(data: Mapping[str, object]) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _is_current(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode("utf-8")


def _report(stale: Sequence[str]) -> int:
    for name in stale:
        print(f"{name} is stale: run python3 dev.py docs --write", file=sys.stderr)
    return 1 if stale else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m parallel_execution_manager_gui.generate")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if a file is stale")
    parser.add_argument("--root", type=Path, default=_source_tree(), help="the source tree (this one)")
    return parser


def _source_tree() -> Path:
    return Path(__file__).resolve().parents[3]
