"""The tables of the store and how they came to be: one numbered migration a change, never altered later."""

from __future__ import annotations

import sqlite3
from typing import Final

from parallel_execution_manager.system.files.crash_points import reach

APPLICATION_ID: Final = 0x50454D51
"""``PEMQ``: says that a file is a store of this program."""

_FIRST: Final = (
    """CREATE TABLE task (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        spec TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('queued', 'starting', 'running', 'suspended',
            'succeeded', 'failed', 'cancelled', 'timed_out', 'lost')),
        place REAL NOT NULL,
        queued_at REAL NOT NULL,
        attempt INTEGER NOT NULL CHECK (attempt >= 0),
        began_at REAL NOT NULL,
        started_at REAL,
        ended_at REAL,
        suspended_s REAL NOT NULL,
        suspended_since REAL,
        failures INTEGER NOT NULL,
        evictions INTEGER NOT NULL,
        losses INTEGER NOT NULL,
        exit_code INTEGER,
        detail TEXT NOT NULL,
        cancelled_by TEXT NOT NULL,
        not_before REAL,
        paused INTEGER NOT NULL,
        until REAL,
        ending TEXT,
        waited TEXT NOT NULL,
        fence INTEGER NOT NULL,
        paused_why TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE role (
        name TEXT PRIMARY KEY,
        started INTEGER NOT NULL,
        hand TEXT NOT NULL,
        until REAL,
        priority INTEGER NOT NULL,
        configured INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE journal (
        number INTEGER PRIMARY KEY,
        at REAL NOT NULL,
        cause TEXT NOT NULL,
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        detail TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE sample (
        number INTEGER PRIMARY KEY,
        at REAL NOT NULL,
        cpu_percent REAL,
        memory_percent REAL,
        disk_percent REAL,
        tasks INTEGER NOT NULL
    ) STRICT""",
    "CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
)

_SECOND: Final = ("ALTER TABLE role ADD COLUMN stopped INTEGER NOT NULL DEFAULT 0",)

LIMIT_STEPS: Final = "kind IN ('RoleResumed', 'RoleThrottled')"
"""The index below serves only a question that says so in these very words, not by parameters."""

_THIRD: Final = (
    *(
        f"ALTER TABLE sample ADD COLUMN {name} REAL"
        for name in (
            *("disk_read_mb_s", "disk_write_mb_s", "cpu_pressure", "memory_pressure", "io_pressure"),
            *("memory_pressure_some", "io_pressure_some"),
        )
    ),
    "ALTER TABLE sample ADD COLUMN roles TEXT NOT NULL DEFAULT '{}'",
    "CREATE INDEX sample_by_time ON sample (at)",
    # Only what is looked for among all else: an index over the whole journal would slow every task down.
    f"CREATE INDEX journal_of_limits ON journal (at) WHERE {LIMIT_STEPS}",
)

_FOURTH: Final = (
    "ALTER TABLE task ADD COLUMN peak TEXT",
    "ALTER TABLE task ADD COLUMN counted_at REAL",
    "ALTER TABLE task ADD COLUMN waits_for TEXT",
    "ALTER TABLE role ADD COLUMN since REAL",
)

MIGRATIONS: Final = (_FIRST, _SECOND, _THIRD, _FOURTH)
NEWEST: Final = len(MIGRATIONS)


def version_of(connection: sqlite3.Connection) -> int:
    """How many migrations a store has had."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, migrations: tuple[tuple[str, ...], ...] = MIGRATIONS) -> None:
    """Bring a store to the newest version, each migration in one transaction: all of it or nothing.

    Raises:
        sqlite3.Error: a migration fails; the store is as it was before that one.
    """
    for number in range(version_of(connection), len(migrations)):
        reach("store.before-migration")
        connection.execute("BEGIN EXCLUSIVE")
        try:
            for statement in migrations[number]:
                connection.execute(statement)
                reach("store.inside-migration")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {number + 1}")
            connection.execute("COMMIT")
        except BaseException:
            connection.rollback()
            raise
        reach("store.after-migration")
