"""The run folder."""

from pathlib import Path

import pytest

import builders
from vigia.errors import InputError
from vigia.model import Entry
from vigia.runs import read_records, record_file, record_files, run_folder, write_records


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    """Records survive the file, with times, enums and tuples."""
    entries = [builders.entry(1), builders.entry(2, title='Comillas "y" \n saltos', published_at=None)]
    write_records(tmp_path, "entries", entries)
    assert list(read_records(tmp_path, "entries", Entry)) == entries


def test_shards_are_read_in_their_order(tmp_path: Path) -> None:
    """Shard 10 comes after shard 9."""
    for shard in (10, 9, 0):
        write_records(tmp_path, "seen", [builders.entry(shard)], shard)
    assert [entry.entry_id for entry in read_records(tmp_path, "seen", Entry)] == ["e0", "e9", "e10"]


def test_names_do_not_swallow_each_other(tmp_path: Path) -> None:
    """'seen-late-0' is no shard of 'seen'."""
    write_records(tmp_path, "seen-late", [builders.entry()], 0)
    assert record_files(tmp_path, "seen") == []


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    """A writer that fails leaves what was there before."""

    def broken() -> object:
        yield builders.entry(2)
        raise RuntimeError

    write_records(tmp_path, "seen", [builders.entry(1)], 0)
    with pytest.raises(RuntimeError):
        write_records(tmp_path, "seen", broken(), 0)  # type: ignore[arg-type]
    assert [entry.entry_id for entry in read_records(tmp_path, "seen", Entry)] == ["e1"]


@pytest.mark.parametrize("run_id", ["", "../etc", "a/b", ".hidden", "x" * 200])
def test_a_run_id_cannot_leave_its_folder(tmp_path: Path, run_id: str) -> None:
    """It is refused with what was expected."""
    with pytest.raises(InputError, match="expected letters"):
        run_folder(tmp_path, run_id)


def test_records_can_come_one_by_one(tmp_path: Path) -> None:
    """A file is not there while it is written, and whole afterwards."""
    with record_file(tmp_path, "seen", 0) as write:
        write(builders.entry(1))
        assert record_files(tmp_path, "seen") == []
        write(builders.entry(2))
    assert [entry.entry_id for entry in read_records(tmp_path, "seen", Entry)] == ["e1", "e2"]
