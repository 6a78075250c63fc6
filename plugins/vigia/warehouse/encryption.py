"""Encryption at rest: DuckDB's own (AES-256-GCM), for every file that is attached with a key.

DuckDB reads encrypted files by itself; to write them it wants the cryptography of its extension httpfs,
which is loaded from the installed wheel and never from the network. The key is bound as a parameter: it is
in no SQL text, and so in no error and no log.
"""

from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import duckdb
from pydantic import SecretStr

from vigia.errors import WarehouseUnusable
from vigia.warehouse.literals import literal

WHEEL = "duckdb-extension-httpfs"
READ_ONLY = "read_only"
_PACKAGE = "duckdb_extension_httpfs"


def attach(
    connection: duckdb.DuckDBPyConnection, path: Path, catalog: str, key: SecretStr | None, *options: str
) -> None:
    """Attach a database file, with a key or without.

    Raises WarehouseUnusable when the key is not the one that the file was written with, is missing or not
    wanted, or when the wheel for writing is not installed; errors of the file itself are DuckDB's.
    """
    if key:
        _protect(connection, is_read_only=READ_ONLY in options)
        options = (*options, "encryption_key ?")
    listed = f" ({', '.join(options)})" if options else ""
    try:
        connection.execute(
            f"attach {literal(path)} as {catalog}{listed}", [key.get_secret_value()] if key else None
        )
    except (duckdb.CatalogException, duckdb.InvalidInputException) as error:
        raise WarehouseUnusable(_explained(path, str(error))) from None


def opened(path: Path, catalog: str, key: SecretStr | None) -> duckdb.DuckDBPyConnection:
    """Open a database file to read, as the catalog of the connection, whose zone is UTC.

    Raises WarehouseUnusable as ``attach`` does.
    """
    # Attached, and not opened by connect: that shares one database among all who open the path in this
    # process, so that a second reader would meet the first one's locked settings, and its old snapshot.
    connection = duckdb.connect(config={"autoinstall_known_extensions": False})
    try:
        attach(connection, path, catalog, key, READ_ONLY)
        connection.execute(f"use {catalog}")
        connection.execute("set TimeZone = 'UTC'")
    except BaseException:
        connection.close()
        raise
    return connection


def _protect(connection: duckdb.DuckDBPyConnection, is_read_only: bool) -> None:
    """Load what writes encrypted files, and let nothing be written in plain when memory is short."""
    if find_spec(_PACKAGE) is None:
        if not is_read_only:
            raise WarehouseUnusable(
                f"VIGIA_ENCRYPTION_KEY is set, but DuckDB writes encrypted files only with the package "
                f"{WHEEL}=={duckdb.__version__}, which is not installed: install `vigia[lake]`"
            )
        connection.execute("set temp_directory = ''")
        return
    place = files(_PACKAGE) / "extensions" / f"v{duckdb.__version__}" / "httpfs.duckdb_extension"
    connection.execute(f"load {literal(place)}")
    connection.execute("set temp_file_encryption = true")


def _explained(path: Path, words: str) -> str:
    if "without a key" in words:
        return f"{path} is encrypted and VIGIA_ENCRYPTION_KEY is not set: set it to the key of this home"
    if "Wrong encryption key" in words:
        return f"{path} was encrypted with another key than VIGIA_ENCRYPTION_KEY: set the right one"
    if "is not encrypted" in words:
        return (
            f"{path} is not encrypted, but VIGIA_ENCRYPTION_KEY is set: unset it, or encrypt the home by "
            "`vigia backup` without the key and `vigia restore --force` with it"
        )
    return f"{path} cannot be opened: {words}. Run `vigia doctor`."
