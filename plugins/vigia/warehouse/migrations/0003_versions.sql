-- Articles know which fetch their text is of, so that an archived page that is read anew can never undo a
-- later one; versions know whether the outlet changed the text or we read it better; and pages are looked
-- at again.

alter table articles add column fetched_at timestamptz;
alter table article_versions add column cause varchar default 'edit';
alter table pages add column is_revisit boolean default 'false';

update articles set fetched_at = coalesce(
    (
        select max(pages.fetched_at)
        from pages
        join entries using (entry_id)
        where entries.article_id = articles.article_id and pages.fetched_at <= articles.updated_at
    ),
    articles.updated_at
);
