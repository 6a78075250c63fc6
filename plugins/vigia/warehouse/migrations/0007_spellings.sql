-- By which rules the URLs of the file are spelt.

create table url_spellings (
    spelling integer not null,
    respelt_at timestamptz not null
);
