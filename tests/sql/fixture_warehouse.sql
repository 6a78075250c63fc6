-- A small warehouse, as the loader would have left it; all of it is invented.
-- Reports are by days of America/Havana (UTC-5 in November). Polls ran from the 14th to the 24th,
-- except on the 20th. The 23rd is a day of news, the 24th one without a match.

insert into outlets by name
select
    unnest(['faro', 'faro-en', 'volna', 'orilla', 'norte', 'cable']) as outlet_id,
    unnest([
        'El Faro Diario', 'El Faro Diario (English)', 'Волна', 'La Orilla', 'Nordsee-Echo', 'Cable Sur'
    ]) as name,
    'https://' || outlet_id || '.example/' as home_url,
    unnest(['CU', 'CU', 'RU', 'US', 'DE', 'ES']) as country_code,
    unnest(['state', 'state', 'state', 'exile', 'public', 'wire']) as owner_class,
    unnest(['es', 'en', 'ru', 'es', 'de', 'es']) as language_code,
    'UTC' as time_zone,
    unnest(['faro', 'faro', 'volna', 'orilla', 'norte', 'cable']) as publisher_family,
    'unknown' as terms;

insert into feeds by name
select
    unnest(['faro-1', 'faro-en-1', 'volna-1', 'orilla-1', 'norte-1', 'cable-1', 'cable-2', 'norte-old'])
        as feed_id,
    unnest(['faro', 'faro-en', 'volna', 'orilla', 'norte', 'cable', 'cable', 'norte']) as outlet_id,
    'https://' || outlet_id || '.example/' || feed_id || '.xml' as url,
    unnest(['es', 'en', 'ru', 'es', 'de', 'es', 'es', 'de']) as language_code,
    'general' as category,
    'high' as confidence,
    feed_id <> 'norte-old' as is_enabled,
    if(feed_id = 'norte-old', 'moved', '') as disabled_reason;

insert into dispositions by name
select
    unnest([
        'queued', 'known', 'too_old', 'bad_url', 'unreachable', 'refused', 'unusable', 'robots', 'vanished',
        'not_html', 'homepage', 'challenge', 'paywalled', 'no_text', 'too_short', 'gated', 'duplicate',
        'tagged'
    ]) as disposition,
    'fetch' as stage,
    disposition <> 'queued' as is_final,
    false as is_retried,
    'The meaning of ' || disposition || '.' as meaning;

insert into topics by name
select
    unnest(['military', 'energy', 'trade', 'culture']) as topic,
    unnest(['Military', 'Energy', 'Trade', 'Culture']) as name,
    'What it covers.' as meaning,
    unnest([1, 2, 3, 4]) as ordinal;

insert into actors by name
select
    unnest(['gaesa', 'rosneft', 'gorshkov']) as actor_id,
    unnest(['GAESA', 'Rosneft', 'Admiral Gorshkov']) as name,
    unnest(['cuba', 'russia', 'russia']) as side,
    unnest(['company', 'company', 'ship']) as kind,
    unnest(['', 'oil company', 'frigate']) as role,
    '' as wikidata;

-- Every feed but cable-2 (never polled) is polled once a day at 15:00 UTC; volna-1 fails from the 22nd.
insert into polls by name
select
    'run-' || day as run_id,
    feed_id,
    timestamptz '2026-11-01 15:00:00+00' + interval 1 day * (day - 1) as polled_at,
    url,
    url as final_url,
    if(failed, 'unreachable', 'unchanged') as outcome,
    if(failed, null, 200) as http_status,
    if(failed, 'no answer from volna.example within 10 s', null) as error,
    if(failed, 0, 1000) as body_bytes,
    0.5 as elapsed_seconds,
    'rss' as format,
    'utf-8' as encoding,
    'A feed' as feed_title,
    if(failed, 0, 10) as entry_count,
    day = 14 as is_first,
    feed_id = 'orilla-1' and day = 23 as is_gap
from feeds
cross join (select unnest([14, 15, 16, 17, 18, 19, 21, 22, 23, 24]) as day)
cross join lateral (select feed_id = 'volna-1' and day >= 22 as failed)
where is_enabled and feed_id <> 'cable-2';

insert into feed_states by name
select
    feed_id,
    min(polled_at) as first_polled_at,
    max(polled_at) as last_polled_at,
    max(polled_at) as last_success_at,
    max(polled_at) + interval 1 day as next_poll_at,
    86400 as interval_seconds,
    0 as failure_weight,
    [] as last_keys
from polls
group by feed_id;

