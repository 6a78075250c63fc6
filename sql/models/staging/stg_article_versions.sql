select
    article_id,
    version,
    title,
    summary,
    relevance,
    seen_from,
    seen_until,
    cause,
    body_removed_at
from {{ source('vigia', 'article_versions') }}
