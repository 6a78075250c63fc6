select
    actor_id,
    name,
    side,
    kind,
    role,
    wikidata
from {{ source('vigia', 'actors') }}
