-- What was said of an article before an edit or other rules changed it: a report or alert of the past
-- can be explained although its article is tagged otherwise today.

create table article_tags_history (
    article_id varchar not null,
    rules_hash varchar not null,
    relevance varchar not null,
    score double not null,
    sentence varchar,
    topics varchar[] not null,
    story_id varchar,
    tagged_from timestamptz not null,
    tagged_until timestamptz not null,
    cause varchar not null
);
