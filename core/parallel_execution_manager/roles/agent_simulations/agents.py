"""Where the script of an agent is found, and the seed with which a task runs it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from parallel_execution_manager.roles.base import TaskInputError
from parallel_execution_manager.roles.inputs import find_script, script_folders, text_field
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.task import TaskSpec


@dataclass(frozen=True, slots=True)
class AgentScript:
    """A script that was found; ``agent_folder`` is ``None`` without an agent or without its folder.

    ``note`` says what a person might not expect about the place.
    """

    script: Path
    agent_folder: Path | None
    note: str = ""


def agent_name(task: TaskSpec) -> str:
    """The task's ``agent_id``, which is also its folder's name; empty if it has none.

    Raises:
        TaskInputError: it is no text, or a path instead of a name.
    """
    name = text_field(task, "agent_id")
    if name in {".", ".."} or "/" in name or "\\" in name:
        raise TaskInputError(
            f"agent_id {name!r} is a path; give the name of the agent's folder, for example AI_Agent_1"
        )
    return name


def find_agent_script(task: TaskSpec, base_dir: Path) -> AgentScript:
    """The task's script: ``<agent_id>/<script>`` of the project's folder first, then as any other script.

    Raises:
        TaskInputError: the task names no script, or none of the places has it.
    """
    name = agent_name(task)
    folders = script_folders(task, base_dir)
    homes = [folder / name for folder in (base_dir, *folders) if name and (folder / name).is_dir()]
    script = _find(task, [*homes, *folders], "" if homes else name, base_dir).absolute()
    agent_folder = homes[0].absolute() if homes else None
    note = ""
    if name and not any(script.is_relative_to(home.absolute()) for home in homes):
        why = f"{agent_folder} has no such script" if agent_folder else f"agent {name!r} has no folder"
        note = f"{why}: {script} was run"
    return AgentScript(script, agent_folder, note)


def _find(task: TaskSpec, folders: list[Path], missing_agent: str, base_dir: Path) -> Path:
    try:
        script = find_script(task, folders)
    except TaskInputError as error:
        if not missing_agent:
            raise
        hint = f"agent {missing_agent!r} has no folder in {base_dir} ({known_agents(base_dir)})"
        raise TaskInputError(f"{error}; {hint}") from error
    if script is None:
        raise TaskInputError("the task names no script; give it a script (with an agent_id) or a command")
    return script


def known_agents(base_dir: Path) -> str:
    """The agent folders of the project, for an error message."""
    names = sorted(path.name for path in base_dir.glob("*Agent*") if path.is_dir())
    return f"agent folders there: {', '.join(names)}" if names else "no agent folder is there"


LARGEST_SEED = 2**63 - 1
_HASH_SEEDS = 2**32


def task_seed(task: TaskSpec) -> int:
    """The seed that the task gives, else the first 32 bits of SHA-256 of its id.

    32 bits, because the seeds of widespread random generators are no larger.

    Raises:
        TaskInputError: the given seed is no whole number or out of range.
    """
    seed = task.options.get("seed")
    if seed is None:
        return int.from_bytes(hashlib.sha256(task.id.encode("utf-8", "surrogatepass")).digest()[:4], "big")
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= LARGEST_SEED:
        raise TaskInputError(f"seed is {seed!r}; it must be a whole number from 0 to {LARGEST_SEED}")
    return seed


def hash_seed(seed: int) -> int:
    """The seed for Python's own hashing (``PYTHONHASHSEED``), which takes 32 bits."""
    return seed % _HASH_SEEDS
