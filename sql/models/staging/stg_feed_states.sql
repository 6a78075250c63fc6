select
    feed_id,
    first_polled_at,
    last_polled_at,
    last_success_at,
    next_poll_at,
    interval_seconds,
    last_full_at,
    failure_weight
from {{ source('vigia', 'feed_states') }}
