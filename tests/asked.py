"""A home is asked: what was loaded into it, and what its readers see."""

from typing import Any

from vigia.settings import Settings
from vigia.warehouse import query, reader, writer


def rows(settings: Settings, sql: str) -> list[Any]:
    """Query the private warehouse."""
    with writer(settings.home, 1) as connection:
        return connection.execute(sql).fetchall()


def published(settings: Settings, sql: str) -> list[Any]:
    """Query what is published."""
    with reader(settings.home) as connection:
        return query(connection, sql)[1]
