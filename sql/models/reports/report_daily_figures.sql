{{ config(meta={'reach': 7}) }}

-- Days on which no feed was polled are left out of what a day is compared with.
with
coverage as (
    select * from {{ ref('daily_coverage') }}
    where {{ of_stale_days(lookback=7) }}
),

listed as (
    select
        report_date,
        is_watched,
        unnest([1, 2, 3, 4, 5, 6, 7]) as ordinal,
        unnest([
            'matches', 'stories', 'outlets', 'languages', 'mentions', 'articles', 'entries'
        ]) as figure,
        unnest([
            'Matching articles',
            'Stories',
            'Outlets with a match',
            'Languages with a match',
            'Articles that mention both',
            'Articles read',
            'New entries in feeds'
        ]) as name,
        unnest([
            matches, stories, outlets, languages, mentions, articles, entries
        ]) as value
    from coverage
),

compared as (
    select
        report_date,
        ordinal,
        figure,
        name,
        value,
        round(avg(value) filter (where is_watched) over week_before, 1) as week_mean,
        count(*) filter (where is_watched) over week_before as days_compared,
        max(value) filter (where is_watched) over same_weekday as week_before
    from listed
    window
        week_before as (
            partition by figure order by report_date
            rows between 7 preceding and 1 preceding
        ),
        same_weekday as (
            partition by figure order by report_date
            rows between 7 preceding and 7 preceding
        )
),

final as (
    select
        report_date,
        ordinal,
        figure,
        name,
        value,
        week_mean,
        round(value - week_mean, 1) as change,
        week_before,
        days_compared
    from compared
    where {{ of_stale_days() }}
)

select * from final
