select
    article_id,
    version,
    title,
    summary,
    relevance,
    seen_from,
    seen_until,
    cause
from {{ source('vigia', 'article_versions') }}
