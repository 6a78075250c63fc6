select
    article_id,
    actor_id,
    hits
from {{ source('vigia', 'article_actors') }}