create temp table written (
    article_id varchar, feed_id varchar, title varchar, sentence varchar, language_code varchar,
    published_at timestamptz, first_seen_at timestamptz, relevance varchar, score double, story_id varchar,
    duplicate_of varchar
);

-- a1 is dated to 02:00 UTC on the 24th, which is still the 23rd in Havana. a4 is a copy of a3 at the same
-- outlet, a5 a copy at another outlet of the same house. a6 gives no date, a7 one in the future.
insert into written values
('a1', 'norte-1', 'Tanker mit russischem Öl | läuft in Matanzas ein',
    'Der Tanker brachte 100.000 Tonnen Öl aus Russland nach Kuba.', 'de',
    '2026-11-24 02:00:00+00', '2026-11-24 03:00:00+00', 'match', 9, 's1', null),
('a2', 'orilla-1', 'Llega a Matanzas un petrolero ruso <script>alert(1)</script>',
    'Rusia envió a Cuba un petrolero.', 'es',
    '2026-11-23 14:00:00+00', '2026-11-23 15:00:00+00', 'match', 8, 's1', null),
('a3', 'faro-1', 'Rusia y Cuba firman un convenio [cultural]',
    'Rusia y Cuba firmaron un convenio cultural.', 'es',
    '2026-11-23 13:00:00+00', '2026-11-23 15:00:00+00', 'match', 7, 's2', null),
('a4', 'faro-1', 'Firman convenio', 'Rusia y Cuba firmaron un convenio cultural.', 'es',
    '2026-11-23 14:00:00+00', '2026-11-23 15:00:00+00', 'match', 6, 's2', 'a3'),
('a5', 'faro-en-1', 'Russia and Cuba sign an agreement', 'Russia and Cuba signed an agreement.', 'en',
    '2026-11-23 14:30:00+00', '2026-11-23 15:00:00+00', 'match', 6.5, 's2', 'a3'),
('a6', 'cable-1', 'Cumbre de países', null, null,
    null, '2026-11-23 15:00:00+00', 'mention', 2, null, null),
('a7', 'cable-1', 'El tiempo', null, 'es',
    '2027-01-01 00:00:00+00', '2026-11-23 15:00:00+00', 'none', 0, null, null),
('a8', 'faro-1', 'Rusia y Cuba preparan un convenio', 'Rusia y Cuba preparan un convenio cultural.', 'es',
    '2026-11-21 13:00:00+00', '2026-11-21 15:00:00+00', 'match', 7, 's2', null),
('a9', 'volna-1', 'Фрегат идёт в Гавану', 'Российский фрегат идёт на Кубу.', 'ru',
    '2026-11-16 13:00:00+00', '2026-11-16 15:00:00+00', 'match', 9, 's3', null),
('a10', 'cable-1', 'Sin noticias', null, 'es',
    '2026-11-24 13:00:00+00', '2026-11-24 15:00:00+00', 'none', 0, null, null);

insert into entries by name
select
    'e-' || article_id as entry_id,
    'run-23' as run_id,
    written.feed_id,
    feeds.outlet_id,
    article_id as key,
    'https://' || outlet_id || '.example/' || article_id as url,
    'https://' || outlet_id || '.example/' || article_id as canonical_url,
    title,
    '' as summary,
    [] as authors,
    published_at,
    'feed' as published_source,
    written.language_code,
    first_seen_at,
    md5(title) as content_hash,
    false as is_backlog,
    'tagged' as disposition,
    article_id,
    1 as attempts,
    first_seen_at + interval 10 minute as loaded_at
from written
join feeds on written.feed_id = feeds.feed_id;

-- Two entries without an article: one refused, one still queued.
insert into entries by name
select
    unnest(['e-x1', 'e-x2']) as entry_id,
    'run-23' as run_id,
    'norte-1' as feed_id,
    'norte' as outlet_id,
    entry_id as key,
    'https://norte.example/' || entry_id as url,
    url as canonical_url,
    'Ohne Text' as title,
    '' as summary,
    [] as authors,
    timestamptz '2026-11-23 12:00:00+00' as published_at,
    timestamptz '2026-11-23 15:00:00+00' as first_seen_at,
    'x' as content_hash,
    false as is_backlog,
    unnest(['refused', 'queued']) as disposition,
    unnest(['HTTP 403', null]) as note,
    1 as attempts,
    timestamptz '2026-11-23 15:10:00+00' as loaded_at;

