select
    run_id,
    entry_id,
    article_id,
    url,
    final_url,
    fetched_at,
    http_status,
    content_type,
    body_bytes,
    elapsed_seconds,
    archive_file,
    archive_offset,
    archive_removed_at,
    disposition,
    note,
    coalesce(is_revisit, false) as is_revisit,
    {{ report_day('fetched_at') }} as report_date
from {{ source('vigia', 'pages') }}
