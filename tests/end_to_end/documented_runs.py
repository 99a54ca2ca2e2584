"""Where each command that the documentation shows is carried out, and why the few others are not.

A command that a page shows and that stands nowhere in here fails ``test_documented_commands.py``, which says
where it belongs; so does one in here that no page shows any more.
"""

from __future__ import annotations

from typing import Final

ASKED: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("pem --version", ()),
    ("pem --help", ()),
    ("pem add --role agent_simulations --id fit --files fit.csv --timeout 2h -- python3 fit.py", ()),
    ("pem pause fit", ()),
    ("pem resume TASK … | --role R", ("resume fit", "resume --role agent_simulations --hand-back")),
    ("pem log -f TASK", ("events --kind resources_sampled --count 1", "cancel fit", "log -f fit")),
    ("pem log -f", ("log -f fit",)),
    ("pem log TASK", ("log fit",)),
    ("pem log TASK [-f] [-n N] [--attempt N]", ("log fit -f -n 5 --attempt 1",)),
    ("pem why fit", ()),
    (
        "pem wait [TASK …] [--role R] [--timeout TIME]",
        ("wait fit --timeout 1m", "wait --role script_assessment"),
    ),
    (
        "pem add --role R [OPTIONS] -- COMMAND …",
        ("add --role agent_simulations --id walk --cpu 0 --memory 1 --rerunnable -- sleep 600",),
    ),
    (
        "pem add --role R --script S [OPTIONS]",
        ("add --role agent_simulations --script plot.py --id plot --after walk",),
    ),
    ("pem add --file TASKS.jsonl", ()),
    ("pem add --file tasks.jsonl", ("add --file tasks.jsonl",)),
    ("pem status", ()),
    ("pem list [TASK …] [--state S] [--role R]", ("list walk plot --state open --role agent_simulations",)),
    ("pem why TASK", ("why plot",)),
    ("pem why plot", ()),
    ("pem why waiter", ()),
    ("pem edit waiter --cpu=0.4", ()),
    ("pem pause TASK … | --role R", ("pause waiter", "pause --role script_assessment --hold --until 23:59")),
    ("pem pause --role ROLE --for 1h", ("pause --role script_assessment --for 1h",)),
    ("pem move TASK PLACE", ("move waiter first", "move waiter last", "move waiter 2")),
    ("pem priority PRIORITY TASK | --role R", ("priority low waiter", "priority 8 --role agent_simulations")),
    ("pem priority high plot && pem priority 9 --role agent_simulations", ()),
    ("pem edit plot --cpu 0.4 --drop-after walk", ()),
    ("pem edit TASK OPTIONS", ("edit waiter --priority high --memory 10",)),
    (
        "pem export [TASK …] [--role R] [--all] [--env]",
        ("export walk waiter --role agent_simulations --all --env",),
    ),
    ("pem import F", ("import other.jsonl",)),
    ("pem cancel TASK … | --role R", ("cancel walk", "cancel --role agent_simulations")),
    (
        "pem retry TASK … | --role R",
        ("wait", "retry walk", "cancel walk", "wait", "retry --role agent_simulations"),
    ),
    ("pem start ROLE … | --all", ("start gui_testing", "start --all")),
    ("pem stop ROLE … | --all", ("stop agent_simulations gui_testing", "stop --all")),
    (
        "pem forget TASK … | --role R | --ended",
        (
            "cancel --role agent_simulations",
            "wait",
            "forget fit",
            "forget --role agent_simulations",
            "forget --ended",
        ),
    ),
    ("pem events [--kind K] [--count N]", ("events --kind resources_sampled --count 1",)),
    ("pem set SECTION.KEY=VALUE …", ("set scheduling.max_parallel_tasks=4",)),
    ("pem set scheduling.max_parallel_tasks=8 resource_thresholds.cpu_percent=90", ()),
    (
        (
            "pem set role_settings.gui_testing.max_concurrent_tasks=2 "
            "role_resource_requirements.gui_testing.disk_mb=500"
        ),
        (),
    ),
    ("pem diagnostics [FILE] [--config F] [--data-dir D]", ("diagnostics bundle.zip --config c.json",)),
)  # fmt: skip
"""Carried out one after the other beside one manager: what is shown, and what is typed for it if it has
placeholders."""

SHELL: Final[dict[str, str]] = {
    "pem wait fit && pem add --role agent_simulations --reads fit.csv -- python3 plot.py": (
        "pem add --role agent_simulations --id fit --cpu 0 --memory 1 -- true > /dev/null"
    ),
    "source <(pem completion bash)": "",
    "pem lease list [--json]": "",
    "pem lease list --json": "",
    "pem lease acquire f -- true": "",
    "pem lease acquire FILE": "",
    "pem lease acquire PATH… [--shared] [--wait S] [--for PID] [--json] [-- COMMAND…]": "",
    "pem lease release ID|PATH… [--for PID]": "pem lease acquire f g > /dev/null",
}
"""Typed into a shell, after what must come before; see the values of TYPED for those with placeholders."""

TYPED: Final[dict[str, str]] = {
    "pem lease list [--json]": "pem lease list && pem lease list --json",
    "pem lease acquire FILE": "pem lease acquire f",
    "pem lease acquire PATH… [--shared] [--wait S] [--for PID] [--json] [-- COMMAND…]": (
        "pem lease acquire f g --shared --wait 1 --json && pem lease acquire h --for $$ && "
        "pem lease acquire i -- true"
    ),
    "pem lease release ID|PATH… [--for PID]": "pem lease release f g --for $$",
}

