select
    run_id,
    feed_id,
    sought_at,
    reason,
    missing_since,
    missing_until,
    method,
    requests,
    body_bytes,
    entries_found,
    is_closed,
    note,
    gap_run_id,
    attempts,
    retry_at
from {{ source('vigia', 'backfills') }}
