select
    article_id,
    topic,
    score
from {{ source('vigia', 'match_topics') }}