insert into pages by name
select
    'run-23' as run_id,
    entry_id,
    coalesce(article_id, 'none') as article_id,
    url,
    url as final_url,
    first_seen_at + interval 5 minute as fetched_at,
    if(disposition = 'refused', 403, 200) as http_status,
    'text/html' as content_type,
    2000 as body_bytes,
    0.2 as elapsed_seconds,
    if(disposition = 'refused', null, 'run-23.warc.gz') as archive_file,
    0 as archive_offset,
    if(disposition = 'refused', 'refused', 'queued') as disposition,
    note
from entries
where entry_id <> 'e-x2';

insert into articles by name
select
    written.article_id,
    entries.entry_id,
    entries.run_id,
    entries.outlet_id,
    entries.url,
    entries.canonical_url,
    written.title,
    '' as summary,
    coalesce(written.sentence, written.title) as body,
    'page' as body_source,
    md5(written.title) as body_hash,
    [] as authors,
    written.language_code,
    written.published_at,
    'json-ld' as published_source,
    false as published_is_day,
    written.first_seen_at,
    entries.loaded_at,
    entries.loaded_at as updated_at,
    cast(
        timezone(
            'America/Havana',
            least(coalesce(written.published_at, written.first_seen_at), written.first_seen_at)
        ) as date
    ) as report_date,
    false as is_backlog,
    1 as version,
    written.relevance,
    written.score,
    written.sentence,
    written.story_id,
    written.duplicate_of,
    'rules-1' as rules_hash
from written
join entries on entries.article_id = written.article_id;

-- a8 has been edited once.
update articles set version = 2, updated_at = timestamptz '2026-11-22 15:10:00+00' where article_id = 'a8';

insert into article_versions by name
select
    article_id, 1 as version, 'Preparan convenio' as title, '' as summary, '' as body, 'match' as relevance,
    loaded_at as seen_from, updated_at as seen_until
from articles
where article_id = 'a8';

-- Other rules had taken a9 for a mention.
insert into article_tags_history by name
select
    article_id, 'rules-0' as rules_hash, 'mention' as relevance, 1.25 as score, null as sentence, [] as topics,
    null as story_id, loaded_at as tagged_from, loaded_at + interval 1 day as tagged_until, 'rules' as cause
from articles
where article_id = 'a9';

insert into match_topics by name
select article_id, topic, 1.5 as score
from articles
join (
    values ('s1', 'energy'), ('s1', 'trade'), ('s2', 'culture'), ('s3', 'military')
) as about (story_id, topic) on articles.story_id = about.story_id
where not (article_id = 'a2' and topic = 'trade');

insert into article_actors values ('a1', 'rosneft', 3), ('a2', 'rosneft', 1), ('a2', 'gaesa', 1), ('a9', 'gorshkov', 2);

insert into evidence by name
select
    article_id,
    'body' as field,
    strpos(body, surface) - 1 as start,
    strpos(body, surface) - 1 + length(surface) as end,
    surface,
    side as entity_id,
    side,
    'country' as rule,
    1 as weight
from articles
cross join (
    values
    ('Cuba', 'cuba'), ('Kuba', 'cuba'), ('Куб', 'cuba'), ('Rus', 'russia'), ('Росс', 'russia')
) as term (surface, side)
where relevance = 'match' and contains(body, surface);

insert into stories by name
select
    story_id,
    arg_max(title, score) as title,
    arg_max(sentence, score) as sentence,
    min(least(published_at, first_seen_at)) as first_seen_at,
    max(least(published_at, first_seen_at)) as last_seen_at,
    count(*) as article_count,
    count(distinct outlet_id) as outlet_count,
    count(distinct publisher_family) as family_count,
    list_sort(list(distinct articles.language_code)) as languages,
    [] as topics,
    1 as weight
from articles
join outlets using (outlet_id)
where story_id is not null
group by story_id;

insert into alerts by name
select
    'alert-1' as alert_id,
    's1' as story_id,
    'a1' as article_id,
    'mail' as channel,
    'Der Tanker brachte 100.000 Tonnen Öl aus Russland nach Kuba.' as reason,
    timestamptz '2026-11-24 03:15:00+00' as created_at,
    timestamptz '2026-11-24 03:16:00+00' as sent_at,
    'sent' as status,
    1 as attempts;

insert into runs by name
select
    run_id,
    min(polled_at) as started_at,
    min(polled_at) + interval 10 minute as loaded_at,
    'rules-1' as rules_hash,
    count(*) as feeds_polled,
    count(*) filter (where outcome = 'unreachable') as polls_failed,
    0 as entries_seen, 0 as entries_new, 0 as pages_fetched, 0 as articles_new, 0 as articles_changed,
    0 as matches_new, 0 as stories_new, 0 as alerts_new
from polls
group by run_id;
