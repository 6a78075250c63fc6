"""The rows of ``history``: SQL with its places to fill in, in the order of the tables."""

from bench.day import BODY_CHARS, LEAD

PARAGRAPHS = 50_000  # of which each body takes five: few enough come twice in what zstd sees at once
PARAGRAPH_CHARS = BODY_CHARS // 5

_RUN = "'h-' || strftime({at}, '%Y%m%d%H')"

POLLS = (
    """
    insert into polls by name
    select
        """
    + _RUN.format(at="polled_at")
    + """ as run_id, feed_id, polled_at, url, url as final_url,
        ['new', 'unchanged', 'unreachable'][1 + (hash(polls.number) % 50 > 24)::int
            + (hash(polls.number) % 50 = 49)::int] as outcome,
        if(outcome = 'unreachable', null, 200) as http_status,
        if(outcome = 'unreachable', 'no answer within 10 s', null) as error,
        if(outcome = 'new', 60000, 0) as body_bytes, 0.4 as elapsed_seconds, 'rss' as format,
        'utf-8' as encoding, feed_id as feed_title, if(outcome = 'new', 20, 0) as entry_count,
        false as is_first, false as is_gap
    from (
        select number, number % {feeds} as number_of_feed, {at} as polled_at from range({count}) as t(number)
    ) as polls
    join feeds_chosen using (number_of_feed)
    order by polls.number
    """
)

ENTRIES = (
    """
    insert into entries by name
    select
        substr(md5('e' || entries.number), 1, 20) as entry_id,
        """
    + _RUN.format(at="first_seen_at")
    + """ as run_id, feed_id, outlet_id,
        address as url, 'guid:' || address as "key", address as canonical_url,
        substr(paragraphs.text, (1 + hash(entries.number) % 300)::bigint, 70) as title,
        substr(paragraphs.text, (1 + hash(entries.number) % 400)::bigint, 160) as summary,
        ['Ana García'] as authors,
        first_seen_at - to_minutes((5 + hash(entries.number) % 295)::bigint) as published_at,
        'feed' as published_source, null as updated_at, language_code, first_seen_at,
        md5('c' || entries.number) as content_hash, false as is_backlog,
        case
            when is_article then 'tagged'
            when hash(entries.number, 1) % 100 < 60 then 'duplicate'
            when hash(entries.number, 1) % 100 < 90 then 'known'
            when hash(entries.number, 1) % 100 < 96 then 'too_old'
            else 'unreachable'
        end as disposition,
        null as note,
        if(
            disposition in ('tagged', 'duplicate'), substr(md5('a' || article_number), 1, 20), null
        ) as article_id,
        is_article::int as attempts, null as retry_at, first_seen_at + interval 5 minute as loaded_at
    from (
        select
            number, {at} as first_seen_at, number * {articles} // {entries} as article_number,
            (number + 1) * {articles} // {entries} > number * {articles} // {entries} as is_article,
            (hash(number, 2) % {feeds})::bigint as number_of_feed,
            (hash(number, 3) % {paragraphs})::bigint as number_of_text
        from range({entries}) as t(number)
    ) as entries
    join (select *, rtrim(url, '/') as root from feeds_chosen) using (number_of_feed)
    join paragraphs using (number_of_text),
    lateral (select root || strftime(first_seen_at, '/%Y/%m/%d/h') || entries.number as address)
    order by entries.number
    """
)

# The entries that articles are made of, by number of the article.
NUMBERED = """
    create temp table numbered as
    select
        row_number() over (order by first_seen_at, entry_id) - 1 as number,
        entry_id, run_id, outlet_id, article_id, url, title, summary, language_code, published_at,
        first_seen_at
    from entries
    where disposition = 'tagged'
"""

ARTICLES = (
    """
    insert into articles by name
    select
        numbered.article_id, entry_id, run_id, outlet_id, url, url as canonical_url, title, summary,
        '"""
    + LEAD
    + """' || p1.text || ' ' || p2.text || ' ' || p3.text || ' ' || p4.text || ' ' || p5.text as body,
        'page' as body_source, md5(numbered.article_id) as body_hash, ['Ana García'] as authors,
        language_code, published_at, 'feed' as published_source, false as published_is_day, first_seen_at,
        first_seen_at + interval 5 minute as loaded_at,
        loaded_at + to_hours((hash(numbered.number, 4) % 100 = 0)::bigint) as updated_at,
        cast(timezone('{zone}', published_at) as date) as report_date, false as is_backlog,
        1 + (hash(numbered.number, 4) % 100 = 0)::int as version,
        case
            when hash(numbered.number, 5) % 100 = 0 then 'match'
            when hash(numbered.number, 5) % 100 < 6 then 'mention'
            else 'none'
        end as relevance,
        if(relevance = 'match', 4.0, hash(numbered.number, 6) % 200 / 100 - 1) as score,
        if(relevance = 'match', substr(body, 1, 120), null) as sentence, 'bench' as rules_hash,
        first_seen_at + interval 2 minute as fetched_at
    from numbered
    """
    + "\n    ".join(
        f"join paragraphs as p{n} on p{n}.number_of_text = (hash(number, {10 + n}) % {PARAGRAPHS})::bigint"
        for n in range(1, 6)
    )
    + """
    where numbered.number between {first} and {last}
    order by numbered.number
    """
)

