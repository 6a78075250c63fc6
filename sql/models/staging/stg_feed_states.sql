select
    feed_id,
    first_polled_at,
    last_polled_at,
    last_success_at,
    next_poll_at,
    interval_seconds,
    last_full_at,
    failure_weight,
    last_new_at,
    gone_at,
    dormant_at,
    title,
    moved_to,
    moved_at,
    moved_polls,
    moved_title
from {{ source('vigia', 'feed_states') }}
