"""One writer of the lake at a time, whatever process or machine it is on.

DuckLake lets two transactions insert the same key: it has no keys. The lock is PostgreSQL's own, held
by a session, so that the lock of a writer that was killed goes with its connection.
"""

import os
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from typing import Any

from vigia.errors import WarehouseBusy, WarehouseUnusable
from vigia.settings import Lake
from vigia.warehouse.lake import WRITER, lake_name, lake_options, lake_session

# Numbers of PostgreSQL's advisory locks; any two that nobody else uses in this database.
WRITING, PUBLISHING = 0x76696769610001, 0x76696769610002
_NOT_AVAILABLE = "55P03"  # SQLSTATE when lock_timeout ran out
_ANSWER_SECONDS = 10  # for PostgreSQL to accept a connection, or to answer beyond the wait for the lock
_POLL_SECONDS = 0.02
_KEEPALIVE = {"tcp_keepalives_idle": 20, "tcp_keepalives_interval": 10, "tcp_keepalives_count": 3}


@contextmanager
def lake_lock(lake: Lake, wait_seconds: float, number: int = WRITING) -> Iterator[None]:
    """Hold a lock of the lake; whoever waits gets it in the order of asking.

    Raises WarehouseBusy, naming the holder, when it is not free within the wait, and WarehouseUnusable
    when PostgreSQL cannot be reached.
    """
    deadline = time.monotonic() + wait_seconds
    with closing(_session(lake, wait_seconds)) as session:
        _take(session, lake, number, wait_seconds)
        if number == WRITING:
            _await_predecessor(session, lake, deadline)
        yield


def _session(lake: Lake, wait_seconds: float) -> Any:
    try:
        pg8000 = import_module("pg8000.dbapi")
    except ModuleNotFoundError as error:
        raise WarehouseUnusable(
            "pg8000 is not installed, and a lake needs it: install vigia[lake]"
        ) from error
    name = f"vigia {socket.gethostname()[:40]}:{os.getpid()}"  # PostgreSQL keeps 63 characters
    try:
        session = pg8000.connect(
            **lake_session(lake),
            application_name=name,
            ssl_context=_ssl(lake),
            timeout=wait_seconds + _ANSWER_SECONDS,
            tcp_keepalive=True,
        )
    except (pg8000.Error, OSError) as error:
        raise WarehouseUnusable(
            f"{lake_name(lake)} cannot be reached: {_words(error)} Is PostgreSQL running, and is "
            "VIGIA_LAKE_CATALOG right?"
        ) from error
    session.autocommit = True
    for setting, value in _KEEPALIVE.items():
        session.cursor().execute(f"set {setting} = {value}")
    return session


def _words(error: Exception) -> str:
    told = error.args[0] if error.args else ""
    return str(told["M"] if isinstance(told, dict) else told).rstrip(".") + "."


def _ssl(lake: Lake) -> ssl.SSLContext | None:
    mode = lake_options(lake).get("sslmode", "prefer")
    if mode in ("disable", "allow", "prefer"):
        return None
    context = ssl.create_default_context(cafile=lake_options(lake).get("sslrootcert"))
    context.check_hostname = mode == "verify-full"
    if mode == "require":
        context.verify_mode = ssl.CERT_NONE
    return context


def _take(session: Any, lake: Lake, number: int, wait_seconds: float) -> None:
    cursor = session.cursor()
    cursor.execute(f"set lock_timeout = {max(1, int(wait_seconds * 1000))}")  # milliseconds; 0 waits for ever
    try:
        cursor.execute(f"select pg_advisory_lock({number})")
    except import_module("pg8000.dbapi").DatabaseError as error:
        if error.args[0].get("C") != _NOT_AVAILABLE:
            raise
        raise WarehouseBusy(
            f"{lake_name(lake)} is being written by {_holder(cursor, number)}; waited {wait_seconds:g} s. "
            "Try again later, or raise VIGIA_LOCK_SECONDS."
        ) from error


def _holder(cursor: Any, number: int) -> str:
    cursor.execute(
        f"""
        select application_name
        from pg_locks
        join pg_stat_activity using (pid)
        where
            locktype = 'advisory' and granted and objsubid = 1
            and (classid::bigint << 32) + objid::bigint = {number}
        """
    )
    found = cursor.fetchone()
    return str(found[0]) if found else "a process that has just ended"


def _await_predecessor(session: Any, lake: Lake, deadline: float) -> None:
    # The lock of a killed writer may be gone while PostgreSQL still works on its last commit.
    cursor = session.cursor()
    while True:
        cursor.execute(
            "select count(*) from pg_stat_activity "
            f"where datname = current_database() and application_name = '{WRITER}'"
        )
        if not cursor.fetchone()[0]:
            return
        if time.monotonic() >= deadline:
            raise WarehouseBusy(
                f"{lake_name(lake)}: a writer that has lost its lock is still connected as {WRITER}. "
                "PostgreSQL ends it within a minute; try again then, or end it by pg_terminate_backend."
            )
        time.sleep(_POLL_SECONDS)
