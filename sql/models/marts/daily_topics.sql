{{ config(meta={'days_of': 'articles'}) }}

with
matches as (
    select * from {{ ref('matches') }}
    where {{ of_stale_days() }}
),

assigned as (
    select * from {{ ref('stg_match_topics') }}
),

final as (
    select
        matches.report_date,
        assigned.topic,
        count(*) as matches,
        count(distinct matches.story_id) as stories,
        count(distinct matches.outlet_id) as outlets
    from matches
    inner join assigned on matches.article_id = assigned.article_id
    group by matches.report_date, assigned.topic
)

select * from final
