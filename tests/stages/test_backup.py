"""A backup gives the warehouse back as it was, on a home without one."""

import json
import multiprocessing
import os
import shutil
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from builders import NOW
from loads import loader, write_run, write_small_catalog
from stores import OF_THE_CLOCK
from unit.test_backups import largest_file
from unit.warehouse.test_migrations import make_file
from vigia.backups import DATABASE, read_manifest, unpack, verify
from vigia.cli.backup import command as backup_command
from vigia.cli.restore import command as restore_command
from vigia.errors import DiskFull, InputError, WarehouseBusy, WarehouseUnusable
from vigia.settings import Settings
from vigia.stages.backup import backup, backup_file
from vigia.stages.build import build
from vigia.stages.doctor import examine
from vigia.stages.load import load
from vigia.stages.restore import restore
from vigia.warehouse import examined, migrations, warehouse_file, writer, writer_lock
from vigia.warehouse.backing_up import held, put_back, table_rows

LATER = NOW + timedelta(hours=1)
WARC = "run-1-0.warc.gz"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two runs, built; for tests that change nothing."""
    folder = tmp_path_factory.mktemp("built")
    settings = Settings(home=folder / "home", catalog=write_small_catalog(folder / "catalog"))
    for number in (1, 2):
        load(settings, write_run(settings.home, f"run-{number}", range(number * 10, number * 10 + 6)), NOW)
    build(settings)
    (settings.home / "archive").mkdir()
    (settings.home / "archive" / WARC).write_bytes(b"pages")
    return folder


@pytest.fixture
def settings(built: Path, tmp_path: Path) -> Settings:
    """A copy of it."""
    shutil.copytree(built, tmp_path, symlinks=True, dirs_exist_ok=True)
    return Settings(home=tmp_path / "home", catalog=tmp_path / "catalog")


def content(home: Path) -> dict[str, list[Any]]:
    """Return every row of every table; when something was done is not compared."""
    with examined(home, 5) as connection:
        return {
            table: connection.execute(f"from {table} order by all").fetchall()
            for table in table_rows(connection)
            if table not in (*OF_THE_CLOCK, "changed_days")
        }


def test_a_backup_comes_back_table_by_table(settings: Settings, tmp_path: Path) -> None:
    """On another home; it is published, the archive copied, and the doctor finds nothing wrong."""
    made = backup(settings, NOW, str(tmp_path / "kept"), with_archive=True)
    assert made.path == tmp_path / "kept" / "vigia-20261120T120000Z.tar"
    assert made.manifest.tables["articles"] == 12
    other = settings.model_copy(update={"home": tmp_path / "other"})
    restored = restore(other, LATER, made.path, with_archive=True)
    assert content(other.home) == content(settings.home)
    assert (other.home / "archive" / WARC).read_bytes() == b"pages"
    assert restored.archive_missing == ()
    assert (restored.seeds / "feeds.csv").read_bytes() == (tmp_path / "catalog" / "feeds.csv").read_bytes()
    assert [finding for finding in examine(other, LATER) if finding.state == "wrong"] == []


def test_a_warehouse_that_is_there_is_put_aside(settings: Settings, tmp_path: Path) -> None:
    """Only when forced, and whole; the log of a killed writer goes with its file."""
    made = backup(settings, NOW)
    with writer(settings.home, 5) as connection:
        connection.execute("insert into topics values ('later', 'name', 'meaning', 1)")
    before = content(settings.home)
    log = warehouse_file(settings.home).with_name("vigia.duckdb.wal")
    log.write_bytes(b"")
    with pytest.raises(InputError, match="--force"):
        restore(settings, LATER, made.path)
    assert content(settings.home) == before
    aside = put_back(settings.home, _filling(made.path), made.manifest.tables, "stamp", 5, is_forced=True)
    assert aside is not None
    assert aside.with_name("vigia.duckdb.wal").exists()
    assert not log.exists()
    assert ("later", "name", "meaning", 1) not in content(settings.home)["topics"]
    (tmp_path / "aside").mkdir()
    shutil.copytree(aside.parent, tmp_path / "aside" / "warehouse")
    assert content(tmp_path / "aside") == before


def _filling(path: Path) -> Any:
    return lambda target: unpack(path, read_manifest(path).part(DATABASE), target)


def _flip(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(5000)
        file.write(b"damage")


def test_nothing_is_touched_for_a_damaged_backup(settings: Settings) -> None:
    """Not even when forced."""
    made = backup(settings, NOW)
    _flip(made.path)
    before = {path: path.stat().st_mtime_ns for path in settings.home.rglob("*")}
    with pytest.raises(WarehouseUnusable, match="damaged in vigia.duckdb"):
        restore(settings, LATER, made.path, is_forced=True)
    assert {path: path.stat().st_mtime_ns for path in settings.home.rglob("*")} == before


def test_a_database_with_other_rows_than_the_manifest_is_refused(settings: Settings, tmp_path: Path) -> None:
    """Nothing takes the place of the file."""
    made = backup(settings, NOW)
    tables = made.manifest.tables | {"articles": 11}
    with pytest.raises(WarehouseUnusable, match="in articles"):
        put_back(tmp_path / "other", _filling(made.path), tables, "stamp", 5)
    assert [path.name for path in (tmp_path / "other" / "warehouse").iterdir()] == ["vigia.duckdb.lock"]


def test_a_backup_of_an_older_release_is_brought_up(home: Path, tmp_path: Path) -> None:
    """It is backed up as it is, and restored as this release has it."""
    make_file(home, 1)
    made = backup(Settings(home=home), NOW)
    assert made.manifest.schema_version == 1
    put_back(tmp_path / "other", _filling(made.path), made.manifest.tables, "stamp", 5)
    with held(tmp_path / "other", 5) as holding:
        assert holding.schema_version == migrations()[-1][0]


def test_a_backup_of_a_newer_release_is_refused(settings: Settings, tmp_path: Path) -> None:
    """Before anything is done."""
    with writer(settings.home, 5) as connection:
        connection.execute("insert into schema_versions values (999, now())")
    made = backup(settings, NOW)
    with pytest.raises(WarehouseUnusable, match="schema version 999"):
        restore(settings.model_copy(update={"home": tmp_path / "other"}), LATER, made.path)
    assert not (tmp_path / "other").exists()


def test_a_backup_waits_only_so_long(settings: Settings) -> None:
    """Then it says who holds the lock, and leaves nothing."""
    quick = settings.model_copy(update={"lock_seconds": 0.2})
    with writer_lock(settings.home, 5), pytest.raises(WarehouseBusy, match=str(os.getpid())):
        backup(quick, NOW)
    assert list((settings.home / "backups").iterdir()) == []


def test_a_home_without_a_warehouse_has_no_backup(tmp_path: Path) -> None:
    """It says so instead of making an empty one."""
    with pytest.raises(InputError, match="nothing to back up"):
        backup(Settings(home=tmp_path / "new"), NOW)


def test_a_full_disk_leaves_no_backup(settings: Settings) -> None:
    """Nor a draft."""
    with largest_file(100_000), pytest.raises(DiskFull, match="vigia-2026"):
        backup(settings, NOW)
    assert list((settings.home / "backups").iterdir()) == []


@pytest.fixture
def padded(settings: Settings) -> Settings:
    """A home whose copy takes a while."""
    with writer(settings.home, 5) as connection:
        connection.execute(
            "insert into article_versions by name select i::varchar as article_id, 1 as version, "
            "'' as title, '' as summary, md5(i::varchar) || md5((i + 1)::varchar) as body, "
            "'none' as relevance, now() as seen_from, now() as seen_until from range(300000) as n(i)"
        )
    return settings


def test_a_backup_killed_at_any_time_is_whole_or_not_there(padded: Settings) -> None:
    """Whatever it was doing, nothing half stands under its name, and the next one goes through."""
    folder = padded.home / "backups"
    for number, seconds in enumerate((0.0, 0.01, 0.03)):
        at = NOW + timedelta(minutes=number)
        child = multiprocessing.get_context("fork").Process(target=backup, args=(padded, at))
        child.start()
        while child.is_alive() and not list(folder.glob(".*.draft")):
            time.sleep(0.001)
        time.sleep(seconds)
        assert child.pid
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        if (path := backup_file(padded, at)).exists():
            verify(path, read_manifest(path))
    made = backup(padded, LATER)
    verify(made.path, made.manifest)
    assert list(folder.glob(".*.draft")) == []


def _loading(settings: Settings) -> Iterator[None]:
    runs = [write_run(settings.home, f"run-{n}", range(n * 10, n * 10 + 6)) for n in range(3, 9)]
    child = loader(settings, runs)
    while child.is_alive():
        yield
    assert child.exitcode == 0


def test_a_backup_beside_a_run_has_whole_runs(settings: Settings, tmp_path: Path) -> None:
    """Each has as many articles as its runs brought, never a part of a load."""
    numbers = set()
    for number, _ in enumerate(_loading(settings)):
        made = backup(settings, NOW + timedelta(seconds=number), str(tmp_path / "kept"))
        tables = made.manifest.tables
        assert tables["articles"] == tables["pages"] == 6 * tables["runs"]
        verify(made.path, made.manifest)
        numbers.add(tables["runs"])
        made.path.unlink()
    assert numbers


def test_the_commands_say_what_they_did(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The path on stdout; a second restore is refused."""
    monkeypatch.setenv("VIGIA_HOME", str(settings.home))
    monkeypatch.setenv("VIGIA_CATALOG", str(settings.catalog))
    done = CliRunner().invoke(backup_command, [str(tmp_path / "one.tar")], catch_exceptions=False)
    assert done.stdout == f"{tmp_path / 'one.tar'}\n"
    assert "1 archive files of 5 bytes listed, 0 copied" in done.stderr
    done = CliRunner().invoke(backup_command, [str(tmp_path / "two.tar"), "--json"], catch_exceptions=False)
    assert json.loads(done.stdout)["tables"]["runs"] == 2
    with pytest.raises(InputError, match="--force"):
        CliRunner().invoke(restore_command, [str(tmp_path / "one.tar")], catch_exceptions=False)
