"""Migrations, run at start-up by whichever process comes first."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, text

MIGRATIONS = Path(__file__).parent / "migrations"
ADVISORY_LOCK = 4_170_021
"""Any constant will do: PostgreSQL processes that start together queue on it."""


def upgrade(connection: Connection) -> None:
    """Bring the tables to the newest migration, inside the caller's write transaction."""
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
