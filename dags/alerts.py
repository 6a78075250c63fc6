"""Send the alerts that are pending, once to each channel.

**What** `alert` sends what `load` recorded, each alert once; `build` and `publish` then show readers what
was sent.
The channels are the addresses of the connection `vigia_alerts` and of `VIGIA_ALERT_URLS`; without any
nothing is recorded nor sent.

**When** After each publication (asset `articles`), one run at a time. By hand whenever you like: what was
sent is not sent again.

**If red**

- `alert`: a channel did not take a message; the log names the channel and its answer. The alert stays
  pending: the next run tries it again, eight times in all. A channel that changed needs no more than its
  new address in the connection.
- an alert that stays `sending` was cut off in the middle and may or may not have arrived: `vigia alerts
  send --again` sends it anew.
- `publish`: someone holds the warehouse, or the disk is full: `vigia doctor` says who or what. Then clear
  the task.
"""

from datetime import timedelta

from airflow.sdk import Param, dag

from vigia_airflow.defaults import ARTICLES, DEFAULT_ARGS, START, Pool, Tag
from vigia_airflow.tasks import stage_task


@dag(
    dag_id="alerts",
    schedule=[ARTICLES],
    start_date=START,
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    default_args=DEFAULT_ARGS,
    params={
        "now": Param(None, type=["null", "string"], format="date-time", description="Send at this instant."),
    },
    tags=[Tag.ALERT.value],
    doc_md=__doc__,
)
def alerts():
    alert = stage_task("alert", pool=Pool.WAREHOUSE.value)
    build = stage_task("build", given={"models": "stg_alerts+"}, pool=Pool.WAREHOUSE.value)
    publish = stage_task("publish", pool=Pool.WAREHOUSE.value)
    alert() >> build() >> publish()


alerts_dag = alerts()
