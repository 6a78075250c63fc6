"""A backup file is whole, or it is refused with what was seen and what to do."""

import multiprocessing
import os
import resource
import signal
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from vigia.backups import Manifest, copy_missing, listed, packing, read_manifest, unpack, verify
from vigia.errors import DiskFull, InputError, VigiaError, WarehouseUnusable

ABOUT = Manifest("2026-11-25T12:00:00+00:00", "0.1.0", "1.5.5", 7, "rules", False, {"topics": 3})


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A file to keep, larger than what is read at once."""
    path = tmp_path / "source"
    path.write_bytes(bytes(range(256)) * 8192)
    return path


@pytest.fixture
def made(tmp_path: Path, source: Path) -> Path:
    """A backup with a database and a seed file."""
    path = tmp_path / "backups" / "one.tar"
    make(path, source)
    return path


def make(path: Path, source: Path) -> None:
    """Make a backup."""
    with packing(path) as packer:
        packer.add("vigia.duckdb", source)
        packer.add("seeds/feeds.csv", source)
        packer.finish(ABOUT)


def test_parts_come_back_as_they_were(made: Path, source: Path, tmp_path: Path) -> None:
    """Also through any other program that reads tar files."""
    manifest = read_manifest(made)
    verify(made, manifest)
    unpack(made, manifest.part("vigia.duckdb"), tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == source.read_bytes()
    assert manifest.tables == {"topics": 3}
    with tarfile.open(made) as tar:
        assert tar.getnames() == ["vigia.duckdb", "seeds/feeds.csv", "manifest.json", "manifest.sha256"]


def test_nobody_else_may_read_it(made: Path) -> None:
    """It holds what only the private warehouse has."""
    assert made.stat().st_mode & 0o777 == 0o600


def test_a_backup_replaces_none(made: Path, source: Path) -> None:
    """The one before stays as it is."""
    before = made.read_bytes()
    with pytest.raises(InputError, match="another name"):
        make(made, source)
    assert made.read_bytes() == before


def _cut(path: Path, size: int) -> None:
    os.truncate(path, size)


def _flip(path: Path, place: int) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        (byte,) = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ 1]))


def _without_manifest(path: Path) -> None:
    with tarfile.open(path, "w"):
        pass


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda path: _flip(path, 1_000_000), "damaged in vigia.duckdb: its checksum is .*, not"),
        (lambda path: _flip(path, 3_000_000), "damaged in seeds/feeds.csv"),
        (lambda path: _flip(path, path.read_bytes().index(b'"topics": 3') + 10), "damaged in manifest.json"),
        (lambda path: _flip(path, 3), "no whole backup"),
        (lambda path: _cut(path, 1_000_000), "tar file .unexpected end of data"),
        (lambda path: _cut(path, 3_000_000), "tar file .unexpected end of data"),
        (lambda path: _cut(path, 4_196_352), "no whole backup"),
        (lambda path: _cut(path, 0), "tar file"),
        (lambda path: path.write_text("feed_id,url\n" * 100), "no whole backup of Vigía"),
        (_without_manifest, "no whole backup of Vigía: it holds nothing"),
    ],
    ids=["bit", "seed", "manifest", "header", "short", "shorter", "tail", "empty", "text", "tar"],
)
def test_what_is_no_whole_backup_is_refused(made: Path, damage: Callable[[Path], None], words: str) -> None:
    """It is named, with what was seen and what to do."""
    damage(made)
    with pytest.raises(WarehouseUnusable, match=words) as told:
        verify(made, read_manifest(made))
    assert str(made) in str(told.value)
    assert "another backup" in str(told.value)


@pytest.mark.parametrize(("name", "words"), [("none.tar", "vigia backup"), ("", "is a folder")])
def test_what_is_no_file_is_misuse(made: Path, name: str, words: str) -> None:
    """It says what was expected."""
    with pytest.raises(InputError, match=words):
        read_manifest(made.parent / name)


def test_a_format_of_a_later_release_is_told(tmp_path: Path, source: Path) -> None:
    """It is not damaged: this release is too old."""
    path = tmp_path / "later.tar"
    with packing(path) as packer:
        packer.add("vigia.duckdb", source)
        packer.finish(Manifest("", "9", "3", 99, "", False, format=2))
    with pytest.raises(WarehouseUnusable, match="update Vigía"):
        read_manifest(path)


def _die_midway(path: Path, source: Path) -> None:
    with packing(path) as packer:
        packer.add("vigia.duckdb", source)
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_killed_backup_leaves_nothing_under_its_name(tmp_path: Path, source: Path) -> None:
    """What it had written is removed by the next one."""
    path = tmp_path / "backups" / "one.tar"
    child = multiprocessing.get_context("forkserver").Process(target=_die_midway, args=(path, source))
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL
    assert [found.suffix for found in path.parent.iterdir()] == [".draft"]
    make(path, source)
    assert [found.name for found in path.parent.iterdir()] == ["one.tar"]


def test_the_draft_of_a_living_process_stays(tmp_path: Path, source: Path) -> None:
    """Two backups into one folder do not disturb each other."""
    with packing(tmp_path / "one.tar") as packer:
        make(tmp_path / "two.tar", source)
        packer.add("vigia.duckdb", source)
        packer.finish(ABOUT)
    verify(tmp_path / "one.tar", read_manifest(tmp_path / "one.tar"))


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let no file grow larger than this: the system answers as it does for a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path, source: Path) -> None:
    """Neither under its name nor under another."""
    folder = tmp_path / "backups"
    with largest_file(1_000_000), pytest.raises(DiskFull, match="free some space"):
        make(folder / "one.tar", source)
    assert list(folder.iterdir()) == []


def test_files_are_copied_once(tmp_path: Path, source: Path) -> None:
    """A file that changed is copied anew, one that did not is not read again."""
    kept = tmp_path / "kept"
    parts = listed([source], [])
    assert copy_missing(parts, tmp_path, kept) == 1
    assert copy_missing(listed([source], parts), tmp_path, kept) == 0
    source.write_bytes(b"other")
    assert copy_missing(listed([source], parts), tmp_path, kept) == 1
    assert (kept / "source").read_bytes() == b"other"


def test_a_copy_that_is_not_what_was_listed_is_refused(tmp_path: Path, source: Path) -> None:
    """No wrong page goes into an archive."""
    parts = listed([source], [])
    _flip(source, 100)
    with pytest.raises(VigiaError, match="checksum"):
        copy_missing(parts, tmp_path, tmp_path / "kept")
    assert list((tmp_path / "kept").iterdir()) == []
