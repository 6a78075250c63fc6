select
    story_id,
    title,
    sentence,
    first_seen_at,
    last_seen_at,
    article_count,
    outlet_count,
    family_count,
    languages,
    topics,
    weight
from {{ source('vigia', 'stories') }}
