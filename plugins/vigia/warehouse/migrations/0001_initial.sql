-- The tables that Python loads. Models in sql/ read these and add matches, item_life, daily_* and report_*.
-- No primary keys or indexes: on tables with bodies they make each load tens of times dearer (DECISIONS.md);
-- keys are kept unique by MERGE under the writer lock and tested by dbt.

create table outlets (
    outlet_id varchar not null,
    name varchar not null,
    home_url varchar not null,
    country_code varchar not null,
    owner_class varchar not null,
    language_code varchar not null,
    time_zone varchar not null,
    publisher_family varchar not null,
    terms varchar not null
);

create table feeds (
    feed_id varchar not null,
    outlet_id varchar not null,
    url varchar not null,
    language_code varchar not null,
    category varchar not null,
    confidence varchar not null,
    is_enabled boolean not null,
    disabled_reason varchar not null
);

create table feed_states (
    feed_id varchar not null,
    first_polled_at timestamptz,
    last_polled_at timestamptz,
    last_success_at timestamptz,
    next_poll_at timestamptz,
    interval_seconds bigint,
    etag varchar,
    last_modified varchar,
    body_hash varchar,
    last_full_at timestamptz,
    failure_weight double not null,
    last_keys varchar[] not null
);

create table polls (
    run_id varchar not null,
    feed_id varchar not null,
    polled_at timestamptz not null,
    url varchar not null,
    final_url varchar,
    outcome varchar not null,
    http_status integer,
    error varchar,
    body_bytes bigint not null,
    elapsed_seconds double not null,
    format varchar,
    encoding varchar,
    feed_title varchar,
    entry_count integer not null,
    is_first boolean not null,
    is_gap boolean not null
);

create table entries (
    entry_id varchar not null,
    run_id varchar not null,
    feed_id varchar not null,
    outlet_id varchar not null,
    key varchar not null,
    url varchar,
    canonical_url varchar,
    title varchar not null,
    summary varchar not null,
    authors varchar[] not null,
    published_at timestamptz,
    published_source varchar,
    updated_at timestamptz,
    language_code varchar,
    first_seen_at timestamptz not null,
    content_hash varchar not null,
    is_backlog boolean not null,
    disposition varchar not null,
    note varchar,
    article_id varchar,
    attempts integer not null,
    retry_at timestamptz,
    loaded_at timestamptz not null
);

create table pages (
    run_id varchar not null,
    entry_id varchar not null,
    article_id varchar not null,
    url varchar not null,
    final_url varchar,
    fetched_at timestamptz not null,
    http_status integer,
    content_type varchar,
    body_bytes bigint not null,
    elapsed_seconds double not null,
    archive_file varchar,
    archive_offset bigint,
    disposition varchar not null,
    note varchar
);

create table articles (
    article_id varchar not null,
    entry_id varchar not null,
    run_id varchar not null,
    outlet_id varchar not null,
    url varchar not null,
    canonical_url varchar not null,
    title varchar not null,
    summary varchar not null,
    body varchar not null using compression zstd,
    body_source varchar not null,
    body_hash varchar not null,
    authors varchar[] not null,
    language_code varchar,
    published_at timestamptz,
    published_source varchar,
    published_is_day boolean not null,
    first_seen_at timestamptz not null,
    loaded_at timestamptz not null,
    updated_at timestamptz not null,
    report_date date not null,
    is_backlog boolean not null,
    version integer not null,
    relevance varchar not null,
    score double not null,
    sentence varchar,
    story_id varchar,
    duplicate_of varchar,
    rules_hash varchar not null,
    note varchar
);

create table article_versions (
    article_id varchar not null,
    version integer not null,
    title varchar not null,
    summary varchar not null,
    body varchar not null using compression zstd,
    relevance varchar not null,
    seen_from timestamptz not null,
    seen_until timestamptz not null
);

create table match_topics (
    article_id varchar not null,
    topic varchar not null,
    score double not null
);

create table article_actors (
    article_id varchar not null,
    actor_id varchar not null,
    hits integer not null
);

create table evidence (
    article_id varchar not null,
    field varchar not null,
    "start" integer not null,
    "end" integer not null,
    surface varchar not null,
    entity_id varchar not null,
    side varchar,
    rule varchar not null,
    weight double not null,
    dropped_because varchar
);

create table topics (
    topic varchar not null,
    name varchar not null,
    meaning varchar not null,
    ordinal integer not null
);

create table actors (
    actor_id varchar not null,
    name varchar not null,
    side varchar not null,
    kind varchar not null,
    role varchar not null,
    wikidata varchar not null
);

create table dispositions (
    disposition varchar not null,
    stage varchar not null,
    is_final boolean not null,
    is_retried boolean not null,
    meaning varchar not null
);

create table stories (
    story_id varchar not null,
    title varchar not null,
    sentence varchar,
    first_seen_at timestamptz not null,
    last_seen_at timestamptz not null,
    article_count integer not null,
    outlet_count integer not null,
    family_count integer not null,
    languages varchar[] not null,
    topics varchar[] not null,
    weight double not null
);

create table alerts (
    alert_id varchar not null,
    story_id varchar not null,
    article_id varchar not null,
    channel varchar not null,
    reason varchar not null,
    created_at timestamptz not null,
    sent_at timestamptz,
    status varchar not null,
    attempts integer not null,
    error varchar
);

create table runs (
    run_id varchar not null,
    started_at timestamptz not null,
    loaded_at timestamptz not null,
    rules_hash varchar not null,
    feeds_polled integer not null,
    polls_failed integer not null,
    entries_seen integer not null,
    entries_new integer not null,
    pages_fetched integer not null,
    articles_new integer not null,
    articles_changed integer not null,
    matches_new integer not null,
    stories_new integer not null,
    alerts_new integer not null
);
