-- Every day from the first to the last that anything is known of, also days on which nothing came.
with
articles as (
    select * from {{ ref('stg_articles') }}
    where {{ of_stale_days() }}
),

entries as (
    select * from {{ ref('stg_entries') }}
    where {{ of_stale_days() }} and {{ around_stale_days('first_seen_at') }}
),

pages as (
    select * from {{ ref('stg_pages') }}
    where {{ of_stale_days() }} and {{ around_stale_days('fetched_at') }}
),

health as (
    select * from {{ ref('daily_feed_health') }}
    where {{ of_stale_days() }}
),

articles_counted as (
    select
        report_date,
        count(*) as articles,
        count(*) filter (where relevance = 'match') as matches,
        count(*) filter (where relevance = 'mention') as mentions,
        count(*) filter (where relevance = 'none') as nones,
        count(duplicate_of) as duplicates,
        count(*) filter (where is_backlog) as backlog,
        count(distinct story_id) as stories,
        count(distinct outlet_id) filter (where relevance = 'match') as outlets,
        count(distinct coalesce(language_code, 'und')) filter (where relevance = 'match')
            as languages,
        count(*) filter (
            where relevance = 'match' and {{ report_day('loaded_at') }} > report_date
        ) as late_matches,
        max(updated_at) as restated_at
    from articles
    group by report_date
),

entries_counted as (
    select
        report_date,
        count(*) as entries,
        count(*) filter (where disposition = 'queued') as entries_queued
    from entries
    group by report_date
),

pages_counted as (
    select
        report_date,
        count(*) as pages,
        count(*) filter (where disposition <> 'queued') as pages_failed
    from pages
    group by report_date
),

health_counted as (
    select
        report_date,
        count(*) filter (where is_expected) as feeds_expected,
        count(*) filter (where polls > 0) as feeds_polled,
        count(*) filter (where is_expected and not is_gap) as feeds_healthy,
        count(*) filter (where is_gap) as gaps,
        sum(polls)::bigint as polls,
        sum(polls_failed)::bigint as polls_failed
    from health
    group by report_date
),

-- Loading marks each day from the first to the last, also those on which nothing came.
days as (
    select distinct report_date
    from {{ source('vigia', 'changed_days') }}
    where {{ of_stale_days() }}
),

final as (
    select
        days.report_date,
        coalesce(health_counted.feeds_expected, 0) as feeds_expected,
        coalesce(health_counted.feeds_polled, 0) as feeds_polled,
        coalesce(health_counted.feeds_healthy, 0) as feeds_healthy,
        coalesce(health_counted.gaps, 0) as gaps,
        coalesce(health_counted.polls, 0) as polls,
        coalesce(health_counted.polls_failed, 0) as polls_failed,
        coalesce(entries_counted.entries, 0) as entries,
        coalesce(entries_counted.entries_queued, 0) as entries_queued,
        coalesce(pages_counted.pages, 0) as pages,
        coalesce(pages_counted.pages_failed, 0) as pages_failed,
        coalesce(articles_counted.articles, 0) as articles,
        coalesce(articles_counted.matches, 0) as matches,
        coalesce(articles_counted.mentions, 0) as mentions,
        coalesce(articles_counted.nones, 0) as nones,
        coalesce(articles_counted.duplicates, 0) as duplicates,
        coalesce(articles_counted.backlog, 0) as backlog,
        coalesce(articles_counted.stories, 0) as stories,
        coalesce(articles_counted.outlets, 0) as outlets,
        coalesce(articles_counted.languages, 0) as languages,
        coalesce(health_counted.polls, 0) > 0 as is_watched,
        coalesce(articles_counted.late_matches, 0) as late_matches,
        articles_counted.restated_at
    from days
    left join health_counted on days.report_date = health_counted.report_date
    left join entries_counted on days.report_date = entries_counted.report_date
    left join pages_counted on days.report_date = pages_counted.report_date
    left join articles_counted on days.report_date = articles_counted.report_date
)

select * from final
