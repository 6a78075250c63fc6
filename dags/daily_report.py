"""Write the report of the day that just closed, and tidy up.

**What** `report` renders a day from the published snapshot: `<home>/reports/<date>/index.html`, `report.md`
and `report.json`. A day rendered again replaces its files. `tidy` removes run folders that nobody touched for
`VIGIA_RUN_DAYS`, and keeps what killed runs had archived; where `VIGIA_KEEP_BODIES_DAYS` or
`VIGIA_KEEP_ARCHIVE_DAYS` is set, it removes older bodies and archived pages.

**When** At 06:00 in the zone of the reports (`VIGIA_TIME_ZONE`) for the day before. Any past day: by hand
with `date`, or many at once with `airflow backfill create --dag-id daily_report --from-date … --to-date …`
(a run of the 21st reports the 20th).

**If red**

- "nothing was published yet": no `ingest` run has come through; mend that first, then clear the task. It
  waits half an hour by itself.
- `tidy`: a folder cannot be removed; the log names it. Nothing else waits for it: mend its owner, clear the
  task.
- "no report tables": the snapshot was published before any `build`: let one `ingest` run finish, then clear
  the task.
"""

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, Param, dag

from vigia_airflow.defaults import DEFAULT_ARGS, START, Pool, Tag, report_zone
from vigia_airflow.tasks import stage_task

AT_SIX = CronTriggerTimetable("0 6 * * *", timezone=report_zone())


@dag(
    dag_id="daily_report",
    schedule=AT_SIX,
    start_date=START,
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=2),
    default_args=DEFAULT_ARGS,
    params={
        "date": Param(None, type=["null", "string"], format="date", description="The day to report."),
    },
    tags=[Tag.REPORT.value],
    doc_md=__doc__,
)
def daily_report():
    # On a new installation the first report is due before the first ingest is through: it waits.
    waiting = {"retries": 6, "retry_delay": timedelta(minutes=5), "retry_exponential_backoff": False}
    stage_task("report", **waiting)()
    stage_task("tidy", pool=Pool.WAREHOUSE.value)()


daily_report_dag = daily_report()
