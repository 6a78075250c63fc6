-- Headline, stories, gaps and coverage of each report say what the days say.
with
days as (
    select
        report_date,
        matches,
        stories,
        gaps,
        feeds_healthy
    from {{ ref('daily_coverage') }}
),

headlines as (
    select
        report_date,
        max(value) filter (where figure = 'matches') as matches,
        max(value) filter (where figure = 'stories') as stories
    from {{ ref('report_daily_figures') }}
    group by report_date
),

stories as (
    select
        report_date,
        count(*) as stories
    from {{ ref('report_daily_stories') }}
    group by report_date
),

gaps as (
    select
        report_date,
        count(*) filter (where scope = 'feed') as gaps
    from {{ ref('report_daily_gaps') }}
    group by report_date
),

classes as (
    select
        report_date,
        sum(feeds_healthy) filter (where owner_class <> 'all') as feeds_healthy,
        sum(matches) filter (where owner_class <> 'all') as matches
    from {{ ref('report_daily_coverage') }}
    group by report_date
)

select days.report_date
from days
left join headlines on days.report_date = headlines.report_date
left join stories on days.report_date = stories.report_date
left join gaps on days.report_date = gaps.report_date
left join classes on days.report_date = classes.report_date
where
    days.matches is distinct from headlines.matches
    or days.stories is distinct from headlines.stories
    or days.stories <> coalesce(stories.stories, 0)
    or days.gaps <> coalesce(gaps.gaps, 0)
    or days.feeds_healthy <> coalesce(classes.feeds_healthy, 0)
    or days.matches <> coalesce(classes.matches, 0)
