-- Over all days, what is counted is what was loaded: nothing falls between two days.
with
counted as (
    select
        sum(entries) as entries,
        sum(articles) as articles,
        sum(matches) as matches,
        sum(pages) as pages,
        sum(polls) as polls
    from {{ ref('daily_coverage') }}
),

loaded as (
    select
        (select count(*) from {{ ref('stg_entries') }}) as entries,
        (select count(*) from {{ ref('stg_articles') }}) as articles,
        (select count(*) from {{ ref('matches') }}) as matches,
        (select count(*) from {{ ref('stg_pages') }}) as pages,
        (select count(*) from {{ ref('stg_polls') }}) as polls
)

select
    counted.articles as articles_counted,
    loaded.articles as articles_loaded
from counted
cross join loaded
where
    coalesce(counted.entries, 0) <> loaded.entries
    or coalesce(counted.articles, 0) <> loaded.articles
    or coalesce(counted.matches, 0) <> loaded.matches
    or coalesce(counted.pages, 0) <> loaded.pages
    or coalesce(counted.polls, 0) <> loaded.polls
