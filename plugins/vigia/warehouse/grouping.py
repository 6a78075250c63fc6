"""Stories in the warehouse: the window that is grouped, and what grouping found."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa

from vigia.warehouse.writer import Connection


def group_window(connection: Connection, since: datetime) -> list[dict[str, Any]]:
    """Return the matching articles since an instant, as rows for ``stories.candidate.Candidate``."""
    reader = connection.execute(
        """
        with
        entities as (
            -- Actors, and not every term: that both sides are named says nothing about the event.
            select article_id, list(actor_id) as entities
            from article_actors
            group by article_id
        ),
        assigned as (
            select article_id, list(topic) as topics
            from match_topics
            group by article_id
        )
        select
            article.article_id,
            article.outlet_id,
            coalesce(outlet.publisher_family, article.outlet_id) as publisher_family,
            article.language_code,
            least(coalesce(article.published_at, article.first_seen_at), article.first_seen_at) as "at",
            article.title,
            article.title || chr(10) || article.summary || chr(10) || article.body as text,
            article.sentence,
            article.score,
            coalesce(entities.entities, []) as entities,
            coalesce(assigned.topics, []) as topics,
            article.story_id
        from articles as article
        left join outlets as outlet using (outlet_id)
        left join entities using (article_id)
        left join assigned using (article_id)
        where
            article.relevance = 'match'
            and least(coalesce(article.published_at, article.first_seen_at), article.first_seen_at) >= ?
        order by article.article_id
        """,
        [since],
    )
    rows: list[dict[str, Any]] = reader.to_arrow_table().to_pylist()
    return rows


def window_start(connection: Connection, span: timedelta) -> datetime | None:
    """Return the start of the window that the touched articles need, None when none matches.

    An article may join a story whose members lie up to ``span`` before or after it.
    """
    row = connection.execute(
        """
        select min(least(coalesce(published_at, first_seen_at), first_seen_at))
        from articles
        semi join touched_articles using (article_id)
        where relevance = 'match'
        """
    ).fetchone()
    return row[0] - span if row and row[0] else None


def assign_stories(
    connection: Connection, story_by_article: Mapping[str, str], original_by_copy: Mapping[str, str]
) -> list[str]:
    """Write who is in which story and refresh the stories; return the ids of the new ones."""
    ids = list(story_by_article)
    assignments = pa.table(
        {
            "article_id": pa.array(ids, pa.string()),
            "story_id": pa.array([story_by_article[article_id] for article_id in ids], pa.string()),
            "duplicate_of": pa.array([original_by_copy.get(article_id) for article_id in ids], pa.string()),
        }
    )
    connection.register("grouped", assignments)
    # Whose body is gone is not compared any more: a copy stays what it was found to be.
    connection.execute(
        """
        create or replace temp table assignments as
        select
            article_id,
            grouped.story_id,
            if(
                article.body_removed_at is not null or original.body_removed_at is not null,
                article.duplicate_of,
                grouped.duplicate_of
            ) as duplicate_of
        from grouped
        join articles as article using (article_id)
        left join articles as original on original.article_id = article.duplicate_of
        """
    )
    connection.unregister("grouped")
    connection.execute(
        """
        create or replace temp table changed_stories as
        select distinct unnest([assignment.story_id, article.story_id]) as story_id
        from assignments as assignment
        join articles as article using (article_id)
        where
            article.story_id is distinct from assignment.story_id
            or article.duplicate_of is distinct from assignment.duplicate_of
            or article.article_id in (select article_id from touched_articles)
        """
    )
    connection.execute(
        """
        update articles set story_id = assignment.story_id, duplicate_of = assignment.duplicate_of
        from assignments as assignment
        where
            articles.article_id = assignment.article_id
            and (
                articles.story_id is distinct from assignment.story_id
                or articles.duplicate_of is distinct from assignment.duplicate_of
            )
        """
    )
    # An edit may have taken the match away.
    connection.execute(
        """
        insert into changed_stories
        select story_id from articles
        semi join touched_articles using (article_id)
        where relevance <> 'match' and story_id is not null
        """
    )
    connection.execute(
        """
        update articles set story_id = null, duplicate_of = null
        where relevance <> 'match' and story_id is not null
            and article_id in (select article_id from touched_articles)
        """
    )
    return _refresh_stories(connection)


def _refresh_stories(connection: Connection) -> list[str]:
    new = connection.execute(
        "select distinct story_id from changed_stories anti join stories using (story_id) "
        "semi join articles using (story_id) order by story_id"
    ).fetchall()
    connection.execute("delete from stories where story_id in (select story_id from changed_stories)")
    # Weight: publisher families, and a tenth for each further outlet; nine editions of one house
    # are not corroboration.
    connection.execute(
        """
        insert into stories
        with
        members as (
            select
                article.*,
                coalesce(outlet.publisher_family, article.outlet_id) as publisher_family,
                least(coalesce(published_at, first_seen_at), first_seen_at) as dated_at
            from articles as article
            left join outlets as outlet using (outlet_id)
            where article.story_id in (select story_id from changed_stories)
        ),
        topics_counted as (
            select story_id, topic, count(*) as articles
            from match_topics
            join members using (article_id)
            group by story_id, topic
        ),
        topics_listed as (
            select story_id, list(topic order by articles desc, topic) as topics
            from topics_counted
            group by story_id
        )
        select
            story_id,
            arg_max(title, (score, -epoch_us(dated_at), article_id)) as title,
            arg_max(sentence, (score, -epoch_us(dated_at), article_id)) as sentence,
            min(dated_at) as first_seen_at,
            max(dated_at) as last_seen_at,
            count(*) as article_count,
            count(distinct outlet_id) as outlet_count,
            count(distinct publisher_family) as family_count,
            list_sort(list(distinct language_code) filter (language_code is not null)) as languages,
            coalesce(any_value(topics), []) as topics,
            count(distinct publisher_family)
            + 0.1 * (count(distinct outlet_id) - count(distinct publisher_family)) as weight
        from members
        left join topics_listed using (story_id)
        group by story_id
        """
    )
    return [row[0] for row in new]


def queue_alerts(
    connection: Connection,
    stories: list[str],
    channels: list[str],
    now: datetime,
    oldest: datetime,
) -> int:
    """Record one pending alert for each new story and channel; return how many.

    ``oldest`` bounds the age of the match. Stories known only from a feed's first poll or from a
    back-fill get none: they are no news.
    """
    before = _count(connection)
    connection.execute(
        """
        insert into alerts
        with firsts as (
            select
                story_id,
                arg_max(article, (article.score, article.article_id)) as article
            from articles as article
            where
                story_id in (select unnest($stories))
                and not is_backlog
                and least(coalesce(published_at, first_seen_at), first_seen_at) >= $oldest
            group by story_id
        )
        select
            substr(sha256(story_id || '|' || channel), 1, 16) as alert_id,
            story_id,
            article.article_id,
            channel,
            coalesce(article.sentence, article.title) as reason,
            $now as created_at,
            null as sent_at,
            'pending' as status,
            0 as attempts,
            null as error
        from firsts
        cross join (select unnest($channels) as channel)
        where not exists (
            select 1 from alerts
            where alerts.story_id = firsts.story_id and alerts.channel = channel
        )
        """,
        {"stories": stories, "channels": channels, "now": now, "oldest": oldest},
    )
    return _count(connection) - before


def _count(connection: Connection) -> int:
    row = connection.execute("select count(*) from alerts").fetchone()
    return int(row[0]) if row else 0
