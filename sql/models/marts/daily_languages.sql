{{ config(meta={'days_of': 'articles'}) }}

with
articles as (
    select * from {{ ref('stg_articles') }}
    where {{ of_stale_days() }}
),

final as (
    select
        report_date,
        coalesce(language_code, 'und') as language_code,
        count(*) as articles,
        count(*) filter (where relevance = 'match') as matches,
        count(*) filter (where relevance = 'mention') as mentions,
        count(*) filter (where relevance = 'none') as nones,
        count(distinct story_id) as stories,
        count(distinct outlet_id) filter (where relevance = 'match') as outlets
    from articles
    group by report_date, coalesce(language_code, 'und')
)

select * from final
