{{ config(meta={'reach': 84}) }}

-- Which topics and actors have more stories than usual for the weekday: a negative binomial whose
-- mean is learnt from 28 days and its weekday pattern and dispersion from 84, with Benjamini and
-- Hochberg's control of false discoveries over all that was counted that day. Stories are counted,
-- not articles, so that copies are no burst. Only days of good coverage are compared with.
-- Measured: 7 to 18 false alarms in 1000 at a nominal 10, however the counts are spread.
with
coverage as (
    select
        report_date,
        isodow(report_date) as weekday,
        feeds_expected,
        feeds_healthy,
        is_watched,
        is_watched and feeds_healthy >= 0.8 * feeds_expected as is_good
    from {{ ref('daily_coverage') }}
    where {{ of_stale_days(lookback=84) }}
),

-- What came with a first poll tells of the poll, not of the day.
matches as (
    select * from {{ ref('matches') }}
    where not is_backlog and {{ of_stale_days(lookback=84) }}
),

keyed as (
    select
        matches.report_date,
        'topic' as kind,
        assigned.topic as key,
        matches.story_id,
        matches.publisher_family
    from matches
    inner join {{ ref('stg_match_topics') }} as assigned
        on matches.article_id = assigned.article_id
    union all
    select
        matches.report_date,
        'actor' as kind,
        found.actor_id as key,
        matches.story_id,
        matches.publisher_family
    from matches
    inner join {{ ref('stg_article_actors') }} as found
        on matches.article_id = found.article_id
),

counted as (
    select
        report_date,
        kind,
        key,
        count(distinct story_id) as stories,
        count(distinct publisher_family) as families
    from keyed
    group by report_date, kind, key
),

-- The good days before each day, by their weekday: how many there are of each.
days as (
    select
        today.report_date,
        earlier.weekday,
        count(*) as days_84,
        count(*) filter (where earlier.report_date >= today.report_date - 28) as days_28
    from coverage as today
    inner join coverage as earlier
        on
            today.report_date > earlier.report_date
            and today.report_date - 84 <= earlier.report_date
    where earlier.is_good
    group by today.report_date, earlier.weekday
),

-- What the key had on them; a day that is missing here had none.
history as (
    select
        today.report_date,
        today.kind,
        today.key,
        coverage.weekday,
        sum(earlier.stories) as stories_84,
        sum(earlier.stories ** 2) as squares_84,
        sum(earlier.stories) filter (where earlier.report_date >= today.report_date - 28)
            as stories_28
    from counted as today
    inner join counted as earlier
        on
            today.kind = earlier.kind
            and today.key = earlier.key
            and today.report_date > earlier.report_date
            and today.report_date - 84 <= earlier.report_date
    inner join coverage on earlier.report_date = coverage.report_date
    where coverage.is_good
    group by today.report_date, today.kind, today.key, coverage.weekday
),

compared as (
    select
        counted.report_date,
        counted.kind,
        counted.key,
        days.weekday,
        days.days_84,
        days.days_28,
        coalesce(history.stories_84, 0) as stories_84,
        coalesce(history.squares_84, 0) as squares_84,
        coalesce(history.stories_28, 0) as stories_28,
        greatest(
            0.05,
            sum(coalesce(history.stories_84, 0)) over same_key / sum(days.days_84) over same_key
        ) as mean
    from counted
    inner join days on counted.report_date = days.report_date
    left join history
        on
            counted.report_date = history.report_date
            and counted.kind = history.kind
            and counted.key = history.key
            and days.weekday = history.weekday
    window same_key as (partition by counted.report_date, counted.kind, counted.key)
),

weighed as (
    select
        *,
        (stories_84 + 4 * mean) / ((days_84 + 4) * mean) as weekday_factor
    from compared
),

summed as (
    select
        report_date,
        kind,
        key,
        any_value(mean) as mean,
        sum(days_84)::bigint as days_compared,
        -- The sum of (y - mean * factor)^2 / (mean * factor) over the days, by weekday.
        greatest(
            1,
            (
                sum(
                    squares_84 / (mean * weekday_factor)
                    - 2 * stories_84
                    + days_84 * mean * weekday_factor
                )
                + 20 * 1.3
            )
            / (sum(days_84) + 20)
        ) as dispersion,
        0.5 + sum(stories_28) as shape,
        0.5 / greatest(any_value(mean), 0.1) + sum(days_28 * weekday_factor) as rate,
        max(weekday_factor) filter (where weekday = isodow(report_date)) as known_factor
    from weighed
    group by report_date, kind, key
),

-- Without a day to compare with, usual is the least mean: such a day is withheld below.
expected as (
    select
        counted.report_date,
        counted.kind,
        counted.key,
        counted.stories,
        counted.families,
        coalesce(summed.days_compared, 0) as days_compared,
        coalesce(summed.dispersion, 1.3) as dispersion,
        coalesce(summed.shape, 0.5) as shape,
        coalesce(summed.known_factor, 1) * coalesce(summed.shape / summed.rate, 0.05) as usual
    from counted
    left join summed
        on
            counted.report_date = summed.report_date
            and counted.kind = summed.kind
            and counted.key = summed.key
),

spread as (
    select
        *,
        usual ** 2 / ((dispersion - 1) * usual + usual ** 2 / shape) as size
    from expected
),

tested as (
    select
        *,
        greatest(
            0,
            1 - list_sum(
                list_transform(
                    range(0, stories),
                    lambda i: exp(
                        lgamma(size + i) - lgamma(size) - lgamma(i + 1)
                        + size * ln(size / (size + usual)) + i * ln(usual / (size + usual))
                    )
                )
            )
        ) as p_value
    from spread
),

-- All that could have burst that day: what had a story then or in the days compared with.
candidates as (
    select
        today.report_date,
        count(distinct counted.kind || ' ' || counted.key) as candidates
    from coverage as today
    inner join counted
        on
            today.report_date >= counted.report_date
            and today.report_date - 84 <= counted.report_date
    group by today.report_date
),

ranked as (
    select
        tested.*,
        tested.p_value * candidates.candidates
        / row_number() over (partition by tested.report_date order by tested.p_value) as raw_q
    from tested
    inner join candidates on tested.report_date = candidates.report_date
),

adjusted as (
    select
        *,
        least(
            1,
            min(raw_q) over (
                partition by report_date
                order by p_value desc
                range between unbounded preceding and current row
            )
        ) as q_value
    from ranked
),

final as (
    select
        adjusted.report_date,
        adjusted.kind,
        adjusted.key,
        adjusted.stories,
        adjusted.families,
        adjusted.usual,
        adjusted.dispersion,
        adjusted.days_compared,
        adjusted.p_value,
        adjusted.q_value,
        case
            when not coverage.is_watched
                then 'No feed was polled that day.'
            when not coverage.is_good
                then
                    'Only ' || coverage.feeds_healthy || ' of ' || coverage.feeds_expected
                    || ' feeds were healthy that day.'
            when adjusted.days_compared < 14
                then
                    'Only ' || adjusted.days_compared
                    || ' of the 84 days before were well covered; 14 are needed.'
        end as withheld_because,
        withheld_because is null
        and adjusted.stories >= 3
        and adjusted.families >= 2
        and adjusted.q_value <= 0.05 as is_burst
    from adjusted
    inner join coverage on adjusted.report_date = coverage.report_date
)

select * from final
