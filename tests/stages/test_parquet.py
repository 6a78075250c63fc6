"""The published tables as Parquet."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow.dataset as ds
import pytest

from vigia.settings import Settings
from vigia.stages.publish import publish
from vigia.warehouse import published_file, writer

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ARTICLE = """
    insert into articles by name
    select
        $id as article_id, $id as entry_id, 'run' as run_id, 'outlet' as outlet_id,
        'https://x.example/' || $id as url, url as canonical_url, 'El título' as title, '' as summary,
        'El cuerpo' as body, 'page' as body_source, md5($id) as body_hash, ['Ana']::varchar[] as authors,
        'es' as language_code, false as published_is_day,
        timestamptz '2026-11-20 03:00:00+00' as first_seen_at, first_seen_at as loaded_at,
        first_seen_at as updated_at, $day as report_date, false as is_backlog,
        1 as version, 'match' as relevance, 1.0 as score, 'rules' as rules_hash
"""


@pytest.fixture
def settings(home: Path) -> Settings:
    """A home with an article on each of two days, published."""
    settings = Settings(home=home)
    add(settings, "a1", date(2026, 11, 19))
    add(settings, "a2", date(2026, 11, 20))
    publish(settings, NOW)
    return settings


def add(settings: Settings, article_id: str, day: date) -> None:
    """Load one article and its evidence."""
    with writer(settings.home, 5) as connection:
        connection.execute(ARTICLE, {"id": article_id, "day": day})
        connection.execute("insert into article_actors values (?, 'lavrov', 2)", [article_id])


def folder(settings: Settings) -> Path:
    """Return what readers open."""
    return settings.home / "published" / "parquet"


def files(settings: Settings) -> dict[Path, int]:
    """Return the files with their inodes."""
    root = folder(settings).resolve()
    return {path.relative_to(root): path.stat().st_ino for path in root.rglob("*.parquet")}


def test_other_tools_read_the_tables_by_day(settings: Settings) -> None:
    """pyarrow finds days and columns by itself."""
    table = ds.dataset(folder(settings) / "articles", partitioning="hive").to_table()
    assert sorted(zip(table["article_id"].to_pylist(), table["report_date"].to_pylist(), strict=True)) == [
        ("a1", "2026-11-19"),
        ("a2", "2026-11-20"),
    ]
    assert table["authors"].to_pylist() == [["Ana"], ["Ana"]]


def test_every_table_has_every_row(settings: Settings) -> None:
    """Of those with days and of those without, with the same columns as in the database."""
    with duckdb.connect(str(published_file(settings.home)), read_only=True) as connection:
        tables = connection.execute("select table_name from duckdb_tables() where schema_name = 'main'")
        for (table,) in tables.fetchall():
            (rows,) = connection.execute(f"select count(*) from {table}").fetchone() or (0,)
            if not rows:
                continue
            names = connection.execute(f"select column_name from (describe {table})").fetchall()
            columns = ", ".join(f"{table}.{name}" for (name,) in names)
            written = f"read_parquet('{folder(settings)}/{table}/**/*.parquet', hive_partitioning = true)"
            both = f"(select {columns} from {table}) except all (select {columns} from {written} as {table})"
            assert connection.execute(f"select count(*) from ({both})").fetchone() == (0,), table
            assert connection.execute(f"select count(*) from {written}").fetchone() == (rows,), table


def test_rows_of_an_article_stand_on_its_day(settings: Settings) -> None:
    """So that a day of one table joins the same day of another."""
    names = [path.parts[:2] for path in files(settings) if path.parts[0] == "article_actors"]
    assert sorted(names) == [
        ("article_actors", "report_date=2026-11-19"),
        ("article_actors", "report_date=2026-11-20"),
    ]


def test_a_day_that_did_not_change_is_the_same_file(settings: Settings) -> None:
    """Only the day of the new article is written again; the old snapshot keeps its own."""
    before, old = files(settings), folder(settings).resolve()
    add(settings, "a3", date(2026, 11, 20))
    publish(settings, NOW + timedelta(hours=1))
    after = files(settings)
    changed = {path.parts[:2] for path in after if after[path] != before.get(path)}
    assert changed == {(table, "report_date=2026-11-20") for table in ("articles", "article_actors")}
    assert len(list(old.rglob("*.parquet"))) == len(before)


def test_an_edit_writes_its_day_again(settings: Settings) -> None:
    """Also where the number of rows stays."""
    with writer(settings.home, 5) as connection:
        connection.execute("update articles set body = 'Otro', body_hash = 'x' where article_id = 'a1'")
    publish(settings, NOW + timedelta(hours=1))
    table = ds.dataset(folder(settings) / "articles", partitioning="hive").to_table()
    assert sorted(table["body"].to_pylist()) == ["El cuerpo", "Otro"]


def test_old_files_go_with_their_snapshot(settings: Settings) -> None:
    """Readers go by a link that is switched at once."""
    old = folder(settings).resolve()
    for hours in range(1, 4):
        publish(settings, NOW + timedelta(hours=hours))
    assert not old.exists()
    assert folder(settings).resolve() == published_file(settings.home).resolve().parent / "parquet"


def test_it_can_be_turned_off(settings: Settings) -> None:
    """Then the link goes too, so that nobody reads old news."""
    publish(settings.model_copy(update={"parquet": False}), NOW + timedelta(hours=1))
    assert not folder(settings).is_symlink()
