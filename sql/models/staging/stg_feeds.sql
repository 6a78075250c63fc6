select
    feed_id,
    outlet_id,
    url,
    language_code,
    category,
    confidence,
    is_enabled,
    disabled_reason
from {{ source('vigia', 'feeds') }}
