"""The daily report: from the rows of one day to HTML, Markdown and JSON.

The JSON document has one key for each table (``figures``, ``trend``, ``stories``, ``bursts``, ``topics``,
``actors``, ``outlets``, ``languages``, ``coverage``, ``gaps``, ``method``), each a list of objects in
the order of the report, and ``report_date``. The keys of the objects are the columns of the table
``report_daily_<key>``, explained by the comments of the warehouse; days and times are ISO 8601.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from functools import cache
from typing import Any, get_type_hints

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from pydantic import TypeAdapter

from vigia.reports import wording
from vigia.reports.charts import trend_chart
from vigia.reports.escaping import markdown, markdown_link, one_line, safe_url
from vigia.reports.notices import headline, notices, quiet_day
from vigia.reports.records import DailyReport

PARTS = tuple(field.name for field in fields(DailyReport) if field.name != "report_date")

Rows = Sequence[Mapping[str, Any]]

_LINKS = ("url", "urls")


def daily_report(report_date: date, rows: Mapping[str, Rows]) -> DailyReport:
    """Build the report of a day from the rows of its tables, in the order of ``ordinal``.

    ``rows`` is keyed by table name without ``report_daily_``; a missing table is an empty one, an
    unknown one is ignored. Raises ValueError for a row of another day or without its columns.
    """
    parts = {part: _records(part, report_date, rows.get(part, ())) for part in PARTS}
    return DailyReport(report_date=report_date, **parts)


def render_html(report: DailyReport) -> str:
    """Render one page that needs nothing else: no network, no script."""
    charts = {
        name: Markup(trend_chart(report.trend, name))  # noqa: S704 - made here, of numbers and days
        for name in ("wide", "narrow")
    }
    return _environment().get_template("daily.html.j2").render(_context(report), charts=charts)


def render_markdown(report: DailyReport) -> str:
    """Render the report as Markdown with tables."""
    return _environment().get_template("daily.md.j2").render(_context(report))


def render_json(report: DailyReport) -> str:
    """Render the report as JSON with sorted keys."""
    return json.dumps(asdict(report), indent=2, sort_keys=True, ensure_ascii=False, default=_iso) + "\n"


@cache
def _adapter(part: str) -> TypeAdapter[tuple[Any, ...]]:
    return TypeAdapter(get_type_hints(DailyReport)[part])


def _records(part: str, report_date: date, rows: Rows) -> tuple[Any, ...]:
    strays = {row["report_date"] for row in rows} - {report_date}
    if strays:
        raise ValueError(f"{part}: rows of {sorted(strays)} in the report of {report_date}")
    ordered = sorted(rows, key=lambda row: int(row["ordinal"]))
    return _adapter(part).validate_python([_cleaned(row) for row in ordered])


def _cleaned(value: Any, column: str = "") -> Any:
    """Make every text one clean, bounded line and drop what is no link."""
    if isinstance(value, Mapping):
        return {name: _cleaned(inner, name) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        cleaned = [_cleaned(inner, column) for inner in value]
        return [url for url in cleaned if url] if column in _LINKS else cleaned
    if isinstance(value, str):
        return safe_url(value) if column in _LINKS else one_line(value)
    return value


def _context(report: DailyReport) -> dict[str, Any]:
    return {
        "report": report,
        "headline": headline(report),
        "notices": notices(report),
        "quiet_day": quiet_day(report),
        "most_matches": {
            "topics": max((row.matches for row in report.topics), default=0),
            "languages": max((row.articles for row in report.languages), default=0),
        },
    }


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("vigia.reports"),
        autoescape=_is_html,  # noqa: S701 - all HTML is escaped; Markdown has a filter of its own
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        name: getattr(wording, name)
        for name in (
            "number signed counted percent long_day short_day instant language country owner_class side "
            "gap_kind listed"
        ).split()
    }
    environment.filters |= {"md": markdown}
    environment.globals |= {"md_link": markdown_link}
    return environment


def _is_html(template: str | None) -> bool:
    return template is None or ".html" in template


def _iso(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in a report")
