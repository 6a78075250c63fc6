"""doctor: an examination of the installation, one finding a subject."""

import fcntl
import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version

from vigia.archive import drafts_left
from vigia.catalog import read_catalog
from vigia.disk import free_bytes
from vigia.errors import VigiaError, WarehouseBusy
from vigia.settings import Settings
from vigia.stages.feed_findings import feed_findings
from vigia.stages.finding import Finding
from vigia.stages.load import seed_tables
from vigia.tagging.tagger import read_tagger
from vigia.warehouse import (
    EXTENSIONS,
    WHEEL,
    examined,
    lake_name,
    migrations,
    published_file,
    query,
    reader,
    schema_version,
    warehouse_file,
)

# Measured together; another version of these changes file formats or stops the models from building.
EXPECTED = {
    "duckdb": "1.5.5",
    "apache-airflow": "3.3.2",
    "dbt-core": "1.11",
    "dbt-duckdb": "1.11",
    "trafilatura": "2.3.1",
}
STALE_AFTER = timedelta(hours=26)


def examine(settings: Settings, now: datetime) -> list[Finding]:
    """Examine everything; an error in one subject is its finding and stops no other."""
    findings: list[Finding] = []
    for subject, look in _LOOKS.items():
        try:
            findings += look(settings, now)
        except VigiaError as error:
            findings.append(Finding(subject, "wrong", str(error)))
    return findings


def _versions(settings: Settings, _: datetime) -> Iterator[Finding]:
    of_lake = {f"duckdb-extension-{name.replace('_', '-')}": EXPECTED["duckdb"] for name in EXTENSIONS}
    encrypting = {WHEEL: EXPECTED["duckdb"]} if settings.encryption_key else {}
    for package, expected in (EXPECTED | (of_lake if settings.lake else encrypting)).items():
        try:
            found = version(package)
        except PackageNotFoundError:
            found = "not installed"
        if found.startswith(expected):
            yield Finding(f"version of {package}", "ok", found)
        else:
            yield Finding(
                f"version of {package}", "wrong", f"{found}, expected {expected}", "run `make setup`"
            )


def _disk(settings: Settings, _: datetime) -> Iterator[Finding]:
    there = next(path for path in (settings.home, *settings.home.parents) if path.exists())
    if not os.access(there, os.W_OK):
        yield Finding("home", "wrong", f"{there} cannot be written", "set VIGIA_HOME, or change its owner")
    free = free_bytes(there)
    file = warehouse_file(settings.home)
    needed = max(settings.least_free_bytes, 2 * file.stat().st_size if file.exists() else 0)
    seen = f"{free / 1e9:.1f} GB free in {there}"
    if free < needed:
        mend = (
            "free some space: nothing is fetched or loaded below VIGIA_LEAST_FREE_BYTES, "
            "and publishing needs twice the database"
        )
        yield Finding("disk", "wrong", f"{seen}, {needed / 1e9:.1f} GB wanted", mend)
    else:
        yield Finding("disk", "ok", seen)


def _archive(settings: Settings, _: datetime) -> Iterator[Finding]:
    drafts = drafts_left(settings.home / "archive")
    if drafts:
        mend = "the next tidying keeps their whole records (`daily_report`, or `vigia run`)"
        yield Finding("archive", "warning", f"{len(drafts)} files left by killed runs", mend)
    else:
        yield Finding("archive", "ok", "no file was left half written")


def _seeds(settings: Settings, _: datetime) -> Iterator[Finding]:
    catalog = read_catalog(settings.catalog_folder)
    enabled = sum(feed.is_enabled for feed in catalog.feeds.values())
    yield Finding(
        "catalog", "ok", f"{len(catalog.outlets)} outlets, {enabled} of {len(catalog.feeds)} feeds enabled"
    )
    tables = seed_tables(settings)
    yield Finding("seeds", "ok", ", ".join(f"{len(rows)} {name}" for name, (_, rows) in tables.items()))
    yield Finding("rules", "ok", f"hash {read_tagger(settings.seeds).rules_hash[:16]}")


def _warehouse(settings: Settings, _: datetime) -> Iterator[Finding]:
    path = warehouse_file(settings.home)
    if not settings.lake and not path.exists():
        yield Finding("warehouse", "warning", f"{path} is not there yet", "run `vigia run` or `make demo`")
        return
    try:
        with examined(settings.home, 2, settings.lake, settings.encryption_key) as connection:
            where = lake_name(settings.lake) if settings.lake else "free"
            yield _schema(where, schema_version(connection), migrations()[-1][0])
            rows = connection.execute(
                "select status, count(*) from alerts group by status having status in ('sending', 'failed')"
            ).fetchall()
    except WarehouseBusy as error:
        yield Finding("warehouse", "warning", str(error), "if no run is under way, end the process named")
        return
    for status, count in rows:
        mend = "their process died while sending: decide with `vigia alerts send --again`"
        yield Finding("alerts", "warning", f"{count} left {status}", mend)


