"""What holds for every test: a home of its own, no window on anybody's screen, and nothing left behind."""

from __future__ import annotations

import contextlib
import gc
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# Helpers that assert say what failed only if pytest rewrites them, before they are imported.
pytest.register_assert_rewrite(
    "tests.scheduling.world", "tests.runtime.waiting", "tests.roles.attempts", "tests.system.trees"
)

from hypothesis import HealthCheck, settings  # noqa: E402

from tests import leftovers  # noqa: E402
from tests.homes import UntouchedHomes  # noqa: E402
from tests.pool_tracing import trace_pool_threads  # noqa: E402

ROOT = Path(__file__).parent.parent
ON_A_DISPLAY = os.environ.get("QT_QPA_PLATFORM") == "xcb"
DISPLAY_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY")
HOME_FOLDERS = {
    "HOME": "",
    "USERPROFILE": "",
    "APPDATA": "appdata",
    "LOCALAPPDATA": "local-appdata",
    "PEM_DATA_DIR": "pem-data",
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_RUNTIME_DIR": "runtime",
    "XDG_STATE_HOME": "state",
}

# A shared or slow machine is no fault of the code: no example has a deadline.
settings.register_profile(
    "quick", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.register_profile("ci", settings.get_profile("quick"), max_examples=200)
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=5_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "quick"))


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose the seed of this run, so that it can be printed; see that no screen is used by accident."""
    if config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = str(random.SystemRandom().getrandbits(32))
    if not ON_A_DISPLAY:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # Where the tests run in the background of a script, Ctrl-C is ignored by everybody who inherits that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    trace_pool_threads()
    leftovers.watch_starts()


def pytest_report_header(config: pytest.Config) -> str:
    """Say how to repeat this run's random choices."""
    return f"hypothesis seed: repeat with --hypothesis-seed={config.option.hypothesis_seed}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a real X display where there is none."""
    if ON_A_DISPLAY and os.environ.get("DISPLAY"):
        return
    reason = "needs a real X display: python3 dev.py test --display (on a server: xvfb-run -a before it)"
    for item in items:
        if item.get_closest_marker("xcb"):
            item.add_marker(pytest.mark.skip(reason=reason))


def pytest_collection_finish() -> None:
    """Look for no garbage among all modules and tests: they stay, and each look would take a second."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _no_process_outlives_the_run() -> Iterator[None]:
    with leftovers.marked_processes() as survivors:
        yield
        found = survivors()
    if found:
        pytest.fail("processes outlived the tests: " + "; ".join(found), pytrace=False)


@pytest.fixture(scope="session")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A source distribution of the checkout, and a wheel built from that."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.tar.gz")), next(folder.glob("*.whl"))


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """Fail a test that leaves a thread, timer, pool, window or process; set up first, so checked last."""
    before = leftovers.Standing.now()
    yield
    found = before.wait_until_clean()
    if found:
        pytest.fail("the test left behind: " + "; ".join(found), pytrace=False)


@pytest.fixture(scope="session")
def _homes() -> Iterator[UntouchedHomes]:
    with contextlib.closing(UntouchedHomes(sorted({*HOME_FOLDERS.values()} - {""}))) as homes:
        yield homes


@pytest.fixture(autouse=True)
def home(_nothing_left_behind: None, _homes: UntouchedHomes) -> Iterator[Path]:
    """A home folder for one test; every place where a program may keep things lies in it."""
    with _homes.one() as root, pytest.MonkeyPatch.context() as patch:
        for variable, name in HOME_FOLDERS.items():
            patch.setenv(variable, str(root / name))
        if not ON_A_DISPLAY:
            for variable in DISPLAY_VARIABLES:
                patch.delenv(variable, raising=False)
        yield root
