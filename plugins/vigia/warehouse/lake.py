"""The lake: the same tables in a DuckLake, its catalogue in PostgreSQL and its rows in Parquet files.

Attached under the name that the private file has, so that the same SQL runs on both. Nothing is
downloaded: the extensions come with the extra ``lake``.
"""

import os
import re
from importlib.resources import files
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import duckdb

from vigia.errors import WarehouseUnusable
from vigia.settings import Lake
from vigia.warehouse.literals import literal

EXTENSIONS = ("ducklake", "postgres_scanner", "httpfs")  # the last for S3
# Names under which PostgreSQL knows our sessions: whoever takes the lock waits until no writer is left.
WRITER, READER = "vigia-writer", "vigia-reader"
# duckdb#24905: with 32 threads and more 1.5.5 may read zstd Parquet wrongly.
MOST_THREADS = 8
# A machine that lost its power must not hold the catalogue for the two hours of the system's default.
_KEEPALIVE = "-c tcp_keepalives_idle=20 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"


def attach_lake(connection: duckdb.DuckDBPyConnection, lake: Lake, catalog: str, role: str) -> None:
    """Attach the lake under the name of a catalogue; ``role`` is WRITER or READER.

    A writer makes what is not there yet. Raises WarehouseUnusable, never with the password.
    """
    if "://" not in lake.data and role == WRITER:
        Path(lake.data).mkdir(parents=True, exist_ok=True)
    try:
        on_s3 = lake.data.startswith("s3://")
        for name in EXTENSIONS if on_s3 else EXTENSIONS[:-1]:  # each costs a tenth of a second
            connection.execute(f"load {literal(_extension(name))}")
        connection.execute(_catalog_secret(lake))
        if on_s3:
            connection.execute(_s3_secret(os.environ))
        options = [f"data_path {literal(lake.data.rstrip('/') + '/')}", "meta_secret vigia_catalog"]
        if role == READER:
            options += ["read_only", "create_if_not_exists false"]
        connection.execute(
            f"attach if not exists {literal('ducklake:postgres:' + _session(lake, role))} as {catalog} "
            f"({', '.join(options)})"
        )
    except duckdb.Error as error:
        raise _unusable(lake, str(error)) from None  # the original may show the password


def lake_session(lake: Lake) -> dict[str, str | int]:
    """Return host, port, database, user, password of the catalogue; what is not given is left out."""
    url = urlsplit(lake.catalog.get_secret_value())
    password = unquote(url.password) if url.password else os.environ.get("PGPASSWORD", "")
    parts: dict[str, str | int] = {
        "host": url.hostname or "",
        "port": url.port or 5432,
        "database": unquote(url.path.strip("/")),
        "user": unquote(url.username or ""),
        "password": password,
    }
    return {name: part for name, part in parts.items() if part}


def lake_options(lake: Lake) -> dict[str, str]:
    """Return what the address of the catalogue says after its question mark, such as ``sslmode``."""
    return dict(parse_qsl(urlsplit(lake.catalog.get_secret_value()).query))


def lake_name(lake: Lake) -> str:
    """Return where the lake is, as it may be shown."""
    session = lake_session(lake)
    return (
        f"the lake {session['database']} on {session['host']}:{session['port']} with its files in {lake.data}"
    )


def _extension(name: str) -> Path:
    try:
        package = files(f"duckdb_extension_{name}")
    except ModuleNotFoundError as error:
        raise WarehouseUnusable(
            f"the DuckDB extension {name} is not installed, and a lake needs it: install vigia[lake]"
        ) from error
    return Path(str(package)) / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"


def _catalog_secret(lake: Lake) -> str:
    pairs = ", ".join(f"{name} {literal(value)}" for name, value in lake_session(lake).items())
    return f"create or replace secret vigia_catalog (type postgres, {pairs})"


def _session(lake: Lake, role: str) -> str:
    values = lake_options(lake) | {"application_name": role, "options": _KEEPALIVE}
    return " ".join(f"{name}='{_escaped(value)}'" for name, value in values.items())


def _escaped(value: str) -> str:
    return re.sub(r"(['\\])", r"\\\1", value)


def _s3_secret(environment: os._Environ[str]) -> str:
    """Return the secret for S3 from the variables that every S3 client reads."""
    found = environment.get("AWS_ENDPOINT_URL_S3") or environment.get("AWS_ENDPOINT_URL", "")
    endpoint = urlsplit(found)
    pairs = {
        "key_id": environment.get("AWS_ACCESS_KEY_ID"),
        "secret": environment.get("AWS_SECRET_ACCESS_KEY"),
        "session_token": environment.get("AWS_SESSION_TOKEN"),
        "region": environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION") or "us-east-1",
        "endpoint": endpoint.netloc,
        "url_style": "path" if found else None,
        "use_ssl": "false" if endpoint.scheme == "http" else None,
    }
    given = ", ".join(f"{name} {literal(value)}" for name, value in pairs.items() if value)
    return f"create or replace secret vigia_s3 (type s3, {given})"


def _unusable(lake: Lake, words: str) -> WarehouseUnusable:
    if "creating a new DuckLake is explicitly disabled" in words:
        return WarehouseUnusable(f"{lake_name(lake)} is not there yet: nothing was loaded. Run `vigia run`.")
    for secret in (lake_session(lake).get("password"), os.environ.get("AWS_SECRET_ACCESS_KEY")):
        words = words.replace(str(secret), "***") if secret else words
    return WarehouseUnusable(
        f"{lake_name(lake)} cannot be opened: {' '.join(words.split())} Check VIGIA_LAKE_CATALOG, "
        "VIGIA_LAKE_DATA and, for S3, the AWS_* variables."
    )
