"""The door to the seeds: outlets, feeds and other tables, read from CSV and checked row by row."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from vigia.errors import CatalogError
from vigia.model import Feed, Outlet
from vigia.urls import is_fetchable

OUTLET_COLUMNS = tuple(field.name for field in fields(Outlet))
FEED_COLUMNS = tuple(field.name for field in fields(Feed))
OWNER_CLASSES = (
    "state",
    "state-aligned",
    "independent",
    "exile",
    "public",
    "wire",
    "government",
    "think-tank",
)
CONFIDENCES = ("high", "medium", "low")

_KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_TERMS = re.compile(r"(?:allowed|unknown|forbidden)(?:: \S.*)?")
_MAX_BYTES = 20_000_000

Row = dict[str, str]
Fault = tuple[int, str]
Check = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Catalog:
    """Who publishes, and what is polled; both by their ids, in the order of the files."""

    outlets: dict[str, Outlet]
    feeds: dict[str, Feed]


def read_catalog(folder: Path) -> Catalog:
    """Read and check ``outlets.csv`` and ``feeds.csv``.

    Raises CatalogError with every faulty row of both.
    """
    outlet_path, feed_path = folder / "outlets.csv", folder / "feeds.csv"
    outlet_rows, outlet_faults = _read(outlet_path, OUTLET_COLUMNS)
    feed_rows, feed_faults = _read(feed_path, FEED_COLUMNS)
    outlet_faults += _row_faults(outlet_rows, _OUTLET_CHECKS, unique=("outlet_id",))
    feed_faults += _row_faults(feed_rows, _FEED_CHECKS, unique=("feed_id", "url"))
    if not any(line == 1 for line, _ in outlet_faults):
        feed_faults += _unknown_outlets(feed_rows, {row["outlet_id"] for _, row in outlet_rows})
    feed_faults += _reason_faults(feed_rows)
    _refuse(_told(outlet_path, outlet_faults) + _told(feed_path, feed_faults))
    outlets = {row["outlet_id"]: Outlet(**row) for _, row in outlet_rows}
    return Catalog(outlets, {row["feed_id"]: _feed(row) for _, row in feed_rows})


def append_rows(folder: Path, outlets: Sequence[Outlet], feeds: Sequence[Feed]) -> None:
    """Add rows to the end of ``outlets.csv`` and ``feeds.csv``; what is there is not touched.

    Raises CatalogError, and adds nothing, when the catalog would not be sound.
    """
    paths = {name: folder / f"{name}.csv" for name in ("outlets", "feeds")}
    added = {name: _lines(records) for name, records in (("outlets", outlets), ("feeds", feeds))}
    texts = {name: path.read_bytes() for name, path in paths.items()}
    texts = {
        name: text + (b"" if text.endswith(b"\n") else b"\n") + added[name] for name, text in texts.items()
    }
    with TemporaryDirectory() as trial:
        for name, text in texts.items():
            (Path(trial) / f"{name}.csv").write_bytes(text)
        read_catalog(Path(trial))
    for name in ("outlets", "feeds"):  # an outlet without a feed does no harm, a feed without one would
        if added[name]:
            draft = paths[name].with_suffix(".csv.tmp")
            draft.write_bytes(texts[name])
            draft.replace(paths[name])


def row_of(record: Outlet | Feed) -> list[str]:
    """Return a record as the cells of its row."""
    values = (getattr(record, field.name) for field in fields(record))
    return [str(value).lower() if isinstance(value, bool) else str(value) for value in values]


def _lines(records: Sequence[Outlet | Feed]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(map(row_of, records))
    return text.getvalue().encode()


def read_rows(path: Path, columns: Sequence[str]) -> list[Row]:
    """Read a CSV table that must begin with these columns, in this order, and have a row or more.

    Further columns are for other readers of the table. Raises CatalogError with every faulty row.
    """
    return [row for _, row in read_numbered_rows(path, columns)]


def read_numbered_rows(path: Path, columns: Sequence[str]) -> list[tuple[int, Row]]:
    """Read a table as ``read_rows`` does, each row with its line in the file."""
    rows, faults = _read(path, columns, others=True)
    _refuse(_told(path, faults))
    return rows


def _read(
    path: Path, columns: Sequence[str], others: bool = False
) -> tuple[list[tuple[int, Row]], list[Fault]]:
    """Return the sound rows with their line numbers, and the faults."""
    try:
        text = _text(path)
    except (OSError, UnicodeDecodeError) as error:
        return [], [(1, f"cannot be read as UTF-8 text: {error}")]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, Row]] = []
    faults: list[Fault] = []
    try:
        header = next(reader, [])
        if (header[: len(columns)] if others else header) != list(columns):
            return [], [(1, f"columns {','.join(header) or '(none)'}; expected {','.join(columns)}")]
        _gather(reader, header, rows, faults)
    except csv.Error as error:
        faults.append((reader.line_num, f"no CSV: {error}"))
    if not rows and not faults:
        faults.append((1, "no rows below the columns"))
    return rows, faults


def _gather(reader: Any, columns: Sequence[str], rows: list[tuple[int, Row]], faults: list[Fault]) -> None:
    for values in reader:
        line = reader.line_num
        if not values:
            faults.append((line, "an empty line; expected a row"))
        elif len(values) != len(columns):
            faults.append((line, f"{len(values)} fields; expected {len(columns)}"))
        else:
            rows.append((line, dict(zip(columns, (value.strip() for value in values), strict=True))))


def _text(path: Path) -> str:
    with path.open("rb") as file:
        body = file.read(_MAX_BYTES + 1)
    if len(body) > _MAX_BYTES:
        raise OSError(f"more than {_MAX_BYTES} bytes")
    return body.decode("utf-8-sig")


def _row_faults(
    rows: list[tuple[int, Row]], checks: dict[str, Check], unique: tuple[str, ...]
) -> list[Fault]:
    faults = [
        (line, f"{column} {row[column]!r}: {fault}")
        for line, row in rows
        for column, check in checks.items()
        if (fault := check(row[column])) is not None
    ]
    for column in unique:
        first_lines: dict[str, int] = {}
        for line, row in rows:
            if (first := first_lines.setdefault(row[column], line)) != line:
                faults.append(
                    (line, f"{column} {row[column]!r}: already on line {first}; expected one row for it")
                )
    return faults


def _unknown_outlets(rows: list[tuple[int, Row]], outlet_ids: set[str]) -> list[Fault]:
    return [
        (line, f"outlet_id {row['outlet_id']!r}: not in outlets.csv; add it there first")
        for line, row in rows
        if row["outlet_id"] not in outlet_ids
    ]


def _reason_faults(rows: list[tuple[int, Row]]) -> list[Fault]:
    faults = []
    for line, row in rows:
        if row["is_enabled"] == "false" and not row["disabled_reason"]:
            faults.append((line, "disabled_reason is empty; expected why the feed is not enabled"))
        if row["is_enabled"] == "true" and row["disabled_reason"]:
            faults.append((line, "disabled_reason of an enabled feed; expected nothing there"))
    return faults


def _told(path: Path, faults: list[Fault]) -> list[str]:
    return [f"{path}:{line}: {message}" for line, message in sorted(faults)]


def _refuse(faults: list[str]) -> None:
    if faults:
        raise CatalogError(faults)


def _feed(row: Row) -> Feed:
    return Feed(
        feed_id=row["feed_id"],
        outlet_id=row["outlet_id"],
        url=row["url"],
        language_code=row["language_code"],
        category=row["category"],
        confidence=row["confidence"],
        is_enabled=row["is_enabled"] == "true",
        disabled_reason=row["disabled_reason"],
    )


def _matching(pattern: re.Pattern[str], expected: str) -> Check:
    return lambda value: None if pattern.fullmatch(value) else f"expected {expected}"


def _one_of(names: Sequence[str]) -> Check:
    return lambda value: None if value in names else f"expected one of {', '.join(names)}"


def _address(value: str) -> str | None:
    return None if is_fetchable(value) else "expected an http or https URL of at most 2,000 characters"


def _filled(value: str) -> str | None:
    return None if value else "expected a text"


def _zone(value: str) -> str | None:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        return "no IANA time zone; expected one like America/Havana"
    return None


_ID = _matching(_KEBAB, "small letters, digits and single hyphens")
_LANGUAGE_CODE = _matching(_LANGUAGE, "two small letters (ISO 639-1)")
_OUTLET_CHECKS: dict[str, Check] = {
    "outlet_id": _ID,
    "name": _filled,
    "home_url": _address,
    "country_code": _matching(_COUNTRY, "two capitals (ISO 3166-1 alpha-2)"),
    "owner_class": _one_of(OWNER_CLASSES),
    "language_code": _LANGUAGE_CODE,
    "time_zone": _zone,
    "publisher_family": _ID,
    "terms": _matching(_TERMS, "allowed, unknown or forbidden, and ': why' if need be"),
}
_FEED_CHECKS: dict[str, Check] = {
    "feed_id": _ID,
    "url": _address,
    "language_code": _LANGUAGE_CODE,
    "category": _ID,
    "confidence": _one_of(CONFIDENCES),
    "is_enabled": _one_of(("true", "false")),
}
