{{ config(meta={'days_of': 'watching'}) }}

-- A feed is expected on a day when it is enabled and had been polled by then, or never was polled
-- at all. It is silent when at its usual rate the odds of bringing nothing for so long were below
-- 1 in 1000 (daily_feed_silence), or after 14 days. A feed whose interval skips a day rests; on a
-- day without any poll nothing was watched, and no feed rests. What was 60 days ago is forgotten.
with
feeds as (
    select * from {{ ref('stg_feeds') }}
),

silences as (
    select * from {{ ref('daily_feed_silence') }}
    where {{ of_stale_days() }}
),

states as (
    select * from {{ ref('stg_feed_states') }}
),

polls as (
    select * from {{ ref('stg_polls') }}
    where {{ of_stale_days(lookback=60) }} and {{ around_stale_days('polled_at', lookback=60) }}
),

entries as (
    select * from {{ ref('stg_entries') }}
    where {{ of_stale_days() }} and {{ around_stale_days('first_seen_at') }}
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

expected as (
    select
        feeds.feed_id,
        feeds.outlet_id,
        days.report_date,
        if({{ report_day('states.dormant_at') }} <= days.report_date, states.dormant_at, null)
            as dormant_since,
        if({{ report_day('states.moved_at') }} <= days.report_date, states.moved_to, null)
            as moved_to,
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
        expected.dormant_since,
        expected.moved_to,
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

remembered as (
    select
        measured.*,
        silences.newest_entry_at,
        silences.days_since_newest,
        silences.expected_since_newest,
        silences.is_silent,
        sum(measured.polls) over (partition by measured.report_date) > 0 as is_watched,
        last_value(if(measured.polls > 0, measured.report_date, null) ignore nulls) over known
            as last_polled_date,
        last_value(measured.is_last_failed ignore nulls) over known as was_last_failed,
        last_value(if(measured.is_last_failed, measured.last_error, null) ignore nulls) over known
            as last_known_error
    from measured
    left join silences
        on measured.feed_id = silences.feed_id and measured.report_date = silences.report_date
    window known as (
        partition by measured.feed_id order by measured.report_date
        range between interval 60 day preceding and current row
    )
),

judged as (
    select
        *,
        case
            when is_never_polled and polls = 0 then 'never_polled'
            when polls > 0 and polls = polls_failed then 'failing'
            when polls = 0 and dormant_since is not null then 'dormant'
            when polls = 0 and was_last_failed then 'backing_off'
            when polls = 0 and is_watched and last_polled_date = report_date - 1 then 'resting'
            when polls = 0 then 'not_polled'
            when last_outcome = 'empty' then 'empty'
            when polls_missing_entries > 0 then 'missing_entries'
            when coalesce(is_silent, true) then 'silent'
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
            when 'dormant'
                then
                    'After many failures it is only asked every 30 days; last polled on '
                    || coalesce(last_polled_date::varchar, 'a day before all')
                    || coalesce(': ' || left(last_known_error, 200), '') || '.'
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
                        'Its newest item is ' || days_since_newest || ' days old; usual for '
                        || 'this feed would have been ' || round(expected_since_newest, 1)
                        || ' new ones since.',
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
        newest_entry_at,
        days_since_newest,
        expected_since_newest,
        dormant_since,
        moved_to
    from judged
    where {{ of_stale_days() }}
)

select * from final
