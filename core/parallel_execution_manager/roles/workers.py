"""How a role starts a worker process of this package, with the manager's state as a file."""

from __future__ import annotations

from parallel_execution_manager.roles.base import RunContext, task_environment, worker_command
from parallel_execution_manager.roles.results import write_json
from parallel_execution_manager.scheduling.model.task import TaskSpec
from parallel_execution_manager.system.processes.executor import Launch
from parallel_execution_manager.system.runs.folders import STATE_FILE


def worker_launch(task: TaskSpec, context: RunContext, module: str, *arguments: str) -> Launch:
    """A worker of this package for ``task``; the manager's state is left in its run folder first.

    It writes UTF-8 to its log on every system: names of tasks may hold any letter.
    """
    write_json(context.folder / STATE_FILE, context.manager_state())
    return Launch(
        argv=worker_command(module, *arguments),
        cwd=task.cwd or str(context.base_dir),
        env=task_environment(task, context, PYTHONUTF8="1"),
    )
