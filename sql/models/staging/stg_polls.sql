with
polls as (
    select * from {{ source('vigia', 'polls') }}
),

-- A search that failed may have been made again by a later run.
backfills as (
    select
        gap_run_id,
        feed_id,
        bool_or(is_closed) as is_closed
    from {{ source('vigia', 'backfills') }}
    group by gap_run_id, feed_id
)

select
    polls.run_id,
    polls.feed_id,
    polls.polled_at,
    polls.url,
    polls.final_url,
    polls.outcome,
    polls.http_status,
    polls.error,
    polls.body_bytes,
    polls.elapsed_seconds,
    polls.format,
    polls.encoding,
    polls.feed_title,
    polls.entry_count,
    polls.is_first,
    polls.is_gap,
    coalesce(backfills.is_closed, false) as is_gap_closed,
    {{ report_day('polls.polled_at') }} as report_date,
    polls.outcome in ('refused', 'unreachable', 'unusable', 'unreadable') as is_failed
from polls
left join backfills on polls.run_id = backfills.gap_run_id and polls.feed_id = backfills.feed_id
