-- A feed is expected on a day when it is enabled and had been polled by then, or never was polled
-- at all. It is silent when so many days passed without a new item that at its usual rate the odds
-- were below 1 in 1000 (exp(-rate * days) < 0.001), but never before 3 days, because many outlets
-- rest at weekends, and always after 14. A feed whose interval skips a day rests; on a day without
-- any poll nothing was watched, and no feed rests.
with
feeds as (
    select * from {{ ref('stg_feeds') }}
),

states as (
    select * from {{ ref('stg_feed_states') }}
),

polls as (
    select * from {{ ref('stg_polls') }}
),

entries as (
    select * from {{ ref('stg_entries') }}
),

days as (
    select
        unnest(
            generate_series(min(report_date), max(report_date), interval 1 day)
        )::date as report_date
    from polls
),

polled as (
    select
        feed_id,
        report_date,
        count(*) as polls,
        count(*) filter (where is_failed) as polls_failed,
        count(*) filter (where is_gap and not coalesce(is_gap_closed, false))
            as polls_missing_entries,
        arg_max(outcome, polled_at) as last_outcome,
        arg_max(is_failed, polled_at) as is_last_failed,
        arg_max(coalesce(error, 'HTTP ' || http_status), polled_at) as last_error
    from polls
    group by feed_id, report_date
),

first_seen as (
    select
        feed_id,
        report_date,
        count(*) as entries
    from entries
    group by feed_id, report_date
),

dated as (
    select
        feed_id,
        {{ report_day('dated_at') }} as dated_date,
        count(*) as entries,
        max(dated_at) as newest_entry_at
    from entries
    group by feed_id, dated_date
),

expected as (
    select
        feeds.feed_id,
        feeds.outlet_id,
        days.report_date,
        states.first_polled_at is null as is_never_polled,
        feeds.is_enabled
        and (
            states.first_polled_at is null
            or {{ report_day('states.first_polled_at') }} <= days.report_date
        ) as is_expected
    from feeds
    cross join days
    left join states on feeds.feed_id = states.feed_id
),

measured as (
    select
        expected.feed_id,
        expected.outlet_id,
        expected.report_date,
        expected.is_expected,
        expected.is_never_polled,
        polled.last_outcome,
        polled.is_last_failed,
        polled.last_error,
        coalesce(polled.polls, 0) as polls,
        coalesce(polled.polls_failed, 0) as polls_failed,
        coalesce(polled.polls_missing_entries, 0) as polls_missing_entries,
        coalesce(first_seen.entries, 0) as entries
    from expected
    left join polled
        on expected.feed_id = polled.feed_id and expected.report_date = polled.report_date
    left join first_seen
        on expected.feed_id = first_seen.feed_id and expected.report_date = first_seen.report_date
    where expected.is_expected or polled.polls > 0
),

rated as (
    select
        measured.feed_id,
        measured.report_date,
        max(dated.newest_entry_at) as newest_entry_at,
        max(dated.dated_date) as newest_entry_date,
        coalesce(
            sum(dated.entries) filter (where dated.dated_date >= measured.report_date - 28), 0
        ) / 28 as entries_per_day
    from measured
    left join dated
        on measured.feed_id = dated.feed_id and measured.report_date >= dated.dated_date
    group by measured.feed_id, measured.report_date
),

remembered as (
    select
        measured.*,
        rated.newest_entry_at,
        measured.report_date - rated.newest_entry_date as days_since_newest,
        least(14, greatest(3, ceil(ln(1000) / nullif(rated.entries_per_day, 0)))) as silent_after,
        sum(measured.polls) over (partition by measured.report_date) > 0 as is_watched,
        last_value(if(measured.polls > 0, measured.report_date, null) ignore nulls) over known
            as last_polled_date,
        last_value(measured.is_last_failed ignore nulls) over known as was_last_failed,
        last_value(if(measured.is_last_failed, measured.last_error, null) ignore nulls) over known
            as last_known_error
    from measured
    inner join rated
        on measured.feed_id = rated.feed_id and measured.report_date = rated.report_date
    window known as (
        partition by measured.feed_id order by measured.report_date
        rows between unbounded preceding and current row
    )
),

judged as (
    select
        *,
        case
            when is_never_polled and polls = 0 then 'never_polled'
            when polls > 0 and polls = polls_failed then 'failing'
            when polls = 0 and was_last_failed then 'backing_off'
            when polls = 0 and is_watched and last_polled_date = report_date - 1 then 'resting'
            when polls = 0 then 'not_polled'
            when last_outcome = 'empty' then 'empty'
            when polls_missing_entries > 0 then 'missing_entries'
            when days_since_newest is null or days_since_newest > silent_after then 'silent'
            else 'healthy'
        end as status
    from remembered
),

final as (
    select
        feed_id,
        outlet_id,
        report_date,
        status,
        last_outcome,
        case status
            when 'never_polled'
                then 'It has never been polled.'
            when 'failing'
                then
                    if(polls = 1, 'The only poll failed', 'All ' || polls || ' polls failed')
                    || coalesce('; the last: ' || left(last_error, 200), '') || '.'
            when 'backing_off'
                then
                    'It was left alone that day after failures; last polled on '
                    || last_polled_date || coalesce(': ' || left(last_known_error, 200), '') || '.'
            when 'resting'
                then 'It was not due; the poll of the day before was good.'
            when 'not_polled'
                then
                    'It was not polled that day'
                    || coalesce('; last polled on ' || last_polled_date, '') || '.'
            when 'empty'
                then 'It answered, but its document holds no entries.'
            when 'missing_entries'
                then
                    polls_missing_entries || ' of ' || polls || ' polls shared no entry with the '
                    || 'poll before: items may have come and gone between.'
            when 'silent'
                then
                    coalesce(
                        'Its newest item is ' || days_since_newest || ' days old; usual for this '
                        || 'feed is a new one within ' || silent_after::integer || ' days.',
                        'It answers, but has never brought an item.'
                    )
            when 'healthy'
                then if(polls_failed > 0, polls_failed || ' of ' || polls || ' polls failed.', null)
        end as note,
        polls,
        polls_failed,
        entries,
        is_expected,
        is_expected and status not in ('healthy', 'resting') as is_gap,
        newest_entry_at
    from judged
)

select * from final
