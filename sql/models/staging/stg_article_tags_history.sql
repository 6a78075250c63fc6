select
    article_id,
    rules_hash,
    relevance,
    score,
    sentence,
    topics,
    story_id,
    tagged_from,
    tagged_until,
    cause
from {{ source('vigia', 'article_tags_history') }}
