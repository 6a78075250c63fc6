"""Retention: bodies and archived pages that are older than an installation keeps them.

The row stays, with its metadata, tags, evidence and the hash of the text that was there; it says when
the text went. So a page that is read again is known to be the same, and its body stays away.
"""

from collections.abc import Sequence
from datetime import datetime

from vigia.warehouse.writer import Connection


def remove_bodies(connection: Connection, oldest: datetime, now: datetime) -> dict[str, int]:
    """Remove the bodies of pages fetched before an instant, and of earlier versions that ended before.

    One transaction. Returns how many of each went; a second time there are none.
    """
    connection.execute("begin")
    bodies = _changed(
        connection,
        """
        update articles set body = '', body_removed_at = $now
        where body_removed_at is null and coalesce(fetched_at, first_seen_at) < $oldest and body <> ''
        """,
        {"now": now, "oldest": oldest},
    )
    # Of an article whose body is gone no earlier one stays, however the clocks of fetch and load lie.
    versions = _changed(
        connection,
        """
        update article_versions set body = '', body_removed_at = $now
        where
            body_removed_at is null
            and body <> ''
            and (
                seen_until < $oldest
                or article_id in (select article_id from articles where body_removed_at is not null)
            )
        """,
        {"now": now, "oldest": oldest},
    )
    connection.execute("commit")
    return {"bodies_removed": bodies, "version_bodies_removed": versions}


def note_removed_archives(connection: Connection, files: Sequence[str], now: datetime) -> int:
    """Write that the pages in archive files are there no more, in one transaction; return how many."""
    return _changed(
        connection,
        """
        update pages set archive_removed_at = $now
        where archive_file in (select unnest($files)) and archive_removed_at is null
        """,
        {"now": now, "files": list(files)},
    )


def _changed(connection: Connection, sql: str, parameters: dict[str, object]) -> int:
    row = connection.execute(sql, parameters).fetchone()
    return int(row[0]) if row else 0
