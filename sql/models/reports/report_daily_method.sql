with
coverage as (
    select * from {{ ref('daily_coverage') }}
    where {{ of_stale_days() }}
),

articles as (
    select * from {{ ref('stg_articles') }}
    where {{ of_stale_days() }}
),

counted as (
    select
        report_date,
        list_sort(list(distinct rules_hash)) as rules_hashes,
        count(*) filter (where published_at <= first_seen_at) as articles_by_published,
        count(*) filter (where published_at is null or published_at > first_seen_at)
            as articles_by_first_seen,
        max(updated_at) as last_updated_at
    from articles
    group by report_date
),

final as (
    select
        coverage.report_date,
        1 as ordinal,
        '{{ report_zone() }}' as time_zone,
        coalesce(counted.rules_hashes, []) as rules_hashes,
        coverage.is_watched,
        coalesce(counted.articles_by_published, 0) as articles_by_published,
        coalesce(counted.articles_by_first_seen, 0) as articles_by_first_seen,
        coverage.backlog as articles_of_backlog,
        coverage.duplicates as articles_copied,
        coverage.entries_queued,
        counted.last_updated_at
    from coverage
    left join counted on coverage.report_date = counted.report_date
)

select * from final
