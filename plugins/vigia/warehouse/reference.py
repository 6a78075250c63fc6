"""The reference tables: what the seeds say, as tables."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from vigia.warehouse.batches import columns_of
from vigia.warehouse.writer import Connection


def load_catalog(
    connection: Connection, tables: Mapping[str, tuple[str, Iterable[Mapping[str, Any]]]]
) -> int:
    """Make the reference tables equal to the seeds: table → (key column, rows); return the changed rows.

    Rows that left the seeds stay, so that old articles keep their outlet and actors their name.
    """
    changed = 0
    for table, (key, rows) in tables.items():
        kinds = columns_of(connection, table)
        names = list(kinds)
        values = [{name: row[name] for name in names} for row in rows]
        if not values:
            continue
        connection.register("seed_rows", pa.Table.from_pylist(values))
        listed = ", ".join(names)
        updates = ", ".join(f"{name} = source.{name}" for name in names)
        differs = " or ".join(f"target.{name} is distinct from source.{name}" for name in names)
        merged = connection.execute(
            f"""
            merge into {table} as target using (select {listed} from seed_rows) as source
            on target.{key} = source.{key}
            when matched and ({differs}) then update set {updates}
            when not matched then insert ({listed}) values ({", ".join(f"source.{n}" for n in names)})
            """
        ).fetchone()
        changed += int(merged[0]) if merged else 0
        connection.unregister("seed_rows")
    return changed


def rows_of(records: Iterable[Any]) -> list[dict[str, Any]]:
    """Return dataclass records as rows for ``load_catalog``."""
    return [asdict(record) for record in records]
