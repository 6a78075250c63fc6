{{ config(meta={'reach': 7}) }}

with
daily_topics as (
    select * from {{ ref('daily_topics') }}
    where {{ of_stale_days(lookback=7) }}
),

coverage as (
    select * from {{ ref('daily_coverage') }}
    where {{ of_stale_days(lookback=7) }}
),

topics as (
    select * from {{ ref('stg_topics') }}
),

compared as (
    select
        daily_topics.report_date,
        daily_topics.topic,
        round(avg(coalesce(earlier.matches, 0)), 1) as week_mean
    from daily_topics
    inner join coverage
        on
            daily_topics.report_date - 7 <= coverage.report_date
            and daily_topics.report_date > coverage.report_date
    left join daily_topics as earlier
        on
            coverage.report_date = earlier.report_date
            and daily_topics.topic = earlier.topic
    where coverage.is_watched
    group by daily_topics.report_date, daily_topics.topic
),

final as (
    select
        daily_topics.report_date,
        row_number() over (
            partition by daily_topics.report_date
            order by daily_topics.matches desc, daily_topics.stories desc, topics.ordinal
        )::integer as ordinal,
        daily_topics.topic,
        topics.name,
        daily_topics.matches,
        daily_topics.stories,
        daily_topics.outlets,
        round(daily_topics.matches / coverage.matches, 3) as match_share,
        compared.week_mean,
        round(daily_topics.matches - compared.week_mean, 1) as change
    from daily_topics
    inner join topics on daily_topics.topic = topics.topic
    inner join coverage on daily_topics.report_date = coverage.report_date
    left join compared
        on
            daily_topics.report_date = compared.report_date
            and daily_topics.topic = compared.topic
    where {{ of_stale_days(of='daily_topics') }}
)

select * from final
