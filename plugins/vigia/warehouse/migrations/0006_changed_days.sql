-- What the models restate: a build reads the days that changed since the build before, not the history.

create table changed_days (
    report_date date not null,
    kind varchar not null,
    changed_at timestamptz not null
);

create table built_models (
    model varchar not null,
    up_to timestamptz not null,
    project_hash varchar not null,
    built_at timestamptz not null
);