def _schema(where: str, on_disk: int, newest: int) -> Finding:
    seen = f"{where}; schema version {on_disk} of {newest}"
    if on_disk > newest:
        mend = "it was written by a newer release: update Vigía, or restore a backup made by this one"
        return Finding("warehouse", "wrong", seen, mend)
    return Finding("warehouse", "ok", seen + ("; the next run brings it up" if on_disk < newest else ""))


def _encryption(settings: Settings, _: datetime) -> Iterator[Finding]:
    if settings.encryption_key is None:
        yield Finding("encryption", "ok", "none; VIGIA_ENCRYPTION_KEY would encrypt the databases")
        return
    plain = ["archive", "run folders", "reports"]
    plain += ["search index"] * settings.publishes_index + ["Parquet files"] * settings.publishes_parquet
    yield Finding(
        "encryption", "ok", f"databases and backups are encrypted; not encrypted: {', '.join(plain)}"
    )


def _published(settings: Settings, now: datetime) -> Iterator[Finding]:
    path = published_file(settings.home)
    if not path.exists():
        yield Finding("published database", "warning", f"{path} is not there", "run `vigia publish`")
        return
    with reader(settings.home, settings.encryption_key) as connection:
        _, rows = query(connection, "select max(started_at) from runs")
        last = rows[0][0]
        yield _freshness(last, now)
        yield from _feeds(settings, query(connection, _FEEDS_SQL)[1])
        yield from feed_findings(connection, now)


_FEEDS_SQL = """
    select feed.feed_id, feed.is_enabled, state.last_success_at, coalesce(state.failure_weight, 0)
    from feeds as feed
    left join feed_states as state using (feed_id)
    order by feed.feed_id
"""


def _freshness(last: datetime | None, now: datetime) -> Finding:
    if last is None:
        return Finding("last run", "warning", "no run was loaded yet", "run `vigia run`")
    if last > now + timedelta(minutes=10):
        return Finding(
            "clock", "warning", f"the last run is of {last:%Y-%m-%d %H:%M} UTC, after now", "set the clock"
        )
    if now - last > STALE_AFTER:
        return Finding(
            "last run", "warning", f"{last:%Y-%m-%d %H:%M} UTC", "is the scheduler running? `make up`"
        )
    return Finding("last run", "ok", f"{last:%Y-%m-%d %H:%M} UTC")


def _feeds(settings: Settings, rows: list[tuple[object, ...]]) -> Iterator[Finding]:
    enabled = {
        feed_id for feed_id, feed in read_catalog(settings.catalog_folder).feeds.items() if feed.is_enabled
    }
    reached = {str(row[0]) for row in rows if row[2] is not None}
    failing = sorted(str(row[0]) for row in rows if row[0] in enabled and float(str(row[3])) >= 3)
    never = sorted(enabled - reached)
    if never:
        mend = "see `vigia feeds check` for the reason; new feeds come with the next run"
        yield Finding("feeds never read", "warning", f"{len(never)}: {', '.join(never[:12])}", mend)
    if failing:
        yield Finding(
            "feeds failing", "warning", f"{len(failing)}: {', '.join(failing[:12])}", "`vigia feeds check`"
        )
    if not never and not failing:
        yield Finding("feeds", "ok", f"all {len(enabled)} enabled ones were read")


def _services(settings: Settings, _: datetime) -> Iterator[Finding]:
    """Look whether the local Airflow of ``make up`` is running: it holds a lock while it does."""
    lock = settings.home / "airflow" / "lock"
    if not lock.exists():
        yield Finding("local Airflow", "ok", "never started here; `make up` starts one")
        return
    with lock.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            yield Finding("local Airflow", "ok", "running")
            return
    yield Finding(
        "local Airflow", "warning", "not running, though it was started here before", "run `make up`"
    )


def _channels(settings: Settings, _: datetime) -> Iterator[Finding]:
    if settings.alert_urls:
        yield Finding(
            "alert channels", "ok", f"{len(settings.alert_urls)} set; `vigia alerts test` tries them"
        )
    else:
        yield Finding("alert channels", "warning", "none set", "set VIGIA_ALERT_URLS to get alerts")


_LOOKS: dict[str, Callable[[Settings, datetime], Iterator[Finding]]] = {
    "versions": _versions,
    "disk": _disk,
    "archive": _archive,
    "seeds": _seeds,
    "warehouse": _warehouse,
    "encryption": _encryption,
    "published database": _published,
    "local Airflow": _services,
    "alert channels": _channels,
}
