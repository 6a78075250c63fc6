-- By what else an entry or an article is known, what was sought after a gap, and what outlets reserve.

create table entry_aliases (
    alias_id varchar not null,
    entry_id varchar not null,
    feed_id varchar not null,
    "key" varchar not null,
    url varchar,
    reason varchar not null,
    first_seen_at timestamptz not null
);

create table url_aliases (
    canonical_url varchar not null,
    article_id varchar not null,
    first_seen_at timestamptz not null
);

create table backfills (
    run_id varchar not null,
    feed_id varchar not null,
    sought_at timestamptz not null,
    reason varchar not null,
    missing_since timestamptz not null,
    missing_until timestamptz not null,
    "method" varchar not null,
    requests integer not null,
    body_bytes bigint not null,
    entries_found integer not null,
    is_closed boolean not null,
    note varchar
);

create table reservations (
    outlet_id varchar not null,
    source varchar not null,
    url varchar not null,
    is_reserved boolean not null,
    statement varchar not null,
    policy_url varchar,
    first_seen_at timestamptz not null,
    last_seen_at timestamptz not null
);
