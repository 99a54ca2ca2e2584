"""Write what derives from the declarations: schema, default configuration, table of settings.

``python -m parallel_execution_manager.control.generate`` writes the files of the source tree;
with ``--check`` it changes nothing and exits 1 if one of them is stale.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from parallel_execution_manager.control.configuration_reference import reference
from parallel_execution_manager.roles.registry import builtin_roles
from parallel_execution_manager.scheduling.configuration import default_configuration
from parallel_execution_manager.scheduling.configuration_schema import json_schema
from parallel_execution_manager.scheduling.declarations import RoleDeclaration
from parallel_execution_manager.scheduling.settings import SCHEMA_KEY
from parallel_execution_manager.system.atomic_file import replace_text

SCHEMA_FILE: Final = "resources/parallel_execution_config.schema.json"
CONFIG_FILE: Final = "parallel_execution_config.json"
PAGE: Final = "docs/configuration.md"
BEGIN: Final = "<!-- settings: generated, do not edit -->"
END: Final = "<!-- settings: end -->"


class PageError(Exception):
    """A page has no place for its generated part; the message names the page and the way out."""


def main(argv: Sequence[str] | None = None) -> int:
    """Write or check the generated files; 0 if all are current, 1 if some are stale, 2 on bad input."""
    arguments = _parser().parse_args(argv)
    declarations = {name: role.declaration for name, role in builtin_roles().items()}
    try:
        texts = generated(arguments.root, declarations)
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


def generated(root: Path, declarations: Mapping[str, RoleDeclaration]) -> dict[str, str]:
    """The text of every generated file, by its path below ``root``.

    Raises:
        OSError: the documentation page cannot be read.
        PageError: the documentation page has lost its markers.
    """
    defaults = {SCHEMA_KEY.key: SCHEMA_FILE, **default_configuration(declarations).raw}
    page = (root / PAGE).read_text(encoding="utf-8")
    return {
        SCHEMA_FILE: _json(json_schema(declarations)),
        CONFIG_FILE: _json(defaults),
        PAGE: _with_reference(page, reference(declarations)),
    }


def _with_reference(page: str, table: str) -> str:
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise PageError(f"{PAGE} lacks the lines {BEGIN!r} and {END!r}; put them back")
    return f"{before}{begin}\n\n{table}\n{end}{after}"


def _json(data: Mapping[str, object]) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _is_current(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode("utf-8")


def _report(stale: Sequence[str]) -> int:
    for name in stale:
        print(f"{name} is stale: run python -m parallel_execution_manager.control.generate", file=sys.stderr)
    return 1 if stale else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m parallel_execution_manager.control.generate")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if a file is stale")
    parser.add_argument("--root", type=Path, default=_source_tree(), help="the source tree (this one)")
    return parser


def _source_tree() -> Path:
    return Path(__file__).resolve().parents[3]


if __name__ == "__main__":
    raise SystemExit(main())
