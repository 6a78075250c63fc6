"""Publishing snapshots."""

import multiprocessing
import os
from pathlib import Path

import pytest

from vigia.errors import InputError, WarehouseBusy, WarehouseUnusable
from vigia.warehouse import publish, published_file, query, reader, writer, writer_lock


def add_topic(home: Path, topic: str) -> None:
    """Write one row."""
    with writer(home, 5) as connection:
        connection.execute("insert into topics values (?, 'name', 'meaning', 1)", [topic])


def topics(home: Path) -> list[str]:
    """Read what is published."""
    with reader(home) as connection:
        return [row[0] for row in query(connection, "select topic from topics order by topic")[1]]


def test_readers_see_what_was_published_last(home: Path) -> None:
    """What was written since is not seen before it is published."""
    add_topic(home, "energy")
    publish(home, "1", 5, kept=3)
    add_topic(home, "trade")
    assert topics(home) == ["energy"]
    publish(home, "2", 5, kept=3)
    assert topics(home) == ["energy", "trade"]


def test_an_open_reader_keeps_its_snapshot(home: Path) -> None:
    """Publishing disturbs nobody, even when the old snapshot is pruned."""
    add_topic(home, "energy")
    publish(home, "1", 5, kept=1)
    with reader(home) as connection:
        add_topic(home, "trade")
        publish(home, "2", 5, kept=1)
        assert query(connection, "select count(*) from topics")[1] == [(1,)]
    assert topics(home) == ["energy", "trade"]


def test_old_snapshots_are_pruned(home: Path) -> None:
    """Only the newest ones stay, and no draft."""
    for stamp in ("1", "2", "2", "3"):
        publish(home, stamp, 5, kept=2)
    assert sorted(path.name for path in (home / "published" / "snapshots").iterdir()) == ["2.1", "3"]


def test_the_draft_of_a_killed_publisher_is_removed(home: Path) -> None:
    """The next one cleans up."""
    draft = home / "published" / "snapshots" / ".0.4711"
    draft.mkdir(parents=True)
    publish(home, "1", 5, kept=2)
    assert not draft.exists()


def test_a_killed_publisher_of_the_same_stamp_and_process_id_is_in_nobodys_way(home: Path) -> None:
    """In a container each process has the same id; its draft and its half-made links are removed first."""
    published = home / "published"
    (published / "snapshots" / f".1.{os.getpid()}").mkdir(parents=True)
    (published / ".current.4711").symlink_to("snapshots/1")
    publish(home, "1", 5, kept=2)
    assert sorted(path.name for path in published.iterdir()) == ["current", "snapshots", "vigia.duckdb"]
    assert topics(home) == []


def test_two_readers_in_one_process_are_two(home: Path) -> None:
    """The second is not held to the settings and the snapshot of the first."""
    publish(home, "1", 5, kept=2)
    with reader(home) as first:
        add_topic(home, "energy")
        publish(home, "2", 5, kept=2)
        assert topics(home) == ["energy"]
        assert query(first, "select count(*) from topics")[1] == [(0,)]


def test_nothing_published_is_a_clear_error(home: Path) -> None:
    """It says what to do."""
    with pytest.raises(WarehouseUnusable, match="vigia run"), reader(home):
        pass


@pytest.mark.parametrize(
    "sql",
    [
        "delete from topics",
        "copy topics to '/tmp/leak.csv'",
        "select * from read_text('/etc/hostname')",
        "attach '/tmp/other.duckdb'",
        "install httpfs",
        "set memory_limit = '1GB'",
        "select 1 from nowhere",
    ],
)
def test_a_reader_can_change_and_reach_nothing(home: Path, sql: str) -> None:
    """Neither the snapshot nor the machine outside it."""
    publish(home, "1", 5, kept=2)
    with reader(home) as connection, pytest.raises(InputError, match="the query failed"):
        query(connection, sql)


def _hold(
    home: Path, held: "multiprocessing.synchronize.Event", done: "multiprocessing.synchronize.Event"
) -> None:
    with writer_lock(home, 5):
        held.set()
        done.wait(30)


def test_a_second_writer_waits_and_then_names_the_first(home: Path) -> None:
    """The wait is bounded and the error tells who holds the lock."""
    context = multiprocessing.get_context("fork")
    held, done = context.Event(), context.Event()
    holder = context.Process(target=_hold, args=(home, held, done))
    holder.start()
    assert held.wait(10)
    with pytest.raises(WarehouseBusy, match=str(holder.pid)), writer(home, 0.3):
        pass
    done.set()
    holder.join()
    with writer(home, 5) as connection:
        assert connection.execute("select count(*) from topics").fetchone() == (0,)


def test_a_published_file_is_found_by_its_fixed_name(home: Path) -> None:
    """The catalog is called vigia wherever the file is opened, so that views keep working."""
    publish(home, "1", 5, kept=2)
    assert published_file(home) == home / "published" / "vigia.duckdb"
    with reader(home) as connection:
        assert query(connection, "select current_catalog()")[1] == [("vigia",)]
