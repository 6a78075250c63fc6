"""What all DAGs share: retries, pools, tags, the start, the zone of the reports, the asset."""

import os
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from airflow.sdk import Asset

from vigia.settings import Settings

START = datetime(2026, 1, 1, tzinfo=UTC)

# Published: the tables and the snapshot that readers open are those of the run that raised the event.
ARTICLES = Asset(name="articles", uri="vigia://published/articles")


class Pool(StrEnum):
    """The pools of ``pools.json``. A task in a pool that does not exist waits for ever."""

    WAREHOUSE = "warehouse"
    WEB = "web"


class Tag(StrEnum):
    """What a DAG is for; the only tags there are."""

    INGEST = "ingest"
    REPORT = "report"
    ALERT = "alert"


DEFAULT_ARGS: dict[str, Any] = {
    "owner": "vigia",
    "retries": 2,
    "retry_delay": timedelta(minutes=1),
    "retry_exponential_backoff": True,
    "max_retry_delay": timedelta(minutes=10),
    "execution_timeout": timedelta(minutes=30),
}


def report_zone() -> str:
    """Return the IANA zone whose days the reports cover.

    Read alone, without the other settings: one faulty setting must fail its tasks with a clear
    message and not make every DAG disappear.
    """
    return os.environ.get("VIGIA_TIME_ZONE") or str(Settings.model_fields["time_zone"].default)
