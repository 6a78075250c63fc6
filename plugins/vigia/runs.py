"""The run folder: what the stages of one run hand on, as JSON Lines that DuckDB reads natively.

``<home>/runs/<run_id>/<name>-<shard>.jsonl``, one record of ``vigia.model`` a line. A file is
written under another name and renamed, so that it is there whole or not at all.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from pydantic import TypeAdapter, ValidationError

from vigia.errors import InputError, RunBusy
from vigia.locks import locked

Record = TypeVar("Record")

_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,120}")


_adapters: dict[type, TypeAdapter[Any]] = {}


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _adapters:  # making one takes milliseconds
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def run_folder(home: Path, run_id: str) -> Path:
    """Return the folder of a run, made if need be.

    Raises InputError for an id that could leave the folder of runs.
    """
    if not _RUN_ID.fullmatch(run_id):
        raise InputError(f"run id {run_id!r}: expected letters, digits, '.', '_', '+', '-'")
    folder = home / "runs" / run_id
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def empty_run_folder(home: Path, run_id: str) -> Path:
    """Return the folder of a run with nothing of an earlier attempt in it. Raises as ``run_folder`` does."""
    shutil.rmtree(run_folder(home, run_id))
    return run_folder(home, run_id)


@contextmanager
def sole_run(home: Path, wait_seconds: float) -> Iterator[None]:
    """Let nobody else run the whole way in this home while the block runs.

    Two runs at once would ask every outlet twice, and two of the same second would share a run folder.
    Raises RunBusy, which names the process of the other, when that has not ended within the wait.
    """

    def busy(holder: str) -> RunBusy:
        return RunBusy(
            f"another `vigia run` is going on in {home}, as process {holder}; waited {wait_seconds:g} s. "
            "Try again when it has ended, raise VIGIA_LOCK_SECONDS, or choose another VIGIA_HOME."
        )

    with locked(home / "runs" / ".lock", wait_seconds, busy):
        yield


def to_json(record: Any) -> str:
    """Return one record as a line of JSON."""
    return str(_adapter(type(record)).dump_json(record), "utf-8")


def from_json(kind: type[Record], text: str) -> Record:
    """Read one record from JSON. Raises InputError for what is none of the kind."""
    try:
        return _adapter(kind).validate_json(text)  # type: ignore[no-any-return]
    except ValidationError as error:
        raise InputError(f"not a record of the kind {kind.__name__}: {error.errors()[:1]}") from error


def write_records(folder: Path, name: str, records: Iterable[Any], shard: int | None = None) -> int:
    """Write records of one kind to ``name[-shard].jsonl`` and return their number."""
    count = 0
    with record_file(folder, name, shard) as write:
        for record in records:
            write(record)
            count += 1
    return count


@contextmanager
def record_file(folder: Path, name: str, shard: int | None = None) -> Iterator[Callable[[Any], None]]:
    """Open ``name[-shard].jsonl`` for records that come one by one: ``with … as write: write(record)``.

    The file is there once the block has ended without an error.
    """
    path = folder / _file_name(name, shard)
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    with draft.open("wb") as file:
        yield lambda record: _write(file, record)
    draft.replace(path)


def _write(file: BinaryIO, record: Any) -> None:
    file.write(_adapter(type(record)).dump_json(record) + b"\n")


def read_records(folder: Path, name: str, kind: type[Record], shard: int | None = None) -> Iterator[Record]:
    """Read records of one kind back: of one shard, or of all in the order of the shards.

    A shard that wrote nothing is empty, not an error.
    """
    paths = [folder / _file_name(name, shard)] if shard is not None else record_files(folder, name)
    adapter = _adapter(kind)
    for path in paths:
        if path.exists():
            with path.open("rb") as file:
                yield from (adapter.validate_json(line) for line in file)


def record_files(folder: Path, name: str) -> list[Path]:
    """Return the files of a name, whole or by shard, in the order of the shards."""
    shards = [path for path in folder.glob(f"{name}-*.jsonl") if path.stem[len(name) + 1 :].isdigit()]
    shards.sort(key=lambda path: int(path.stem.rpartition("-")[2]))
    whole = folder / _file_name(name, None)
    return ([whole] if whole.exists() else []) + shards


def _file_name(name: str, shard: int | None) -> str:
    return f"{name}.jsonl" if shard is None else f"{name}-{shard}.jsonl"
