"""Writing pages into WARC files that anyone can read."""

import fcntl
import hashlib
import os
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Self

from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecordType

from vigia.archive.index import index_file, index_of
from vigia.archive.records import about_answer, about_file, fields, record_of, unpacked_head
from vigia.archive.salvage import DRAFT, salvage
from vigia.disk import require_space
from vigia.errors import ArchiveBusy, InputError

if TYPE_CHECKING:
    from vigia.web import Answer

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,200}")
ROTATE_BYTES = 1_000_000_000  # the size the WARC standard recommends
_GZIP_LEVEL = 6  # as small as 9 on pages, nearly twice as fast


class ArchiveWriter:
    """Writes the pages of one shard of one run; a context manager.

    The files appear under their names, each with its index, only when the block ends without an
    error; then they take the place of what an earlier run of the same name left, or stand beside it.
    What a killed run had written is salvaged under a name of its own.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        rotate_bytes: int = ROTATE_BYTES,
        least_free_bytes: int = 0,
        keeps_earlier: bool = False,
    ) -> None:
        """Take the folder, the name without ending, and the size after which a further file begins.

        ``least_free_bytes`` of the disk are never written on. With ``keeps_earlier`` the files of an
        earlier run of the name stay, and ours are further ones: what that run brought may have been
        loaded, and then the places in them are known. Raises InputError for a name that could leave
        the folder.
        """
        if not _NAME.fullmatch(name):
            raise InputError(f"archive name {name!r}: expected letters, digits, '.', '_', '+', '-'")
        self._folder = folder
        self._name = name
        self._rotate_bytes = rotate_bytes
        self._least_free_bytes = least_free_bytes
        self._keeps_earlier = keeps_earlier
        self._first = 1
        self._part = 0
        self._file: IO[bytes] | None = None
        self._gzip: Any = None

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        for draft in self._folder.glob(f"{self._name}.*{DRAFT}"):
            if draft in (self._draft(1), self._draft(_part_of(draft))):
                salvage(draft)
        while self._keeps_earlier and (self._folder / self._file_name(self._first)).exists():
            self._first += 1
        self._part = self._first - 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()
        if kind is None:
            self._publish()
        else:
            for part in range(self._first, self._part + 1):
                self._draft(part).unlink(missing_ok=True)

    def write(self, answer: "Answer", fetched_at: datetime, metadata: Mapping[str, str]) -> tuple[str, int]:
        """Write the request, the response and the metadata of one page.

        Returns the file name in the folder, and the offset of the response there. Raises DiskFull.
        """
        file = self._open_file()
        response = record_of(WarcRecordType.response, answer.final_url, fetched_at)
        offset = file.tell()
        head = unpacked_head(answer.response_head, len(answer.body))
        self._write(response, head + answer.body, hashlib.sha1(answer.body).digest())  # noqa: S324
        if answer.request_head:  # not known of pages that others fetched
            request = record_of(WarcRecordType.request, answer.final_url, fetched_at, response)
            self._write(request, answer.request_head)
        about = record_of(WarcRecordType.metadata, answer.final_url, fetched_at, response)
        self._write(about, fields([*about_answer(answer), *metadata.items()]))
        return self._file_name(self._part), offset

    def note(self, url: str, at: datetime, metadata: Mapping[str, str]) -> None:
        """Write that a page could not be had, so that the archive tells of each that was asked for."""
        self._open_file()
        self._write(record_of(WarcRecordType.metadata, url, at), fields(metadata.items()))

    def _write(self, record: Any, content: bytes, payload_digest: bytes | None = None) -> None:
        record.headers["Content-Length"] = str(len(content))
        record.set_bytes_content(content)
        record.write(self._gzip, checksum_data=True, payload_digest=payload_digest)
        self._gzip.finish()  # ends the gzip member: without it the file could not be sought in

    def _open_file(self) -> IO[bytes]:
        require_space(self._folder, self._least_free_bytes)
        if self._file is not None and self._file.tell() > self._rotate_bytes:
            self._close()
        if self._file is None:
            self._file = _sole_writer(self._draft(self._part + 1))
            self._part += 1
            self._gzip = GzipWriter(self._file, compression_level=_GZIP_LEVEL)
            self._write(*about_file(self._file_name(self._part)))
        return self._file

    def _close(self) -> None:
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._file = None

    def _publish(self) -> None:
        for part in range(self._first, self._part + 1):
            path = self._folder / self._file_name(part)
            index_of(path).unlink(missing_ok=True)  # of an earlier file of the name: none rather than a wrong
            self._draft(part).replace(path)
            index_file(path)
        stale = self._part + 1
        while self._part and (path := self._folder / self._file_name(stale)).exists():
            path.unlink()
            index_of(path).unlink(missing_ok=True)
            stale += 1

    def _file_name(self, part: int) -> str:
        return f"{self._name}.warc.gz" if part == 1 else f"{self._name}.{part}.warc.gz"

    def _draft(self, part: int) -> Path:
        return self._folder / f"{self._file_name(part)}{DRAFT}"


def _sole_writer(draft: Path) -> IO[bytes]:
    """Open a draft anew; the lock tells others that it is not one of a killed run."""
    file = draft.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise ArchiveBusy(f"{draft} is being written by another process: the same run at once?") from None
    file.seek(0)
    file.truncate()
    return file


def _part_of(draft: Path) -> int:
    number = draft.name.removesuffix(f".warc.gz{DRAFT}").rpartition(".")[2]
    return int(number) if number.isdecimal() else 1
