{{ config(meta={'days_of': 'watching'}) }}

-- Feeds first, the gravest kind first; then pages that could not be read, by outlet and reason.
with
health as (
    select * from {{ ref('daily_feed_health') }}
    where {{ of_stale_days() }}
),

feeds as (
    select * from {{ ref('stg_feeds') }}
),

outlets as (
    select * from {{ ref('stg_outlets') }}
),

entries as (
    select * from {{ ref('stg_entries') }}
    where {{ of_stale_days() }} and {{ around_stale_days('first_seen_at') }}
),

dispositions as (
    select * from {{ ref('stg_dispositions') }}
),

feeds_listed as (
    select
        health.report_date,
        list_position(
            [
                'failing',
                'backing_off',
                'dormant',
                'never_polled',
                'not_polled',
                'empty',
                'silent',
                'missing_entries'
            ],
            health.status
        ) as gravity,
        health.status as kind,
        health.outlet_id,
        health.feed_id,
        feeds.url,
        health.note,
        1 as affected
    from health
    inner join feeds on health.feed_id = feeds.feed_id
    where health.is_gap
),

pages_listed as (
    select
        entries.report_date,
        100 as gravity,
        entries.disposition as kind,
        entries.outlet_id,
        null as feed_id,
        null as url,
        any_value(dispositions.meaning) as note,
        count(*) as affected
    from entries
    inner join dispositions on entries.disposition = dispositions.disposition
    where
        entries.disposition in (
            'bad_url',
            'unreachable',
            'refused',
            'unusable',
            'robots',
            'vanished',
            'not_html',
            'homepage',
            'challenge',
            'paywalled',
            'no_text',
            'too_short'
        )
    group by entries.report_date, entries.disposition, entries.outlet_id
),

listed as (
    select * from feeds_listed
    union all by name
    select * from pages_listed
),

final as (
    select
        listed.report_date,
        row_number() over (
            partition by listed.report_date
            order by
                listed.gravity,
                listed.affected desc,
                outlets.name,
                listed.kind,
                listed.feed_id
        )::integer as ordinal,
        if(listed.feed_id is null, 'page', 'feed') as scope,
        listed.kind,
        listed.outlet_id,
        outlets.name as outlet,
        outlets.owner_class,
        listed.feed_id,
        listed.url,
        listed.note,
        listed.affected
    from listed
    inner join outlets on listed.outlet_id = outlets.outlet_id
)

select * from final
