with
polls as (
    select * from {{ source('vigia', 'polls') }}
),

backfills as (
    select * from {{ source('vigia', 'backfills') }}
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
left join backfills on polls.run_id = backfills.run_id and polls.feed_id = backfills.feed_id
