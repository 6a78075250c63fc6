-- Each branch is one kind of event; ordinal orders those that share an instant.
with
entries as (
    select * from {{ ref('stg_entries') }}
),

feeds as (
    select * from {{ ref('stg_feeds') }}
),

aliases as (
    select * from {{ ref('stg_entry_aliases') }}
),

pages as (
    select * from {{ ref('stg_pages') }}
),

articles as (
    select * from {{ ref('stg_articles') }}
),

versions as (
    select * from {{ ref('stg_article_versions') }}
),

earlier_tags as (
    select * from {{ ref('stg_article_tags_history') }}
),

stories as (
    select * from {{ ref('stg_stories') }}
),

alerts as (
    select * from {{ ref('stg_alerts') }}
),

published as (
    select
        url,
        canonical_url,
        entry_id,
        article_id,
        'published' as event,
        published_at as happened_at,
        1 as ordinal,
        'according to ' || coalesce(published_source, 'the outlet') as detail
    from articles
    where published_at is not null
),

seen as (
    select
        entries.url,
        entries.canonical_url,
        entries.entry_id,
        entries.article_id,
        'seen' as event,
        entries.first_seen_at as happened_at,
        2 as ordinal,
        'in the feed ' || feeds.url || if(entries.is_backlog, ', as backlog', '') as detail
    from entries
    inner join feeds on entries.feed_id = feeds.feed_id
),

renamed as (
    select
        entries.url,
        entries.canonical_url,
        entries.entry_id,
        entries.article_id,
        'renamed' as event,
        aliases.first_seen_at as happened_at,
        2 as ordinal,
        'known again by its ' || aliases.reason || ' under the key ' || aliases.key as detail
    from aliases
    inner join entries on aliases.entry_id = entries.entry_id
),

fetched as (
    select
        pages.url,
        entries.canonical_url,
        pages.entry_id,
        pages.article_id,
        if(pages.is_revisit, 'revisited', 'fetched') as event,
        pages.fetched_at as happened_at,
        3 as ordinal,
        concat_ws(
            ', ',
            coalesce('HTTP ' || pages.http_status, 'no answer'),
            pages.body_bytes || ' bytes',
            if(pages.disposition = 'queued', null, pages.disposition),
            pages.note,
            'archived in ' || pages.archive_file
            || coalesce(', removed by retention ' || pages.archive_removed_at, '')
        ) as detail
    from pages
    inner join entries on pages.entry_id = entries.entry_id
),

-- A page that was there and is gone, by its status or its words, or is now the front page.
disappeared as (
    select
        articles.url,
        articles.canonical_url,
        pages.entry_id,
        articles.article_id,
        'disappeared' as event,
        pages.fetched_at as happened_at,
        4 as ordinal,
        concat_ws(', ', 'HTTP ' || pages.http_status, pages.disposition, pages.note) as detail
    from pages
    inner join articles on pages.entry_id = articles.entry_id
    where
        pages.is_revisit
        and pages.disposition in ('vanished', 'homepage')
),

disposed as (
    select
        url,
        canonical_url,
        entry_id,
        article_id,
        'disposed' as event,
        loaded_at as happened_at,
        4 as ordinal,
        concat_ws(': ', disposition, note) as detail
    from entries
),

edited as (
    select
        articles.url,
        articles.canonical_url,
        articles.entry_id,
        articles.article_id,
        if(versions.cause = 'replay', 'reread', 'edited') as event,
        versions.seen_until as happened_at,
        5 as ordinal,
        'version ' || versions.version || ' replaced; it was a ' || versions.relevance
        || ' titled "' || versions.title || '"' as detail
    from versions
    inner join articles on versions.article_id = articles.article_id
),

-- An edit has an event of its own.
retagged as (
    select
        articles.url,
        articles.canonical_url,
        articles.entry_id,
        articles.article_id,
        'retagged' as event,
        earlier_tags.tagged_until as happened_at,
        5 as ordinal,
        'by other rules; it was a ' || earlier_tags.relevance
        || ', score ' || round(earlier_tags.score, 2)
        || ', by rules ' || earlier_tags.rules_hash
        || ' since ' || earlier_tags.tagged_from as detail
    from earlier_tags
    inner join articles on earlier_tags.article_id = articles.article_id
    where earlier_tags.cause = 'rules'
),

replaced as (
    select
        article_id,
        max(tagged_until) as tagged_until
    from earlier_tags
    group by article_id
),

tagged as (
    select
        articles.url,
        articles.canonical_url,
        articles.entry_id,
        articles.article_id,
        'tagged' as event,
        coalesce(replaced.tagged_until, articles.updated_at) as happened_at,
        6 as ordinal,
        articles.relevance || ', score ' || round(articles.score, 2)
        || ', rules ' || articles.rules_hash as detail
    from articles
    left join replaced on articles.article_id = replaced.article_id
),

grouped as (
    select
        articles.url,
        articles.canonical_url,
        articles.entry_id,
        articles.article_id,
        'grouped' as event,
        articles.updated_at as happened_at,
        7 as ordinal,
        'into story ' || stories.story_id || ' "' || stories.title || '"'
        || coalesce(', a copy of article ' || articles.duplicate_of, '') as detail
    from articles
    inner join stories on articles.story_id = stories.story_id
),

alerted as (
    select
        articles.url,
        articles.canonical_url,
        articles.entry_id,
        articles.article_id,
        'alerted' as event,
        alerts.created_at as happened_at,
        8 as ordinal,
        'alert ' || alerts.alert_id || ' on ' || alerts.channel || ': ' || alerts.reason as detail
    from alerts
    inner join articles on alerts.article_id = articles.article_id
),

delivered as (
    select
        articles.url,
        articles.canonical_url,
        articles.entry_id,
        articles.article_id,
        'delivered' as event,
        alerts.sent_at as happened_at,
        9 as ordinal,
        'alert ' || alerts.alert_id || ' taken by ' || alerts.channel as detail
    from alerts
    inner join articles on alerts.article_id = articles.article_id
    where alerts.sent_at is not null
),

-- Retention took the body; what was found in it stays.
removed as (
    select
        url,
        canonical_url,
        entry_id,
        article_id,
        'removed' as event,
        body_removed_at as happened_at,
        10 as ordinal,
        'the body, by retention: bodies are kept only so long; tags and evidence stay' as detail
    from articles
    where body_removed_at is not null
),

final as (
    select * from published
    union all by name
    select * from seen
    union all by name
    select * from renamed
    union all by name
    select * from fetched
    union all by name
    select * from disappeared
    union all by name
    select * from disposed
    union all by name
    select * from edited
    union all by name
    select * from retagged
    union all by name
    select * from tagged
    union all by name
    select * from grouped
    union all by name
    select * from alerted
    union all by name
    select * from delivered
    union all by name
    select * from removed
)

select * from final
