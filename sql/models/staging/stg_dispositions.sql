select
    disposition,
    stage,
    is_final,
    is_retried,
    meaning
from {{ source('vigia', 'dispositions') }}
