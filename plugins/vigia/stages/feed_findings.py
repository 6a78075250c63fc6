"""What the doctor says of feeds that sleep, moved, fell silent or outran their polls."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from vigia.feeds.moves import SETTLED_AFTER, SETTLED_POLLS
from vigia.stages.finding import Finding
from vigia.warehouse import Connection, query

MOST_NAMED = 12
GAPS_OF = timedelta(days=7)

_DORMANT = """
    select feed_id || ' since ' || strftime(dormant_at, '%Y-%m-%d')
    from feed_states
    where dormant_at is not null
    order by dormant_at, feed_id
"""
# A move is proposed where the feed kept its title; another title is told, for a person to judge.
_MOVED = """
    select
        feed_id || ' → ' || moved_to
        || if(moved_title is distinct from title, ', where it is called ' || coalesce(moved_title, '?'), '')
    from feed_states
    where moved_at <= ? and moved_polls >= ?
    order by feed_id
"""
_SILENT = """
    select feed_id || ': ' || note
    from daily_feed_health
    where status = 'silent' and is_expected
        and report_date = (select max(report_date) from daily_feed_health)
    order by expected_since_newest desc nulls last, feed_id
"""
_GAPS = """
    select feed_id || ' ' || count(*) || '×'
    from polls
    where is_gap and polled_at > ?
    group by feed_id
    order by count(*) desc, feed_id
"""


def feed_findings(connection: Connection, now: datetime) -> Iterator[Finding]:
    """Yield a warning for each of these states that any feed is in."""
    looks: list[tuple[str, str, list[object], str]] = [
        ("feeds dormant", _DORMANT, [], "asked every 30 days; `vigia feeds check FEED`, then mend its row"),
        ("feeds moved", _MOVED, [now - SETTLED_AFTER, SETTLED_POLLS], "change their url in feeds.csv"),
        ("feeds with gaps", _GAPS, [now - GAPS_OF], "in a week: more came than their document holds"),
    ]
    if query(connection, "from duckdb_tables() where table_name = 'daily_feed_health'")[1]:
        mend = "open them in a browser: the outlet may have another feed by now"
        looks.append(("feeds silent", _SILENT, [], mend))
    for subject, sql, parameters, mend in looks:
        told = [str(row[0]) for row in query(connection, sql, parameters)[1]]
        if told:
            more = f" and {len(told) - MOST_NAMED} more" if len(told) > MOST_NAMED else ""
            seen = f"{len(told)}: {'; '.join(told[:MOST_NAMED])}{more}"
            yield Finding(subject, "warning", seen, mend)
