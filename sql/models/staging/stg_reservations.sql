select
    outlet_id,
    source,
    url,
    is_reserved,
    statement,
    policy_url,
    first_seen_at,
    last_seen_at
from {{ source('vigia', 'reservations') }}
