"""Articles, their versions and tags in the warehouse."""

from datetime import datetime

from vigia.warehouse.writer import Connection

_SOURCES = ["none", "feed", "page"]  # of a body, the better the later


def load_articles(connection: Connection, now: datetime, zone: str) -> list[str]:
    """Load the batch of articles; return the ids of those that are new or changed.

    Leaves the temporary tables ``arrived`` and ``touched_articles`` for what follows in the load.
    """
    _arrive(connection, now)
    _touch(connection)
    _keep_versions(connection, now)
    keep_tags(connection, now, "edit")
    _merge(connection, now, zone)
    found = connection.execute("select article_id from touched_articles order by article_id").fetchall()
    return [row[0] for row in found]


def _arrive(connection: Connection, now: datetime) -> None:
    # One article for each canonical URL: of several entries of the run the one with the page's own
    # text wins, then the earliest; ties by id, so that the order of the files does not matter.
    connection.execute(
        """
        create or replace temp table arrived as
        select
            article.*,
            tags.tags,
            md5(article.title || chr(10) || article.body) as body_hash,
            coalesce(page.fetched_at, $now) as fetched_at
        from batch_articles as article
        join batch_tags as tags using (run_id, article_id, entry_id)
        left join batch_pages as page using (run_id, entry_id)
        qualify row_number() over (
            partition by article.article_id
            order by article.body_source = 'page' desc, article.first_seen_at, article.entry_id
        ) = 1
        """,
        {"now": now},
    )


def _touch(connection: Connection) -> None:
    # What was read from a page is never replaced by the lesser text of a feed, nor that by none; and no
    # text by that of an earlier fetch. The same fetch may be read anew, by better code.
    connection.execute(
        """
        create or replace temp table touched_articles as
        select
            arrived.article_id,
            stored.article_id is null as is_new,
            arrived.tags.relevance as relevance,
            coalesce(arrived.fetched_at = stored.fetched_at, false) as is_read_anew
        from arrived
        left join articles as stored using (article_id)
        where
            stored.article_id is null
            or list_position($sources, arrived.body_source) > list_position($sources, stored.body_source)
            or (
                arrived.body_source = stored.body_source
                and arrived.fetched_at > stored.fetched_at
                and arrived.body_hash <> stored.body_hash
            )
            or (
                arrived.body_source = stored.body_source
                and arrived.fetched_at = stored.fetched_at
                and arrived.entry_id = stored.entry_id
                and (arrived.body_hash, arrived.authors, coalesce(arrived.language_code, ''))
                    <> (stored.body_hash, stored.authors, coalesce(stored.language_code, ''))
            )
        """,
        {"sources": _SOURCES},
    )


def _merge(connection: Connection, now: datetime, zone: str) -> None:
    # A date does not move when the text is edited; one that was not known may become so.
    connection.execute(
        """
        merge into articles as target
        using (
            select
                arrived.* exclude (tags, disposition, other_urls),
                tags.relevance,
                tags.score,
                tags.sentence,
                tags.rules_hash,
                -- A date in the future or none at all counts on the day it was first seen.
                cast(
                    timezone($zone, least(coalesce(published_at, first_seen_at), first_seen_at)) as date
                ) as report_date,
                $now as loaded_at
            from arrived
            semi join touched_articles using (article_id)
        ) as source
        on target.article_id = source.article_id
        when matched then update set
            title = source.title,
            summary = source.summary,
            body = source.body,
            body_source = source.body_source,
            body_hash = source.body_hash,
            authors = source.authors,
            language_code = source.language_code,
            published_at = coalesce(target.published_at, source.published_at),
            published_source = coalesce(target.published_source, source.published_source),
            relevance = source.relevance,
            score = source.score,
            sentence = source.sentence,
            rules_hash = source.rules_hash,
            note = source.note,
            body_removed_at = null,
            fetched_at = source.fetched_at,
            updated_at = source.loaded_at,
            version = target.version + 1
        when not matched then insert (
            article_id, entry_id, run_id, outlet_id, url, canonical_url, title, summary, body, body_source,
            body_hash, authors, language_code, published_at, published_source, published_is_day,
            first_seen_at, loaded_at, updated_at, report_date, is_backlog, version, relevance, score,
            sentence, rules_hash, note, fetched_at
        ) values (
            source.article_id, source.entry_id, source.run_id, source.outlet_id, source.url,
            source.canonical_url, source.title, source.summary, source.body, source.body_source,
            source.body_hash, source.authors, source.language_code, source.published_at,
            source.published_source, source.published_is_day, source.first_seen_at, source.loaded_at,
            source.loaded_at, source.report_date, source.is_backlog, 1, source.relevance, source.score,
            source.sentence, source.rules_hash, source.note, source.fetched_at
        )
        """,
        {"zone": zone, "now": now},
    )


def _keep_versions(connection: Connection, now: datetime) -> None:
    connection.execute(
        """
        insert into article_versions by name
        select
            article_id, version, title, summary, body, articles.relevance, updated_at as seen_from,
            $now as seen_until, if(is_read_anew, 'replay', 'edit') as cause, body_removed_at
        from articles
        join (from touched_articles where not is_new) using (article_id)
        """,
        {"now": now},
    )


def keep_tags(connection: Connection, now: datetime, cause: str) -> None:
    """Write the tags that the touched articles still have into their history.

    Must run before the articles and their topics change. ``cause`` is edit or rules.
    """
    connection.execute(
        """
        insert into article_tags_history
        with
        assigned as (
            select article_id, list(topic order by score desc, topic) as topics
            from match_topics
            group by article_id
        ),
        earlier as (
            select article_id, max(tagged_until) as tagged_until
            from article_tags_history
            group by article_id
        )
        select
            article.article_id,
            article.rules_hash,
            article.relevance,
            article.score,
            article.sentence,
            coalesce(assigned.topics, []) as topics,
            article.story_id,
            coalesce(earlier.tagged_until, article.updated_at) as tagged_from,
            $now as tagged_until,
            $cause as cause
        from articles as article
        semi join (from touched_articles where not is_new) as touched using (article_id)
        left join assigned using (article_id)
        left join earlier using (article_id)
        """,
        {"now": now, "cause": cause},
    )


def load_tags(connection: Connection) -> None:
    """Replace topics, actors and evidence of the articles that are new or changed."""
    for table in ("match_topics", "article_actors", "evidence"):
        connection.execute(
            f"""
            delete from {table}
            where article_id in (select article_id from touched_articles where not is_new)
            """
        )
    connection.execute(
        """
        insert into match_topics
        select article_id, topic.id, topic.score
        from (
            select article_id, unnest(tags.topics) as topic
            from arrived
            semi join touched_articles using (article_id)
        )
        """
    )
    connection.execute(
        """
        insert into article_actors
        select article_id, actor.id, actor.hits
        from (
            select article_id, unnest(tags.actors) as actor
            from arrived
            semi join touched_articles using (article_id)
        )
        """
    )
    connection.execute(
        """
        insert into evidence
        select article_id, hit.*
        from (
            select article_id, unnest(tags.evidence) as hit
            from arrived
            semi join touched_articles using (article_id)
        )
        """
    )
