{{ config(meta={'days_of': 'articles'}) }}

with
articles as (
    select * from {{ ref('stg_articles') }}
    where {{ of_stale_days() }}
),

outlets as (
    select * from {{ ref('stg_outlets') }}
),

topics_listed as (
    select
        article_id,
        list(topic order by score desc, topic) as topics
    from {{ ref('stg_match_topics') }}
    group by article_id
),

actors_listed as (
    select
        article_id,
        list(actor_id order by hits desc, actor_id) as actors
    from {{ ref('stg_article_actors') }}
    group by article_id
),

final as (
    select
        articles.article_id,
        articles.entry_id,
        articles.story_id,
        articles.duplicate_of,
        articles.outlet_id,
        outlets.name as outlet,
        outlets.owner_class,
        outlets.country_code,
        outlets.publisher_family,
        articles.url,
        articles.canonical_url,
        coalesce(articles.language_code, 'und') as language_code,
        articles.report_date,
        articles.title,
        articles.summary,
        articles.sentence,
        coalesce(topics_listed.topics, []) as topics,
        coalesce(actors_listed.actors, []) as actors,
        articles.score,
        articles.rules_hash,
        articles.is_backlog,
        articles.published_at,
        articles.first_seen_at,
        articles.loaded_at
    from articles
    inner join outlets on articles.outlet_id = outlets.outlet_id
    left join topics_listed on articles.article_id = topics_listed.article_id
    left join actors_listed on articles.article_id = actors_listed.article_id
    where articles.relevance = 'match'
)

select * from final
