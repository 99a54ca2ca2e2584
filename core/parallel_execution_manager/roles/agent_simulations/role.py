"""Agent simulations: run a script for an agent, repeatably, and keep what is needed to run it again."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from parallel_execution_manager.roles.agent_simulations.agents import (
    agent_name,
    find_agent_script,
    hash_seed,
    task_seed,
)
from parallel_execution_manager.roles.agent_simulations.outcome import conclude_run
from parallel_execution_manager.roles.agent_simulations.record import write_inputs
from parallel_execution_manager.roles.base import Role, RunContext
from parallel_execution_manager.roles.inputs import (
    ARGUMENTS_FIELD,
    collect_problems,
    script_arguments,
    script_argv,
    script_environment,
)
from parallel_execution_manager.roles.results import Result
from parallel_execution_manager.scheduling.model.task import TaskSpec
from parallel_execution_manager.scheduling.settings.declarations import Field, FieldType, RoleDeclaration
from parallel_execution_manager.system.processes.executor import Exit, Launch


class AgentSimulations(Role):
    """Runs a simulation script as the task's own process.

    The script is told ``PEM_SEED``, ``PEM_AGENT_ID`` and ``PEM_RUN_DIR``; nothing has to be imported.
    """

    declaration: ClassVar[RoleDeclaration] = RoleDeclaration(
        name="agent_simulations",
        title="Agent simulations",
        summary="Runs simulation scripts with agent, arguments and seed, and records each run.",
        priority=7,
        cpu_percent=60,
        memory_percent=40,
        options=(
            Field(
                key="python",
                type=FieldType.TEXT,
                title="Python interpreter",
                prose="What runs simulation scripts; empty means the interpreter that runs the manager "
                "(a packaged one: python3 on PATH, else its own).",
                default="",
            ),
        ),
        fields=(
            Field(
                key="script",
                type=FieldType.FILE,
                title="Script",
                prose="The path of the script, from the agent's folder, else from the task's 'cwd' "
                "or the project's folder.",
                required=True,
            ),
            Field(
                key="agent_id",
                type=FieldType.TEXT,
                title="Agent",
                prose="The agent, which is also the name of its folder, for example AI_Agent_1.",
                default="",
            ),
            ARGUMENTS_FIELD,
            Field(
                key="seed",
                type=FieldType.INTEGER,
                title="Seed",
                prose="The seed told to the script; without one it is derived from the task's id.",
                minimum=0,
                maximum=2**63 - 1,
            ),
        ),
    )

    def check(self, task: TaskSpec, base_dir: Path) -> list[str]:
        """Problems of script, agent, arguments and seed."""

        def runnable() -> None:
            script_argv(task, find_agent_script(task, base_dir).script)

        return collect_problems(runnable, lambda: script_arguments(task), lambda: task_seed(task))

    def prepare(self, task: TaskSpec, context: RunContext) -> Launch:
        """The script's own process; what it is started with is kept in ``run.json``.

        It runs in the task's ``cwd``, else in the agent's folder, else in the script's folder.
        """
        place = find_agent_script(task, context.base_dir)
        seed = task_seed(task)
        launch = Launch(
            argv=script_argv(task, place.script, str(context.options.get("python") or "")),
            cwd=task.cwd or str(place.agent_folder or place.script.parent),
            env=script_environment(
                task,
                context,
                PEM_SEED=str(seed),
                PEM_AGENT_ID=agent_name(task),
                PYTHONHASHSEED=str(hash_seed(seed)),
            ),
        )
        write_inputs(task, context.folder, launch, place, seed)
        return launch

    def conclude(self, task: TaskSpec, context: RunContext, exit_: Exit) -> Result:
        """The outcome added to ``run.json``, and the last metrics that the script wrote."""
        return conclude_run(context.folder, exit_)
