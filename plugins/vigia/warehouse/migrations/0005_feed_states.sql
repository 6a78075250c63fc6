-- What polling learnt to remember: patience, silence, a feed that is gone, and one that moved.
alter table feed_states add column patience_seconds bigint;
alter table feed_states add column ttl_seconds bigint;
alter table feed_states add column last_new_at timestamptz;
alter table feed_states add column newest_entry_at timestamptz;
alter table feed_states add column gone_at timestamptz;
alter table feed_states add column dormant_at timestamptz;
alter table feed_states add column title varchar;
alter table feed_states add column moved_to varchar;
alter table feed_states add column moved_at timestamptz;
alter table feed_states add column moved_polls integer default 0;
alter table feed_states add column moved_title varchar;
