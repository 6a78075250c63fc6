-- What was removed because it was old, and when: the row stays and says so.

alter table articles add column body_removed_at timestamptz;
alter table article_versions add column body_removed_at timestamptz;
alter table pages add column archive_removed_at timestamptz;
