"""Read archived pages again, by the code and rules of today.

**What** `replay` lists the archived pages of some days or of one URL; `gate`, `extract` and `tag` read them
as if they had just been fetched; `load` takes over what differs: an article that is missing comes back, one
that is read better keeps its earlier version. `retag` brings the rest to the rules of today; `build` and
`publish` show it to readers. Nobody is alerted. With the same code and rules no row changes.

**When** By hand: after the code of the extraction has changed, or to fill a new warehouse from the archive.
Give `first_day` and `last_day` (days on which the pages were fetched) or `url`; without any the whole
archive is read.

**If red**

- `replay`: a day is no date, or the disk is short: the log says which. Mend it, clear the task.
- `load`, `retag`, `publish`: someone holds the warehouse: `vigia doctor` says who. Then clear the task.
  Nothing counts before the load commits.
- anything else: clear the task once; if it fails again, run fewer days at a time.
"""

from datetime import timedelta

from airflow.sdk import Param, TriggerRule, dag, task_group

from vigia_airflow.defaults import DEFAULT_ARGS, START, Pool, Tag
from vigia_airflow.tasks import stage_task

A_DAY = {"type": ["null", "string"], "format": "date"}


@dag(
    dag_id="replay",
    schedule=None,
    start_date=START,
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=24),
    default_args=DEFAULT_ARGS,
    params={
        "first_day": Param(None, **A_DAY, description="First day on which the pages were fetched."),
        "last_day": Param(None, **A_DAY, description="Last day."),
        "url": Param(None, type=["null", "string"], description="Only the pages of this URL."),
    },
    tags=[Tag.INGEST.value],
    doc_md=__doc__,
)
def replay():
    chosen = stage_task("replay", execution_timeout=timedelta(hours=2))
    gate = stage_task("gate")
    extract = stage_task("extract", execution_timeout=timedelta(hours=1))
    tag = stage_task("tag")
    again = {"pool": Pool.WAREHOUSE.value, "execution_timeout": timedelta(hours=2)}
    # No page was chosen: what was mapped is skipped, and nothing is loaded.
    load = stage_task("load", given={"is_replay": True}, trigger_rule=TriggerRule.NONE_FAILED, **again)
    retag = stage_task("retag", **again)
    build = stage_task("build", pool=Pool.WAREHOUSE.value)
    publish = stage_task("publish", pool=Pool.WAREHOUSE.value)

    @task_group(prefix_group_id=False)
    def pages(shard):
        gate(shard) >> extract(shard) >> tag(shard)

    pages.expand(shard=chosen()) >> load() >> retag() >> build() >> publish()


replay_dag = replay()
