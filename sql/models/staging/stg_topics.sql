select
    topic,
    name,
    meaning,
    ordinal
from {{ source('vigia', 'topics') }}
