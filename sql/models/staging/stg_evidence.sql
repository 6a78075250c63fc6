select
    article_id,
    field,
    start,
    "end",
    surface,
    entity_id,
    side,
    rule,
    weight,
    dropped_because
from {{ source('vigia', 'evidence') }}
