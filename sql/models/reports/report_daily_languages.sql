{{ config(meta={'days_of': 'articles'}) }}

with
daily_languages as (
    select * from {{ ref('daily_languages') }}
    where {{ of_stale_days() }}
),

final as (
    select
        report_date,
        row_number() over (
            partition by report_date
            order by matches desc, mentions desc, articles desc, language_code
        )::integer as ordinal,
        language_code,
        matches,
        mentions,
        articles,
        stories,
        outlets
    from daily_languages
)

select * from final
