"""Role contexts: texts about each role that the original suite's builder makes, where it is there."""

from __future__ import annotations

import importlib
import logging
from pathlib import Path
from typing import Any

logger = logging.getLogger("ParallelExecutionManager")

CONTEXT_ROLES = {
    "agent_simulations": "agent_simulations",
    "project_management": "project_ai_manager",
    "resource_management": "resource_manager",
    "script_assessment": "script_assessment",
    "gui_testing": "gui_testing",
    "task_management": "task_manager",
}
BUILDER_MODULES = ("ai_managers.ai_roles_context_builder", "ai_roles_context_builder")


def context_of(role: str, base_dir: Path) -> str:
    """The text of the role's context file, or a sentence that says why there is none."""
    context_role = CONTEXT_ROLES.get(role)
    if context_role is None:
        return f"No context mapping for role: {role}"
    try:
        return (base_dir / "ai_managers" / f"{context_role}_context.md").read_text(encoding="utf-8")
    except OSError:
        return f"No context file found for role: {context_role}"


def builder_for(base_dir: Path) -> Any:
    """The suite's context builder for ``base_dir``, or ``None`` where the suite is not installed."""
    for name in BUILDER_MODULES:
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        try:
            return module.AIManagerContextBuilder(str(base_dir))
        except Exception:
            logger.exception("The context builder of %s cannot be used; contexts are not built", name)
            return None
    return None


def build(builder: Any) -> None:
    """Have the contexts built and saved; what fails is reported and keeps no role from starting."""
    try:
        builder.save_context(builder.build_context())
    except Exception:
        logger.exception("The role contexts cannot be built")
