{{ config(meta={'days_of': 'articles'}) }}

with
articles as (
    select * from {{ ref('stg_articles') }}
    where {{ of_stale_days() }}
),

outlets as (
    select * from {{ ref('stg_outlets') }}
),

final as (
    select
        articles.report_date,
        articles.outlet_id,
        outlets.owner_class,
        count(*) as articles,
        count(*) filter (where articles.relevance = 'match') as matches,
        count(*) filter (where articles.relevance = 'mention') as mentions,
        count(*) filter (where articles.relevance = 'none') as nones,
        count(articles.duplicate_of) as duplicates,
        count(distinct articles.story_id) as stories
    from articles
    inner join outlets on articles.outlet_id = outlets.outlet_id
    group by articles.report_date, articles.outlet_id, outlets.owner_class
)

select * from final
