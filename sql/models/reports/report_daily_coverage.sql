-- First the whole day, then each owner class: when its feeds fail, its silence means nothing.
with
coverage as (
    select * from {{ ref('daily_coverage') }}
    where {{ of_stale_days() }}
),

health as (
    select * from {{ ref('daily_feed_health') }}
    where {{ of_stale_days() }}
),

daily_outlets as (
    select * from {{ ref('daily_outlets') }}
    where {{ of_stale_days() }}
),

outlets as (
    select * from {{ ref('stg_outlets') }}
),

health_counted as (
    select
        health.report_date,
        outlets.owner_class,
        count(*) filter (where health.is_expected) as feeds_expected,
        count(*) filter (where health.polls > 0) as feeds_polled,
        count(*) filter (where health.is_expected and not health.is_gap) as feeds_healthy,
        sum(health.polls)::bigint as polls,
        sum(health.polls_failed)::bigint as polls_failed,
        sum(health.entries)::bigint as entries
    from health
    inner join outlets on health.outlet_id = outlets.outlet_id
    group by health.report_date, outlets.owner_class
),

articles_counted as (
    select
        report_date,
        owner_class,
        sum(articles)::bigint as articles,
        sum(matches)::bigint as matches
    from daily_outlets
    group by report_date, owner_class
),

by_owner_class as (
    select
        report_date,
        owner_class,
        coalesce(health_counted.feeds_expected, 0) as feeds_expected,
        coalesce(health_counted.feeds_polled, 0) as feeds_polled,
        coalesce(health_counted.feeds_healthy, 0) as feeds_healthy,
        coalesce(health_counted.polls, 0) as polls,
        coalesce(health_counted.polls_failed, 0) as polls_failed,
        coalesce(health_counted.entries, 0) as entries,
        coalesce(articles_counted.articles, 0) as articles,
        coalesce(articles_counted.matches, 0) as matches
    from health_counted
    full join articles_counted using (report_date, owner_class)
),

whole as (
    select
        report_date,
        'all' as owner_class,
        feeds_expected,
        feeds_polled,
        feeds_healthy,
        polls,
        polls_failed,
        entries,
        articles,
        matches
    from coverage
),

listed as (
    select * from whole
    union all by name
    select * from by_owner_class
),

final as (
    select
        report_date,
        row_number() over (
            partition by report_date
            order by owner_class <> 'all', feeds_expected desc, articles desc, owner_class
        )::integer as ordinal,
        owner_class,
        feeds_expected,
        feeds_polled,
        feeds_healthy,
        polls,
        polls_failed,
        entries,
        articles,
        matches
    from listed
)

select * from final
