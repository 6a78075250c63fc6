"""With a key the databases and their backups can be read by nobody who has not got it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import SecretStr

import builders
from builders import NOW
from press import Press, press_settings, serving, write_catalog
from vigia.backups import DATABASE, read_manifest, unpack
from vigia.cli.query import command as query_command
from vigia.cli.run import run_once
from vigia.cli.settings import command as settings_command
from vigia.errors import InputError, VigiaError, WarehouseUnusable
from vigia.model import Feed
from vigia.search import Question
from vigia.settings import ROOT, Settings
from vigia.stages.backup import backup
from vigia.stages.doctor import examine
from vigia.stages.explain import explain_url
from vigia.stages.publish import publish
from vigia.stages.report import report
from vigia.stages.restore import restore
from vigia.stages.search import search
from vigia.warehouse import examined, put_back, query, reader, warehouse_file, writer
from vigia.warehouse.backing_up import table_rows

KEY, OTHER = SecretStr("it's a long 'key'; drop table articles --"), SecretStr("otra-llave")
FEED = "http://el-muelle.example/feed"
MATCH = "http://el-muelle.example/acuerdo"
TITLE = "Cuba y Rusia firman un acuerdo petrolero"
BODY = "Cuba y Rusia firmaron en La Habana un acuerdo sobre petróleo para la central de Matanzas. " * 4
# What a plain database shows to whoever looks at its bytes.
TOLD = (b"La Habana un acuerdo sobre", TITLE.encode(), MATCH.encode())
LATER = NOW + timedelta(minutes=5)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that was encrypted from its first run, with a report and a backup; nobody changes it."""
    folder = tmp_path_factory.mktemp("encrypted")
    for press, settings in _press(folder, "home"):
        press.page(MATCH, TITLE, BODY)
        run_once(settings, "run-1", NOW, all_feeds=False)
        report(settings, NOW.date())
        backup(settings, NOW, str(folder / "backups" / "one.tar"))
    return folder


def _press(folder: Path, home: str) -> Iterator[tuple[Press, Settings]]:
    feed = Feed("el-muelle-es", "el-muelle", FEED, "es", "news", "high", True, "")
    write_catalog(folder / "catalog", [builders.outlet()], [feed])
    press = Press()
    press.feed(FEED, [(MATCH, TITLE, "Fri, 20 Nov 2026 10:00:00 GMT")])
    with serving(press):
        yield press, press_settings(press, folder / home, folder / "catalog", encryption_key=KEY)


def settings_of(folder: Path, home: str = "home", key: SecretStr | None = KEY) -> Settings:
    """Return the settings of a home."""
    return Settings(home=folder / home, catalog=folder / "catalog", encryption_key=key)


def files_telling(*folders: Path) -> set[str]:
    """Return the files that hold what a plain database shows."""
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {path.name for path in paths if any(told in path.read_bytes() for told in TOLD)}


