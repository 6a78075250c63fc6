"""The lock of the lake: one writer at a time, on any machine, and none that outlives its process."""

import multiprocessing
import threading
from contextlib import closing
from multiprocessing.synchronize import Event

import pytest

from stores import on_postgres
from vigia.errors import WarehouseBusy, WarehouseUnusable
from vigia.settings import Lake, Settings
from vigia.warehouse import publish, writer
from vigia.warehouse.lake_lock import lake_lock
from vigia.warehouse.writer import lake_connection

pytestmark = pytest.mark.service


def _hold(lake: Lake, held: Event) -> None:
    with lake_lock(lake, 5):
        held.set()
        multiprocessing.Event().wait()


def test_a_second_writer_waits_and_then_names_the_first(folder_store: Settings) -> None:
    """And a writer that is killed leaves no lock behind."""
    context = multiprocessing.get_context("forkserver")
    held = context.Event()
    holder = context.Process(target=_hold, args=(folder_store.lake, held))
    holder.start()
    assert held.wait(30)
    with pytest.raises(WarehouseBusy, match=f":{holder.pid}; waited 0.3 s"):
        writer(folder_store.home, 0.3, folder_store.lake).__enter__()
    holder.kill()
    holder.join()
    with writer(folder_store.home, 30, folder_store.lake) as connection:
        assert connection.execute("select count(*) from topics").fetchone() == (0,)


def test_a_writer_that_lost_its_lock_is_waited_for(folder_store: Settings) -> None:
    """PostgreSQL may still be at work on what it committed last: its connection must be gone."""
    lake = folder_store.lake
    assert lake
    with (
        closing(lake_connection(folder_store.home, lake)),
        pytest.raises(WarehouseBusy, match="lost its lock"),
    ):
        lake_lock(lake, 0.3).__enter__()
    with lake_lock(lake, 30):
        pass


def test_publishing_does_not_wait_for_a_loader(folder_store: Settings) -> None:
    """It reads the lake as it was committed last."""
    home, lake = folder_store.home, folder_store.lake
    with writer(home, 5, lake):
        pass
    with writer(home, 5, lake) as connection:
        connection.execute("begin")
        connection.execute("insert into topics values ('energy', 'name', 'meaning', 1)")
        publisher = threading.Thread(target=publish, args=(home, "1", 1, 1), kwargs={"lake": lake})
        publisher.start()
        publisher.join(60)
        assert (home / "published" / "vigia.duckdb").exists()
        connection.execute("rollback")


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"lake_catalog": "postgresql://postgres:sesame@127.0.0.1:1/nowhere"}, "cannot be reached"),
        ({"lake_data": "/elsewhere"}, "does not match existing data path"),
    ],
    ids=["catalog", "data"],
)
def test_a_lake_that_cannot_be_opened_is_a_clear_error(
    folder_store: Settings, broken: dict[str, str], words: str
) -> None:
    """It names the place and what to check, and no password."""
    with writer(folder_store.home, 5, folder_store.lake):
        pass
    other = Settings(**folder_store.model_dump() | broken)
    with pytest.raises(WarehouseUnusable, match=words) as error:
        writer(other.home, 1, other.lake).__enter__()
    assert "VIGIA_LAKE_CATALOG" in str(error.value)
    assert "sesame" not in str(error.value)


def test_a_lake_without_a_load_cannot_be_published(folder_store: Settings) -> None:
    """Publishing makes no lake."""
    with pytest.raises(WarehouseUnusable, match="nothing was loaded"):
        publish(folder_store.home, "1", 5, 1, lake=folder_store.lake)
    name = str(folder_store.lake_catalog and folder_store.lake_catalog.get_secret_value())
    assert on_postgres(name, "select count(*) from pg_tables where schemaname = 'public'") == [[0]]
