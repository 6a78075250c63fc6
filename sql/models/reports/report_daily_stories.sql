{{ config(meta={'days_of': 'articles'}) }}

-- A story counts an outlet once, however often it ran the same text; of each outlet its first own
-- text is linked. The title is that of the surest article of the day.
with
matches as (
    select
        *,
        least(coalesce(published_at, first_seen_at), first_seen_at) as dated_at
    from {{ ref('matches') }}
    where {{ of_stale_days() }}
),

stories as (
    select * from {{ ref('stg_stories') }}
),

topics as (
    select * from {{ ref('stg_topics') }}
),

assigned as (
    select * from {{ ref('stg_match_topics') }}
),

topics_counted as (
    select
        matches.report_date,
        matches.story_id,
        topics.topic,
        topics.name,
        count(*) as articles,
        max(assigned.score) as score
    from matches
    inner join assigned on matches.article_id = assigned.article_id
    inner join topics on assigned.topic = topics.topic
    group by matches.report_date, matches.story_id, topics.topic, topics.name
),

topics_listed as (
    select
        report_date,
        story_id,
        list(topic order by articles desc, score desc, topic) as topics,
        list(name order by articles desc, score desc, topic) as topic_names
    from topics_counted
    group by report_date, story_id
),

by_outlet as (
    select
        *,
        duplicate_of is not null as is_copy,
        count(*) over within_outlet as articles_found,
        min(dated_at) over within_outlet as outlet_dated_at
    from matches
    window within_outlet as (partition by report_date, story_id, outlet_id)
    qualify row_number() over (
        partition by report_date, story_id, outlet_id
        order by duplicate_of is not null, dated_at, article_id
    ) = 1
),

outlets_listed as (
    select
        report_date,
        story_id,
        count(*) as outlet_count,
        count(distinct publisher_family) as family_count,
        sum(articles_found)::bigint as article_count,
        list(outlet order by outlet_dated_at, outlet_id) as outlets,
        list_sort(list(distinct owner_class)) as owner_classes,
        list(url order by outlet_dated_at, outlet_id) as urls,
        list(
            struct_pack(
                outlet := outlet,
                owner_class := owner_class,
                country_code := country_code,
                language_code := language_code,
                title := title,
                url := url,
                is_copy := is_copy,
                article_count := articles_found
            )
            order by outlet_dated_at, outlet_id
        ) as articles
    from by_outlet
    group by report_date, story_id
),

languages_listed as (
    select
        report_date,
        story_id,
        list_sort(list(distinct language_code)) as languages
    from matches
    group by report_date, story_id
),

led as (
    select *
    from matches
    qualify row_number() over (
        partition by report_date, story_id order by score desc, dated_at, article_id
    ) = 1
),

weighed as (
    select
        led.report_date,
        led.story_id,
        led.title,
        led.sentence,
        led.language_code,
        led.url,
        outlets_listed.outlets,
        outlets_listed.owner_classes,
        languages_listed.languages,
        coalesce(topics_listed.topics, []) as topics,
        coalesce(topics_listed.topic_names, []) as topic_names,
        outlets_listed.urls,
        outlets_listed.articles,
        outlets_listed.article_count,
        outlets_listed.outlet_count,
        outlets_listed.family_count,
        stories.article_count as article_count_ever,
        outlets_listed.family_count
        + 0.1 * (outlets_listed.outlet_count - outlets_listed.family_count) as weight,
        led.score,
        {{ report_day('stories.first_seen_at') }} as first_date
    from led
    inner join outlets_listed
        on led.report_date = outlets_listed.report_date and led.story_id = outlets_listed.story_id
    inner join languages_listed
        on
            led.report_date = languages_listed.report_date
            and led.story_id = languages_listed.story_id
    inner join stories on led.story_id = stories.story_id
    left join topics_listed
        on led.report_date = topics_listed.report_date and led.story_id = topics_listed.story_id
),

final as (
    select
        report_date,
        row_number() over (
            partition by report_date order by weight desc, article_count desc, score desc, story_id
        )::integer as ordinal,
        story_id,
        title,
        sentence,
        language_code,
        url,
        outlets,
        owner_classes,
        languages,
        topics,
        topic_names,
        urls,
        articles,
        article_count,
        outlet_count,
        family_count,
        article_count_ever,
        weight::double as weight,
        score,
        first_date,
        first_date = report_date as is_new
    from weighed
)

select * from final
