{{ config(meta={'reach': 27}) }}

-- The 28 days that end with the day of the report, as its chart shows them.
with
coverage as (
    select * from {{ ref('daily_coverage') }}
    where {{ of_stale_days(lookback=27) }}
),

final as (
    select
        coverage.report_date,
        row_number() over (
            partition by coverage.report_date order by earlier.report_date
        )::integer as ordinal,
        earlier.report_date as day,
        earlier.matches,
        earlier.mentions,
        earlier.is_watched
    from coverage
    inner join coverage as earlier
        on
            coverage.report_date >= earlier.report_date
            and coverage.report_date - 28 < earlier.report_date
    where {{ of_stale_days(of='coverage') }}
)

select * from final
