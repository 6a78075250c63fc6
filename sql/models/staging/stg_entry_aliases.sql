select
    alias_id,
    entry_id,
    feed_id,
    key,
    url,
    reason,
    first_seen_at
from {{ source('vigia', 'entry_aliases') }}
