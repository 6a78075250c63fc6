"""Bring in the news: from the feeds that are due to the published tables.

**What** `plan` the feeds that are due, `poll` them, `queue` the pages that are new, `fetch` them into the
archive, `gate` out what cannot match, `extract` the articles, `tag` them, `load` all in one transaction,
`build` the SQL models, `publish` a snapshot. A retry or a re-run is the same run: loading it again changes
no row.

**When** Every 30 minutes, one run at a time. By hand with `all_feeds` (due or not) and `now` (a fixed
instant, for replays).

**If red**

- `plan`: a seed row or a setting is faulty; the log lists each with its file and line. Not retried: mend
  it, clear the task.
- `queue`: no feed could be reached: look at the network of the workers. Nothing was loaded, nothing is
  lost.
- `load`, `publish`: someone holds the warehouse, or the disk is full: `vigia doctor` says who or what. Then
  clear the task.
- `build`: a model or a test failed; its name is in the log, its SQL under `<home>/dbt`. Readers keep the
  snapshot before.
- anything else: clear the task once; if it fails again, the run folder `<home>/runs/<run_id>` has what it
  was given.
"""

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, Param, TriggerRule, dag, task_group

from vigia_airflow.defaults import ARTICLES, DEFAULT_ARGS, START, Pool, Tag
from vigia_airflow.tasks import stage_task

EVERY_HALF_HOUR = CronTriggerTimetable("*/30 * * * *", timezone="UTC")


@dag(
    dag_id="ingest",
    schedule=EVERY_HALF_HOUR,
    start_date=START,
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=4),
    default_args=DEFAULT_ARGS,
    params={
        "now": Param(None, type=["null", "string"], format="date-time", description="Run at this instant."),
        "all_feeds": Param(False, type="boolean", description="Poll every enabled feed, due or not."),
    },
    tags=[Tag.INGEST.value],
    doc_md=__doc__,
)
def ingest():
    plan = stage_task("plan", pool=Pool.WAREHOUSE.value)
    poll = stage_task("poll", pool=Pool.WEB.value)
    # No feed is due, no page is new: what was mapped is skipped, and the run goes on.
    queue = stage_task("queue", pool=Pool.WAREHOUSE.value, trigger_rule=TriggerRule.NONE_FAILED)
    fetch = stage_task("fetch", pool=Pool.WEB.value, execution_timeout=timedelta(hours=2))
    gate = stage_task("gate")
    extract = stage_task("extract", execution_timeout=timedelta(hours=1))
    tag = stage_task("tag")
    load = stage_task("load", pool=Pool.WAREHOUSE.value, trigger_rule=TriggerRule.NONE_FAILED)
    build = stage_task("build", pool=Pool.WAREHOUSE.value)
    publish = stage_task("publish", pool=Pool.WAREHOUSE.value, outlets=[ARTICLES])

    @task_group(prefix_group_id=False)
    def pages(shard):
        fetch(shard) >> gate(shard) >> extract(shard) >> tag(shard)

    polled = poll.expand(shard=plan())
    pages.expand(shard=queue(polled=polled)) >> load() >> build() >> publish()


ingest_dag = ingest()
