{{ config(meta={'days_of': 'articles'}) }}

with
daily_outlets as (
    select * from {{ ref('daily_outlets') }}
    where {{ of_stale_days() }}
),

outlets as (
    select * from {{ ref('stg_outlets') }}
),

heard as (
    select
        daily_outlets.*,
        outlets.name as outlet,
        outlets.country_code,
        sum(daily_outlets.matches) over (
            partition by daily_outlets.report_date, daily_outlets.owner_class
        )::bigint as owner_class_matches
    from daily_outlets
    inner join outlets on daily_outlets.outlet_id = outlets.outlet_id
    where daily_outlets.matches > 0 or daily_outlets.mentions > 0
),

final as (
    select
        report_date,
        row_number() over (
            partition by report_date
            order by
                owner_class_matches desc,
                owner_class,
                matches desc,
                mentions desc,
                outlet_id
        )::integer as ordinal,
        owner_class,
        owner_class_matches,
        outlet_id,
        outlet,
        country_code,
        matches,
        mentions,
        articles,
        stories,
        duplicates
    from heard
)

select * from final
