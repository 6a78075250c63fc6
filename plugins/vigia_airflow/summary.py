"""What the demo ends with: counts, alerts, losses and top stories of the published database."""

import shlex
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from vigia.warehouse import published_file, query, reader
from vigia_airflow.tasks import printable

COUNTS = {
    "feeds polled": "select count(distinct feed_id) from polls",
    "entries": "select count(*) from entries",
    "pages": "select count(*) from pages",
    "articles": "select count(*) from articles",
    "matches": "select count(*) from articles where relevance = 'match'",
    "mentions": "select count(*) from articles where relevance = 'mention'",
    "stories": "select count(*) from stories",
    "alerts": "select count(*) from alerts",
}
ALERTS = """
    select story.title, alert.reason, alert.status, story.topics, outlet.name
    from alerts as alert
    join stories as story on alert.story_id = story.story_id
    join articles as article on alert.article_id = article.article_id
    join outlets as outlet on article.outlet_id = outlet.outlet_id
    order by alert.created_at, story.weight desc, story.story_id
"""
LOSSES = """
    select meaning.disposition, count(*), meaning.meaning
    from entries as entry
    join dispositions as meaning using (disposition)
    where entry.disposition not in ('tagged', 'known', 'duplicate', 'gated')
    group by all
    order by count(*) desc, meaning.disposition
"""
FAILED_FEEDS = """
    select feed_id, any_value(error order by polled_at desc)
    from polls
    where error is not null
    group by all
    order by feed_id
"""
TOP_STORIES = """
    select title, outlet_count, languages
    from stories
    order by weight desc, story_id
    limit 5
"""
EXAMPLE = "select title, outlet_count from stories order by weight desc limit 5"
Row = tuple[Any, ...]


def has_run(home: Path, run_id: str) -> bool:
    """Return whether a run is in the published database of a home that may be new."""
    if not published_file(home).exists():
        return False
    with reader(home) as connection:
        _, rows = query(connection, "select 1 from runs where run_id = ?", [run_id])
    return bool(rows)


def row_counts(home: Path) -> dict[str, int]:
    """Return how many rows each published table has; none before anything was published."""
    if not published_file(home).exists():
        return {}
    with reader(home) as connection:
        _, tables = query(connection, "select table_name from duckdb_tables() where schema_name = 'main'")
        # The names are those of our own tables.
        counted = {name: query(connection, f'select count(*) from "{name}"')[1] for (name,) in tables}  # noqa: S608
        return {name: rows[0][0] for name, rows in counted.items()}


def news_since(before: Mapping[str, int], after: Mapping[str, int]) -> str:
    """Say what a repeated demo added to the tables."""
    grown = {name: count - before.get(name, 0) for name, count in after.items()}
    changed = ", ".join(f"{name} {count:+d}" for name, count in grown.items() if count)
    return (
        f"Since the last demo: {changed}"
        if changed
        else "Nothing new since the last demo: no table has grown."
    )


def summary(home: Path, day: date) -> Iterator[str]:
    """Give the lines of the summary; what came from outside is made harmless."""
    with reader(home) as connection:

        def rows(sql: str) -> Sequence[Row]:
            return query(connection, sql)[1]

        yield ", ".join(f"{rows(sql)[0][0]} {name}" for name, sql in COUNTS.items())
        yield from _section("Alerts sent, each with its reason", map(_alert, rows(ALERTS)))
        yield from _section("Top stories", map(_story, rows(TOP_STORIES)))
        losses = (f"{count} {disposition}: {meaning}" for disposition, count, meaning in rows(LOSSES))
        yield from _section("Pages that could not be read, and why", losses)
        failed = (f"{feed}: {printable(error, 140)}" for feed, error in rows(FAILED_FEEDS))
        yield from _section("Feeds that failed, and why", failed)
    yield from _paths(home, day)


def _alert(row: Row) -> str:
    title, reason, status, topics, outlet = row
    mark = "" if status == "sent" else f" [{status}]"
    why = f"{printable(outlet, 60)}: {printable(reason, 200)} ({', '.join(topics) or 'no topic'})"
    return f"{printable(title, 100)}{mark}\n      because of {why}"


def _story(row: Row) -> str:
    title, outlets, languages = row
    return f"{printable(title, 100)}  ({outlets} outlet{'s' * (outlets != 1)}; {', '.join(languages)})"


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield f"\n{title}:"
        yield from (f"  - {line}" for line in found)


def _paths(home: Path, day: date) -> Iterator[str]:
    vigia = f"VIGIA_HOME={shlex.quote(shown(home))} {_command()}"
    yield f"\nReport    {shown(home / 'reports' / day.isoformat() / 'index.html')}"
    yield f"Database  {shown(published_file(home))}"
    yield "\nTry next:"
    yield f'  {vigia} query "{EXAMPLE}"'
    yield f"  {vigia} explain {shlex.quote(_an_url(home))}"


def _command() -> str:
    # Beside our interpreter, which need not be on the reader's path.
    beside = Path(sys.executable).with_name("vigia")
    found = shutil.which("vigia")
    return "vigia" if found and Path(found) == beside else shown(beside)


def _an_url(home: Path) -> str:
    with reader(home) as connection:
        _, rows = query(connection, "select url from matches order by score desc, article_id limit 1")
    return printable(rows[0][0], 200) if rows else "URL"


def shown(path: Path) -> str:
    """Return a path as short as it can be typed from here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
