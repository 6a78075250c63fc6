{{ config(meta={'days_of': 'watching'}) }}

-- How long a feed has brought nothing new, and what it would usually have brought since. Usual for
-- a day is the mean of the same weekday in the four weeks before, drawn towards the mean of all
-- their days; with N expected, a Poisson process brings nothing with the odds exp(-N). What was
-- published before the first poll is known only as far as the first document reached back.
with
entries as (
    select * from {{ ref('stg_entries') }}
    where
        {{ of_stale_days(lookback=120) }}
        and {{ around_stale_days('first_seen_at', lookback=120) }}
),

polls as (
    select * from {{ ref('stg_polls') }}
    where {{ of_stale_days(lookback=120) }} and {{ around_stale_days('polled_at', lookback=120) }}
),

watched as (
    select
        feed_id,
        report_date,
        max(polled_at) as last_polled_at
    from polls
    group by feed_id, report_date
),

dated as (
    select
        feed_id,
        {{ report_day('dated_at') }} as dated_date,
        count(*) as entries,
        max(dated_at) as newest_at
    from entries
    group by feed_id, dated_date
),

bounds as (
    select
        min(report_date) as first_day,
        max(report_date) as last_day
    from watched
),

-- Four weeks before the first poll of all are enough, or back to the newest entry of that time.
spans as (
    select
        dated.feed_id,
        greatest(
            min(dated.dated_date),
            least(
                any_value(bounds.first_day) - 28,
                coalesce(
                    max(dated.dated_date) filter (where dated.dated_date <= bounds.first_day),
                    min(dated.dated_date)
                )
            )
        ) as first_date,
        any_value(bounds.last_day) as last_date
    from dated
    cross join bounds
    group by dated.feed_id
),

calendar as (
    select
        feed_id,
        unnest(
            generate_series(
                first_date, greatest(first_date, last_date), interval 1 day
            )
        )::date as report_date
    from spans
),

counted as (
    select
        calendar.feed_id,
        calendar.report_date,
        dated.newest_at,
        watched.last_polled_at,
        coalesce(dated.entries, 0) as entries,
        -- Of a day no more counts than was over at its last poll.
        coalesce(
            least(
                epoch(watched.last_polled_at - {{ day_start('calendar.report_date') }}) / 86400, 1
            ),
            1
        ) as watched_share,
        if(dated.entries > 0, calendar.report_date, null) as entry_date
    from calendar
    left join dated
        on calendar.feed_id = dated.feed_id and calendar.report_date = dated.dated_date
    left join watched
        on calendar.feed_id = watched.feed_id and calendar.report_date = watched.report_date
),

usual as (
    select
        *,
        (
            coalesce(sum(entries) over same_weekday, 0) + coalesce(avg(entries) over four_weeks, 0)
        ) / (count(*) over same_weekday + 1) as expected,
        count(*) over up_to_now as known_days,
        max(newest_at) over up_to_now as newest_entry_at,
        max(entry_date) over up_to_now as newest_date,
        max(entry_date) over before_now as newest_date_before
    from counted
    window
        same_weekday as (
            partition by feed_id, isodow(report_date) order by report_date
            rows between 4 preceding and 1 preceding
        ),
        four_weeks as (
            partition by feed_id order by report_date rows between 28 preceding and 1 preceding
        ),
        up_to_now as (
            partition by feed_id order by report_date
            rows between unbounded preceding and current row
        ),
        before_now as (
            partition by feed_id order by report_date
            rows between unbounded preceding and 1 preceding
        )
),

summed as (
    select
        *,
        coalesce(sum(if(entries = 0, expected, 0)) over whole_days_since, 0)
        + if(entries = 0, expected * watched_share, 0) as expected_since_newest,
        coalesce(
            max(report_date - newest_date_before) filter (where entries > 0) over four_weeks, 0
        ) as longest_days
    from usual
    window
        whole_days_since as (
            partition by feed_id, newest_date order by report_date
            rows between unbounded preceding and 1 preceding
        ),
        four_weeks as (
            partition by feed_id order by report_date rows between 28 preceding and current row
        )
),

final as (
    select
        feed_id,
        report_date,
        entries,
        expected,
        newest_entry_at,
        (report_date - newest_date)::integer as days_since_newest,
        expected_since_newest,
        exp(-expected_since_newest) as odds,
        longest_days::integer as longest_days,
        report_date - newest_date > 14
        or (
            expected_since_newest > ln(1000)
            and report_date - newest_date > longest_days
            -- Before its weekdays are known twice, a weekend is no silence.
            and (report_date - newest_date > 2 or known_days > 14)
            and coalesce(last_polled_at - newest_entry_at >= interval 24 hours, true)
        ) as is_silent
    from summed
    where {{ of_stale_days() }} and report_date >= (select bounds.first_day from bounds)
)

select * from final