def published(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    """Query what is published."""
    with reader(settings.home, settings.encryption_key) as connection:
        return query(connection, sql)[1]


def test_the_whole_way_goes_with_a_key(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run, models, snapshot, query, explain and report; the doctor says what is encrypted."""
    settings = settings_of(folder)
    assert published(settings, "select relevance, body like '%Matanzas%' from articles") == [("match", True)]
    assert published(settings, "select count(*) from matches") == [(1,)]
    assert explain_url(settings, MATCH).tags is not None
    assert TITLE in (settings.home / "reports" / f"{NOW.date()}" / "report.md").read_text()
    monkeypatch.setenv("VIGIA_HOME", str(settings.home))
    monkeypatch.setenv("VIGIA_ENCRYPTION_KEY", KEY.get_secret_value())
    asked = CliRunner().invoke(query_command, ["select title from matches"], catch_exceptions=False)
    assert TITLE in asked.stdout
    seen = {finding.subject: finding.seen for finding in examine(settings, NOW)}
    assert "not encrypted: archive, run folders, reports" in seen["encryption"]
    assert [finding for finding in examine(settings, NOW) if finding.state == "wrong"] == []


def test_nothing_is_told_by_the_bytes(folder: Path, tmp_path: Path) -> None:
    """Of warehouse, snapshots, models and backups; a database without a key would tell."""
    home = folder / "home"
    places = [home / name for name in ("warehouse", "published", "dbt", "logs")] + [folder / "backups"]
    assert files_telling(*places) == set()
    plain = settings_of(tmp_path, key=None)
    with writer(plain.home, 5) as connection:
        connection.execute(
            f"attach '{warehouse_file(home)}' as other (read_only, encryption_key ?)",
            [KEY.get_secret_value()],
        )
        connection.execute("insert into articles by name from other.articles")
        connection.execute("insert into entries by name from other.entries")
    assert files_telling(plain.home / "warehouse") == {"vigia.duckdb"}


def test_what_waits_in_the_log_is_encrypted_too(tmp_path: Path) -> None:
    """The write-ahead log of a process that is killed tells nothing."""
    with writer(tmp_path, 5, key=KEY) as connection:
        connection.execute("insert into topics values (?, 'name', 'meaning', 1)", [TITLE])
        log = warehouse_file(tmp_path).with_name("vigia.duckdb.wal")
        assert log.stat().st_size
        assert files_telling(tmp_path) == set()


def test_the_key_is_nowhere(folder: Path) -> None:
    """In no file of the home: no log, no compiled model, no run folder."""
    key = KEY.get_secret_value().encode()
    paths = [path for path in (folder / "home").rglob("*") if path.is_file()]
    assert [path for path in paths if key in path.read_bytes() or key[:12] in path.read_bytes()] == []


def test_the_settings_do_not_print_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor that it is long."""
    monkeypatch.setenv("VIGIA_ENCRYPTION_KEY", KEY.get_secret_value())
    monkeypatch.setenv("VIGIA_BACKUP_KEY", KEY.get_secret_value())
    for options in ([], ["--json"]):
        told = CliRunner().invoke(settings_command, options, catch_exceptions=False).stdout
        assert "ENCRYPTION_KEY" in told.upper()
        assert "drop table" not in told


@pytest.mark.parametrize(
    ("key", "words"),
    [(OTHER, "another key than VIGIA_ENCRYPTION_KEY"), (None, "VIGIA_ENCRYPTION_KEY is not set")],
    ids=["wrong", "missing"],
)
def test_a_key_that_does_not_fit_is_told(folder: Path, key: SecretStr | None, words: str) -> None:
    """By readers and by the writer, in one line that has no key in it."""
    home = folder / "home"
    for opening in (reader(home, key), writer(home, 5, key=key), examined(home, 5, key=key)):
        with pytest.raises(WarehouseUnusable, match=words) as told, opening:
            pass
        assert OTHER.get_secret_value() not in str(told.value)
        assert str(told.value).count("\n") == 0


def test_a_key_for_a_plain_home_is_told(tmp_path: Path) -> None:
    """With what to do about it."""
    with writer(tmp_path, 5):
        pass
    with (
        pytest.raises(WarehouseUnusable, match="is not encrypted.*vigia restore --force"),
        writer(tmp_path, 5, key=KEY),
    ):
        pass


def test_without_the_wheel_nothing_is_written(tmp_path: Path) -> None:
    """It names the package."""
    script = (
        "import importlib.util, pathlib, pydantic, sys\n"
        "from vigia.warehouse import encryption, writer\n"
        "encryption.find_spec = lambda name: None\n"
        "with writer(pathlib.Path(sys.argv[1]), 5, key=pydantic.SecretStr('k')): pass\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=False
    )
    assert "duckdb-extension-httpfs==1.5.5, which is not installed" in done.stderr
    assert not warehouse_file(tmp_path).exists()


def test_index_and_parquet_are_made_only_when_asked_for(folder: Path, tmp_path: Path) -> None:
    """They are not encrypted; search says so."""
    settings = settings_of(folder)
    with pytest.raises(WarehouseUnusable, match="index is not encrypted"):
        search(settings, Question("acuerdo"))
    assert not (settings.home / "published" / "parquet").exists()
    asked = Settings(home=tmp_path, encryption_key=KEY, search_index=True, parquet=True)
    with writer(tmp_path, 5, key=KEY) as connection:
        connection.execute("insert into topics values (?, 'name', 'meaning', 1)", [TITLE])
    publish(asked, NOW)
    assert search(asked, Question("acuerdo"))[1] == []
    assert list((tmp_path / "published" / "parquet" / "topics").glob("*.parquet"))


def contents(home: Path, key: SecretStr | None) -> dict[str, list[object]]:
    """Return every row of every table."""
    with examined(home, 5, key=key) as connection:
        return {
            table: connection.execute(f"from {table} order by all").fetchall()
            for table in table_rows(connection)
        }


@pytest.mark.parametrize("key", [None, OTHER], ids=["to plain", "to another key"])
def test_the_key_changes_by_restoring(folder: Path, tmp_path: Path, key: SecretStr | None) -> None:
    """Every table and view is there under the new key, or none."""
    path = folder / "backups" / "one.tar"
    manifest = read_manifest(path)
    assert manifest.is_encrypted
    put_back(
        tmp_path, lambda target: unpack(path, manifest.part(DATABASE), target), manifest.tables, "s", 5,
        key=key, former_key=KEY,
    )  # fmt: skip
    assert contents(tmp_path, key) == contents(folder / "home", KEY)
    with examined(tmp_path, 5, key=key) as connection:
        assert connection.execute("select count(*) > 0 from item_life").fetchone() == (True,)
        zstd = "select distinct compression from pragma_storage_info('articles') where column_name = 'body'"
        assert "ZSTD" in str(connection.execute(zstd).fetchall())
    assert [path.name for path in (tmp_path / "warehouse").iterdir() if path.is_dir()] == []


def test_a_plain_home_is_encrypted_by_restoring(tmp_path: Path) -> None:
    """The snapshots that were plain go; what was put aside is told."""
    plain = Settings(home=tmp_path, least_free_bytes=0)
    with writer(tmp_path, 5) as connection:
        connection.execute("insert into topics values (?, 'name', 'meaning', 1)", [TITLE])
    publish(plain, NOW)
    made = backup(plain, NOW)
    encrypted = plain.model_copy(update={"encryption_key": KEY})
    restored = restore(encrypted, LATER, made.path, is_forced=True)
    assert restored.set_aside is not None
    assert published(encrypted, "select topic from topics where name = 'name'") == [(TITLE,)]
    assert files_telling(tmp_path / "warehouse", tmp_path / "published") == set()
    assert len(list((tmp_path / "published" / "snapshots").iterdir())) == 1


def test_a_lake_takes_no_key(tmp_path: Path) -> None:
    """It is not a file; nothing is written in plain in silence."""
    catalog = SecretStr("postgresql://u:p@127.0.0.1/x")
    with pytest.raises(ValueError, match="encrypts a file, not a lake"):
        Settings(encryption_key=KEY, lake_catalog=catalog, lake_data=str(tmp_path))


def test_an_encrypted_backup_wants_its_key(folder: Path, tmp_path: Path) -> None:
    """Before anything is done."""
    path = folder / "backups" / "one.tar"
    with pytest.raises(InputError, match="VIGIA_BACKUP_KEY"):
        restore(settings_of(tmp_path, key=None), LATER, path)
    with pytest.raises(VigiaError, match="another key"):
        restore(settings_of(tmp_path, key=OTHER), LATER, path)
    assert not warehouse_file(tmp_path / "home").exists()


def test_the_notebook_draws_with_the_key(folder: Path) -> None:
    """And not without."""
    environment = {**os.environ, "VIGIA_HOME": str(folder / "home"), "MPLBACKEND": "agg"}
    command = [sys.executable, "-c", (ROOT / "docs" / "notebook.py").read_text().partition("INKS")[0]]
    assert subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 1
    environment["VIGIA_ENCRYPTION_KEY"] = KEY.get_secret_value()
    subprocess.run(command, env=environment, check=True)
