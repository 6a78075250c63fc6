-- An article counts on the day of its publication or of its first sight, never later.
select
    article_id,
    report_date,
    first_seen_at
from {{ ref('stg_articles') }}
where {{ of_tested_articles() }} and report_date > {{ report_day('first_seen_at') }}
