select
    article_id,
    version,
    title,
    summary,
    relevance,
    seen_from,
    seen_until
from {{ source('vigia', 'article_versions') }}
