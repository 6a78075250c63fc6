{{ config(meta={'days_of': 'articles'}) }}

with
daily_actors as (
    select * from {{ ref('daily_actors') }}
    where {{ of_stale_days() }}
),

actors as (
    select * from {{ ref('stg_actors') }}
),

final as (
    select
        daily_actors.report_date,
        row_number() over (
            partition by daily_actors.report_date
            order by
                daily_actors.side,
                daily_actors.matches desc,
                daily_actors.hits desc,
                daily_actors.actor_id
        )::integer as ordinal,
        daily_actors.side,
        daily_actors.actor_id,
        actors.name,
        actors.kind,
        actors.role,
        daily_actors.matches,
        daily_actors.stories,
        daily_actors.outlets,
        daily_actors.hits
    from daily_actors
    inner join actors on daily_actors.actor_id = actors.actor_id
)

select * from final
