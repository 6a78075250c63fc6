"""Years of history, made inside DuckDB in the warehouse's own schema, as if loaded run by run.

Rows come in the order of time, as loads leave them. Everything is chosen by a hash of the row's number,
so that the same sizes give the same history.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyarrow as pa

from bench import history_rows
from bench.data import own_items
from bench.day import noon
from bench.history_rows import PARAGRAPH_CHARS, PARAGRAPHS
from bench.newsprint import chunks, prose
from vigia.settings import Settings
from vigia.stages.load import seed_tables
from vigia.warehouse import Connection, assign_stories, find_days, load_catalog, writer

ARTICLES_AT_ONCE = 100_000  # bounds the memory to some 500 MB of bodies
# What an article brings beside itself: pages, evidence, topics, actors, versions, earlier tags, stories.
ROWS_PER_ARTICLE = 1.45
_POLLS = 0.25  # of the rest; the others are entries


@dataclass(frozen=True, slots=True)
class Extent:
    """How much history there is."""

    articles: int
    rows: int  # of all other tables together, about
    days: int

    @property
    def polls(self) -> int:
        """Number of polls, spread evenly."""
        return int(_POLLS * (self.rows - ROWS_PER_ARTICLE * self.articles))

    @property
    def entries(self) -> int:
        """Number of entries, spread evenly; some have an article."""
        return int(self.rows - ROWS_PER_ARTICLE * self.articles) - self.polls

    @property
    def begin(self) -> datetime:
        """The first instant; the last is noon of day 0."""
        return noon(0) - timedelta(days=self.days)


def make_history(settings: Settings, extent: Extent) -> dict[str, int]:
    """Fill the warehouse of a home that has none; return the number of rows of each table.

    Raises ValueError when so few rows do not suffice for the articles.
    """
    if extent.entries < extent.articles:
        raise ValueError(
            f"{extent.rows:,} rows do not hold an entry for each of {extent.articles:,} articles"
        )
    with writer(*settings.warehouse) as connection:
        load_catalog(connection, seed_tables(settings))
        _pool(connection)
        for step in _steps(settings, extent, _count(connection, "feeds")):
            connection.execute("begin")
            connection.execute(step)
            connection.execute("commit")
        _group(connection)
        find_days(connection, settings.time_zone)
        names = connection.execute("select table_name from duckdb_tables() where not temporary").fetchall()
        return {name: _count(connection, name) for (name,) in names}


def _count(connection: Connection, table: str) -> int:
    row = connection.execute(f"select count(*) from {table}").fetchone()
    return int(row[0]) if row else 0


def _pool(connection: Connection) -> None:
    """Make what rows are chosen from: paragraphs, feeds, topics and actors, each numbered from 0."""
    rng, pieces = random.Random(1959), chunks(own_items())  # noqa: S311 - deterministic on purpose
    texts = [prose(pieces, PARAGRAPH_CHARS, rng) for _ in range(PARAGRAPHS)]
    connection.register("made", pa.table({"number": range(PARAGRAPHS), "text": texts}))
    connection.execute("create temp table paragraphs as select number as number_of_text, text from made")
    connection.unregister("made")
    for table, key in (("feed", "feed_id"), ("topic", "topic")):
        connection.execute(
            f"create temp table {table}s_chosen as "
            f"select *, row_number() over (order by {key}) - 1 as number_of_{table} from {table}s"
        )
    connection.execute(
        "create temp table actors_chosen as "
        "select actor_id, side, "
        "row_number() over (partition by side order by actor_id) - 1 as number_of_actor, "
        "count(*) over (partition by side) as actors from actors"
    )


def _steps(settings: Settings, extent: Extent, feeds: int) -> Iterator[str]:
    begin, span = f"timestamptz '{extent.begin:%Y-%m-%d %H:%M:%S}+00'", extent.days * 86_400_000

    def at(number: str, of: int) -> str:
        return f"{begin} + to_milliseconds(({number}) * {span} // {of})"

    yield history_rows.POLLS.format(at=at("number", extent.polls), count=extent.polls, feeds=feeds)
    yield history_rows.ENTRIES.format(
        at=at("number", extent.entries), entries=extent.entries, articles=extent.articles, feeds=feeds,
        paragraphs=PARAGRAPHS,
    )  # fmt: skip
    yield history_rows.NUMBERED
    for first in range(0, extent.articles, ARTICLES_AT_ONCE):
        yield history_rows.ARTICLES.format(
            first=first, last=first + ARTICLES_AT_ONCE - 1, zone=settings.time_zone
        )
    yield from (sql for sql in history_rows.FOLLOWING)


def _group(connection: Connection) -> None:
    """Put each three matches that came one after the other in a story; the second copies the first."""
    connection.execute("create or replace temp table touched_articles (article_id varchar)")
    found = connection.execute(
        "select article_id from articles where relevance = 'match' order by first_seen_at, article_id"
    ).fetchall()
    ids = [row[0] for row in found]
    stories = {article_id: f"s{ids[at - at % 3]}" for at, article_id in enumerate(ids)}
    assign_stories(connection, stories, {ids[at]: ids[at - 1] for at in range(1, len(ids), 3)})
    connection.execute(history_rows.ALERTS)