ELSEWHERE: Final[dict[str, str]] = {
    "pem --selftest": "gui/test_selftest.py::test_all_of_the_program_works_here",
    "pem run FILE": "end_to_end/test_run.py::test_with_a_display_the_window_gets_what_the_command_line_says",
    "pem run ARGS": "end_to_end/test_run.py::test_with_a_display_the_window_gets_what_the_command_line_says",
    "pem run [F] [--demo] [--headless] [--config F] [--data-dir D]": (
        "end_to_end/test_run.py::test_the_demo_begins_beside_a_bad_configuration_which_is_told"
    ),
    "pem run --headless": "end_to_end/headless.py::headless",
    "pem batch TASKS.jsonl [--discard] [--config F] [--data-dir D] [--report R.json]": (
        "end_to_end/test_batch_resume.py::test_what_an_earlier_batch_has_left_is_thrown_away_if_that_is_wished"
    ),
    "pem batch --resume": (
        "end_to_end/test_batch_resume.py::test_a_killed_batch_goes_on_and_reports_all_its_tasks_in_their_order"
    ),
    "pem batch --resume --report R.json": (
        "end_to_end/test_batch_resume.py::test_a_killed_batch_goes_on_and_reports_all_its_tasks_in_their_order"
    ),
    "pem lease acquire … -- COMMAND": (
        "end_to_end/test_lease.py::test_a_command_runs_under_its_lease_and_its_code_is_told"
    ),
    "pem batch --resume [--retry] [--config F] [--data-dir D] [--report R.json]": (
        "end_to_end/test_batch_resume.py::test_a_batch_that_a_signal_ended_goes_on_with_what_may_run_and_tells_the_rest"
    ),
    "pem completion fish | source": (
        "control/test_completion.py::test_the_script_is_one_that_its_shell_can_read"
    ),
    "source <(pem completion zsh)": (
        "control/test_completion.py::test_the_script_is_one_that_its_shell_can_read"
    ),
    "pem -c TEXT": "control/test_packaged.py::test_a_text_is_run_as_python_runs_it",
    "pem -m MODULE": "control/test_packaged.py::test_a_module_is_run_by_its_name",
    "pem -u SCRIPT": (
        "control/test_packaged.py::test_a_script_finds_what_is_beside_it_and_starts_processes_of_its_own"
    ),
    "pem VERB --help": "end_to_end/test_documented_commands.py::test_every_verb_tells_what_it_takes",
    "pem autostart on": "end_to_end/test_documented_commands.py::test_autostart_is_switched_as_shown",
    "pem autostart off": "end_to_end/test_documented_commands.py::test_autostart_is_switched_as_shown",
    "pem autostart [on|off]": "end_to_end/test_documented_commands.py::test_autostart_is_switched_as_shown",
}
"""Carried out by a test of its own: the file below ``tests``, and the name in it."""

ONLY_READ: Final[dict[str, str]] = {
    "run": "opens the window of the checkout; the tests open it as `pem run` does",
    "test": "is what runs the tests",
    "check": "runs before every change, in .ci/run",
    "docs": "installs Sphinx; .ci/run builds the pages",
    "package": "takes minutes and installs PyInstaller; --check is the test of it",
    "release": "wants a clean tree; its steps are tested in tests/devtools",
    "lock": "asks a package registry",
    "audit": "asks a database of vulnerabilities; .ci/run calls it",
    "translations": "changes the catalogues; its --check runs in dev.py check",
    "bench": "measures for minutes; the parts are tested in tests/bench",
    "screenshots": "is tested from within by test_all_pictures_are_rendered_in_both_palettes",
}
"""Verbs of dev.py whose commands are only read by its parser here, each with the reason."""

BLOCKS: Final[dict[str, tuple[int, str]]] = {
    "README.md": (6, "end_to_end/test_documentation.py"),
    "docs/FILE_USAGE_TRACKING.md": (7, "end_to_end/test_file_usage_tracking_page.py"),
    "docs/configuration.md": (2, "end_to_end/test_documented_pages.py"),
    "docs/file-watching.md": (3, "end_to_end/test_file_watching_page.py"),
    "docs/library.md": (3, "end_to_end/test_documentation.py"),
    "docs/original-interface.md": (3, "end_to_end/test_documented_pages.py"),
    "docs/own-roles.md": (3, "end_to_end/test_documentation.py"),
    "docs/roles/agent_simulations.md": (1, "end_to_end/test_documented_pages.py"),
    "docs/roles/gui_testing.md": (1, "end_to_end/test_documented_pages.py"),
    "docs/roles/project_management.md": (2, "end_to_end/test_documented_pages.py"),
    "docs/roles/resource_management.md": (1, "end_to_end/test_documented_pages.py"),
    "docs/roles/script_assessment.md": (1, "end_to_end/test_documented_pages.py"),
    "docs/roles/task_management.md": (2, "end_to_end/test_documented_pages.py"),
    "docs/task-environment.md": (1, "end_to_end/test_documented_pages.py"),
    "docs/tutorials/first-queue.md": (8, "end_to_end/test_tutorials.py"),
    "docs/tutorials/overnight.md": (4, "end_to_end/test_tutorials.py"),
    "docs/tutorials/own-role.md": (5, "end_to_end/test_tutorials.py"),
    "docs/tutorials/shared-repository.md": (5, "end_to_end/test_tutorials.py"),
}
"""How many blocks of code each page has, and the test that runs them. One without a language is output."""
