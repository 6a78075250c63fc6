"""report: the dated daily document, from the published snapshot."""

from datetime import date
from pathlib import Path

from vigia.errors import InputError
from vigia.model import StageReport
from vigia.reports.daily import daily_report, render_html, render_json, render_markdown
from vigia.settings import Settings
from vigia.warehouse import query, reader

PREFIX = "report_daily_"


def report(settings: Settings, day: date) -> StageReport:
    """Write ``reports/<day>/index.html``, ``report.md`` and ``report.json``.

    Rendering a day again replaces its files, each at once. Raises WarehouseUnusable when nothing
    was published yet.
    """
    rows = {}
    with reader(settings.home, settings.encryption_key) as connection:
        _, tables = query(
            connection, "select table_name from duckdb_tables() where starts_with(table_name, ?)", [PREFIX]
        )
        if not tables:
            raise InputError("the published database has no report tables: run `vigia run` first")
        for (table,) in sorted(tables):
            names, found = query(
                connection, f'select * from "{table}" where report_date = ? order by ordinal', [day]
            )
            rows[table.removeprefix(PREFIX)] = [dict(zip(names, row, strict=True)) for row in found]
    document = daily_report(day, rows)
    folder = settings.home / "reports" / day.isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {
        "index.html": render_html(document),
        "report.md": render_markdown(document),
        "report.json": render_json(document),
    }.items():
        _replace(folder / name, text)
    return StageReport("report", "", {table: len(found) for table, found in rows.items()})


def _replace(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
