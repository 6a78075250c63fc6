select
    alert_id,
    story_id,
    article_id,
    channel,
    reason,
    created_at,
    sent_at,
    status,
    attempts,
    error
from {{ source('vigia', 'alerts') }}
