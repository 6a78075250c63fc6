{{ config(meta={'days_of': 'articles'}) }}

with
matches as (
    select * from {{ ref('matches') }}
    where {{ of_stale_days() }}
),

found as (
    select * from {{ ref('stg_article_actors') }}
),

actors as (
    select * from {{ ref('stg_actors') }}
),

final as (
    select
        matches.report_date,
        found.actor_id,
        actors.side,
        count(*) as matches,
        count(distinct matches.story_id) as stories,
        count(distinct matches.outlet_id) as outlets,
        sum(found.hits)::bigint as hits
    from matches
    inner join found on matches.article_id = found.article_id
    inner join actors on found.actor_id = actors.actor_id
    group by matches.report_date, found.actor_id, actors.side
)

select * from final
