select
    run_id,
    started_at,
    loaded_at,
    rules_hash,
    feeds_polled,
    polls_failed,
    entries_seen,
    entries_new,
    pages_fetched,
    articles_new,
    articles_changed,
    matches_new,
    stories_new,
    alerts_new
from {{ source('vigia', 'runs') }}
