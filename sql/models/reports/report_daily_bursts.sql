{{ config(meta={'reach': 84}) }}

-- The bursts of a day, the surest first; or, where coverage was poor, one row that says so.
with
bursts as (
    select * from {{ ref('daily_bursts') }}
    where {{ of_stale_days() }}
),

topics as (
    select * from {{ ref('stg_topics') }}
),

actors as (
    select * from {{ ref('stg_actors') }}
),

told as (
    select
        bursts.report_date,
        bursts.kind,
        bursts.key,
        coalesce(topics.name, actors.name) as name,
        bursts.stories,
        bursts.families,
        round(bursts.usual, 1) as usual,
        bursts.p_value,
        null as withheld_because
    from bursts
    left join topics on bursts.kind = 'topic' and bursts.key = topics.topic
    left join actors on bursts.kind = 'actor' and bursts.key = actors.actor_id
    where bursts.is_burst
),

withheld as (
    select
        report_date,
        any_value(withheld_because) as withheld_because
    from bursts
    where withheld_because is not null
    group by report_date
),

listed as (
    select * from told
    union all by name
    select * from withheld
),

final as (
    select
        report_date,
        row_number() over (
            partition by report_date order by p_value, kind, key
        )::integer as ordinal,
        kind,
        key,
        name,
        stories,
        families,
        usual,
        withheld_because
    from listed
)

select * from final