FOLLOWING = (
    """
    insert into pages by name
    select
        run_id, entry_id, article_id, url, url as final_url, first_seen_at + interval 2 minute as fetched_at,
        if(disposition = 'tagged', 200, null) as http_status, 'text/html; charset=utf-8' as content_type,
        if(disposition = 'tagged', 90000 + (hash(entry_id) % 9999)::bigint, 0) as body_bytes,
        0.3 as elapsed_seconds, run_id || '-' || hash(entry_id) % 4 || '.warc.gz' as archive_file,
        (hash(entry_id, 1) % 1000000000)::bigint as archive_offset,
        if(disposition = 'tagged', 'queued', disposition) as disposition, false as is_revisit
    from (select * replace (coalesce(article_id, entry_id) as article_id) from entries)
    where disposition in ('tagged', 'unreachable')
    order by first_seen_at
    """,
    """
    insert into evidence
    select
        article_id, 'body', place, place + length(surface), surface, side, side, 'terms.csv:' || side,
        if(dropped_because is null, 1.0, 0.0), dropped_because
    from articles, range(if(relevance = 'match', 4, 1)), (
        values
            (0, 'Cuba', 'cuba', null),
            (7, 'Rusia', 'russia', null),
            (7, 'Rusia', 'russia', 'list of countries')
    ) as hit(place, surface, side, dropped_because)
    where relevance <> 'none'
    order by first_seen_at
    """,
    """
    insert into match_topics
    select article_id, topic, 3.0
    from (select *, unnest([0, 1]) as nth from articles where relevance = 'match')
    join topics_chosen
        on number_of_topic = ((hash(article_id) % 17 + nth * (1 + hash(article_id, 1) % 7)) % 17)::bigint
    order by first_seen_at
    """,
    # A few actors are in most matches.
    """
    insert into article_actors
    with
    sides as (
        select side, count(*) as actors from actors_chosen group by side
    ),
    drawn as (
        select
            article_id, side, first_seen_at,
            floor(actors * (hash(article_id, side) % 10000 / 10000) ** 4)::bigint as number_of_actor
        from articles cross join sides
        where relevance = 'match'
    )
    select article_id, actor_id, 2
    from drawn
    join actors_chosen using (side, number_of_actor)
    order by first_seen_at
    """,
    """
    insert into article_versions by name
    select
        article_id, 1 as version, title, summary, body, relevance, loaded_at as seen_from,
        updated_at as seen_until, 'edit' as cause
    from articles
    where version = 2
    order by first_seen_at
    """,
    """
    insert into article_tags_history by name
    select
        article_id, rules_hash, relevance, score, sentence, [] as topics, null as story_id,
        loaded_at as tagged_from, updated_at as tagged_until, 'edit' as cause
    from articles
    where version = 2
    order by first_seen_at
    """,
    """
    insert into feed_states by name
    select
        feed_id, min(polled_at) as first_polled_at, max(polled_at) as last_polled_at,
        max(polled_at) as last_success_at, max(polled_at) + interval 1 hour as next_poll_at,
        3600 as interval_seconds, 0 as failure_weight, [] as last_keys
    from polls
    group by feed_id
    """,
    """
    insert into runs by name
    select
        run_id, min(polled_at) as started_at, max(polled_at) as loaded_at, 'bench' as rules_hash,
        count(*) as feeds_polled, count(*) filter (outcome = 'unreachable') as polls_failed,
        sum(entry_count) as entries_seen, 0 as entries_new, 0 as pages_fetched, 0 as articles_new,
        0 as articles_changed, 0 as matches_new, 0 as stories_new, 0 as alerts_new
    from polls
    group by run_id
    order by started_at
    """,
)

ALERTS = """
    insert into alerts by name
    select
        substr(sha256(story_id), 1, 16) as alert_id, story_id, substr(story_id, 2) as article_id,
        'mailto' as channel, coalesce(sentence, title) as reason,
        last_seen_at + interval 10 minute as created_at, created_at + interval 1 minute as sent_at,
        'sent' as status, 1 as attempts
    from stories
    order by first_seen_at
"""
