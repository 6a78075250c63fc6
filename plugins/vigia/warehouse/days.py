"""The days that changed: what the models must restate, kept in the transaction of what changed them.

Two kinds of data change apart: ``articles`` count on the day they were published, also when they
come weeks late; ``watching`` (polls, entries, pages) belongs to the day it happened. The health of
a feed follows from the days before, so a change of watching touches every later day too.
"""

from datetime import UTC, datetime

from vigia.warehouse.writer import Connection

# Rows of built_models beside those of the models.
_TESTS, _TESTS_OF_EVERY_ROW = "data tests", "data tests of every row"
# A key that comes twice on days far apart is found within so many days.
DAYS_BETWEEN_TESTS_OF_EVERY_ROW = 7


def mark_watching_days(connection: Connection, now: datetime, zone: str) -> None:
    """Mark the days on which what ``load_run`` loaded was watched, and all when a feed is new.

    A feed that was polled for the first time is no longer missing on the days before.
    """
    if connection.execute("select 1 from new_feeds limit 1").fetchone():
        mark_every_day(connection, now)
    # From the last day that was watched before: a day without a poll is known only afterwards.
    connection.execute(
        """
        create or replace temp table touched_days as
        with happened as (
            select cast(timezone($zone, happened_at) as date) as day, is_watched
            from (
                select polled_at as happened_at, true as is_watched from new_polls
                union all
                select fetched_at, true from new_pages
                union all
                select first_seen_at, true from changed_entries
                union all
                -- A gap that is closed later was none on the day that showed it.
                select shown.polled_at, true
                from backfills
                join new_polls using (run_id, feed_id)
                join polls as shown
                    on shown.run_id = backfills.gap_run_id and shown.feed_id = backfills.feed_id
                where backfills.attempts > 1
                union all
                -- How silent a feed was follows from the dates of its entries.
                select published_at, false
                from changed_entries
                where published_at between first_seen_at - interval 60 day and first_seen_at
            )
        )
        select report_date, 'watching' as kind
        from changed_days
        where
            kind = 'watching'
            and report_date >= (
                select least(
                    min(day),
                    (
                        select cast(timezone($zone, max(polled_at)) as date)
                        from polls
                        anti join new_polls using (run_id, feed_id)
                    )
                )
                from happened
                having count(*) > 0
            )
        union
        select day, 'watching' from happened where is_watched
        """,
        {"zone": zone},
    )
    _mark(connection, now)


def mark_article_days(connection: Connection, now: datetime) -> None:
    """Mark the days of the touched articles, and of all that share a changed story with them."""
    connection.execute(
        """
        create or replace temp table touched_days as
        select distinct report_date, 'articles' as kind
        from articles
        where
            article_id in (select article_id from touched_articles)
            or story_id in (select story_id from changed_stories)
        """
    )
    _mark(connection, now)


def mark_every_day(connection: Connection, now: datetime) -> None:
    """Mark every day that is known: something changed that any of them may show."""
    connection.execute(
        "create or replace temp table touched_days as select report_date, kind from changed_days"
    )
    _mark(connection, now)


def find_days(connection: Connection, zone: str) -> None:
    """Mark every day that the tables hold when none is known: the warehouse is older than the marks."""
    if connection.execute("select 1 from changed_days limit 1").fetchone():
        return
    connection.execute(
        """
        create or replace temp table touched_days as
        select distinct report_date, 'articles' as kind from articles
        union
        select cast(timezone($zone, happened_at) as date), 'watching'
        from (
            select polled_at as happened_at from polls
            union all
            select fetched_at from pages
            union all
            select first_seen_at from entries
        )
        """,
        {"zone": zone},
    )
    last = connection.execute("select max(loaded_at) from entries").fetchone()
    _mark(connection, last[0] if last and last[0] else datetime(1970, 1, 1, tzinfo=UTC))


def built_otherwise(connection: Connection, project_hash: str) -> bool:
    """Return whether a model was last built by other SQL; forget all builds but the last of each."""
    connection.execute(
        """
        delete from built_models
        where (model, built_at) not in (select (model, max(built_at)) from built_models group by model)
        """
    )
    found = connection.execute(
        "select 1 from built_models where project_hash <> ? and model not in (?, ?) limit 1",
        [project_hash, _TESTS, _TESTS_OF_EVERY_ROW],
    ).fetchone()
    return found is not None


def last_change(connection: Connection) -> datetime | None:
    """Return the latest mark of a day, in UTC; None when no day is known."""
    return _instant(connection, "select max(changed_at) from changed_days")


def untested_since(connection: Connection, project_hash: str) -> datetime | None:
    """Return the mark up to which days passed the data tests; None when every row is to be tested.

    That is when it was not done in the last week, or with other SQL.
    """
    return _instant(
        connection,
        f"""
        select max(up_to) from built_models
        where model = $tests and exists (
            select 1 from built_models
            where
                model = $all and project_hash = $project_hash
                and built_at > now() - interval {DAYS_BETWEEN_TESTS_OF_EVERY_ROW} day
        )
        """,
        {"tests": _TESTS, "all": _TESTS_OF_EVERY_ROW, "project_hash": project_hash},
    )


def record_tests(connection: Connection, up_to: datetime, project_hash: str, of_every_row: bool) -> None:
    """Record that the data tests passed on what had changed up to a mark, or on every row."""
    connection.execute(
        "insert into built_models select unnest($models), $up_to, $project_hash, now()",
        {
            "models": [_TESTS, *([_TESTS_OF_EVERY_ROW] if of_every_row else [])],
            "up_to": up_to,
            "project_hash": project_hash,
        },
    )


def _instant(connection: Connection, sql: str, parameters: dict[str, str] | None = None) -> datetime | None:
    row = connection.execute(sql, parameters).fetchone()
    return row[0] if row else None


def _mark(connection: Connection, now: datetime) -> None:
    # Later than every mark before, whatever the clock says: a model compares with the latest it knows.
    connection.execute(
        """
        merge into changed_days as target
        using (
            select
                report_date,
                kind,
                greatest(
                    $now,
                    (select max(changed_at) + interval 1 microsecond from changed_days)
                ) as changed_at
            from touched_days
        ) as source
        on target.report_date = source.report_date and target.kind = source.kind
        when matched then update set changed_at = source.changed_at
        when not matched then insert (report_date, kind, changed_at)
        values (source.report_date, source.kind, source.changed_at)
        """,
        {"now": now},
    )
    connection.execute(
        """
        insert into changed_days
        select report_date, kind, changed_at
        from (
            select
                unnest(
                    generate_series(min(report_date), max(report_date), interval 1 day)
                )::date as report_date,
                max(changed_at) as changed_at
            from changed_days
        )
        cross join (select unnest(['articles', 'watching']) as kind)
        anti join changed_days using (report_date, kind)
        """
    )
