"""The alerts as an outbox: claimed before they are sent, recorded after.

A claim is committed before the message goes out. If the process dies in between, the alert stays
``sending`` and is never sent by itself again: nothing is said twice. The report and ``vigia doctor``
show it, and ``vigia alerts send --again`` sends it on request.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

MOST_ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class DueAlert:
    """One message to send, with what it tells of."""

    alert_id: str
    channel: str
    reason: str
    story_title: str
    article_title: str
    url: str
    outlets: tuple[str, ...]
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    published_at: datetime | None
    first_seen_at: datetime


def due_alerts(
    connection: duckdb.DuckDBPyConnection, channels: Sequence[str], *, again: bool = False
) -> list[DueAlert]:
    """Return what is pending for these channels, the oldest first.

    ``again`` also returns what a process that died left ``sending``, or what has failed for good.
    """
    rows = connection.execute(
        """
        select
            alert.alert_id,
            alert.channel,
            alert.reason,
            story.title,
            article.title,
            article.url,
            (
                select list(distinct outlet.name order by outlet.name)
                from articles as member
                join outlets as outlet using (outlet_id)
                where member.story_id = alert.story_id
            ),
            story.topics,
            story.languages,
            article.published_at,
            article.first_seen_at
        from alerts as alert
        join articles as article using (article_id)
        join stories as story on story.story_id = alert.story_id
        where alert.status in (select unnest($states)) and alert.channel in (select unnest($channels))
        order by alert.created_at, alert.alert_id
        """,
        {"states": _states(again), "channels": list(channels)},
    ).fetchall()
    return [_due(row) for row in rows]


def claim_alert(connection: duckdb.DuckDBPyConnection, alert_id: str, *, again: bool = False) -> bool:
    """Mark one alert as ``sending``; return False when another process has taken it meanwhile."""
    # The caller is the one writer, so nothing happens in between; DuckLake has no ``returning``.
    due = connection.execute(
        "select 1 from alerts where alert_id = $id and status in (select unnest($states))",
        {"id": alert_id, "states": _states(again)},
    ).fetchone()
    if due is None:
        return False
    connection.execute(
        "update alerts set status = 'sending', attempts = attempts + 1 where alert_id = ?", [alert_id]
    )
    return True


def record_delivery(
    connection: duckdb.DuckDBPyConnection, alert_id: str, now: datetime, error: str | None
) -> None:
    """Record that an alert was taken by its channel, or why not.

    A failure leaves it pending for the next run, and after ``MOST_ATTEMPTS`` failed for good.
    """
    if error is None:
        connection.execute(
            "update alerts set status = 'sent', sent_at = ?, error = null where alert_id = ?", [now, alert_id]
        )
    else:
        connection.execute(
            "update alerts set status = case when attempts >= ? then 'failed' else 'pending' end, error = ? "
            "where alert_id = ?",
            [MOST_ATTEMPTS, error, alert_id],
        )


def _states(again: bool) -> list[str]:
    return ["pending", "sending", "failed"] if again else ["pending"]


def _due(row: tuple[Any, ...]) -> DueAlert:
    values: list[Any] = [tuple(value) if isinstance(value, list) else value for value in row]
    return DueAlert(*values)
