-- A search that a passing fault cut short is made again: which gap each search was for, and when the next is due.

alter table backfills add column gap_run_id varchar;

alter table backfills add column attempts integer;

alter table backfills add column retry_at timestamptz;

update backfills set gap_run_id = run_id, attempts = 1;
