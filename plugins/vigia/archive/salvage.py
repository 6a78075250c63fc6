"""What a killed run left: its whole records are kept, the one it was writing is lost and said to be."""

import fcntl
import logging
import os
from pathlib import Path

from vigia.archive.index import index_file
from vigia.archive.members import whole_members

DRAFT = ".open"  # the ending of a file that is being written

_log = logging.getLogger(__name__)


def drafts_left(folder: Path) -> list[Path]:
    """Return the drafts in an archive that nobody is writing any more."""
    return [path for path in sorted(folder.glob(f"*.warc.gz{DRAFT}")) if not _is_being_written(path)]


def salvage(draft: Path) -> Path | None:
    """Keep the whole records of a draft under a name of its own and return it; None where there are none.

    A draft that is being written is left alone.
    """
    if _is_being_written(draft):
        return None
    members = list(whole_members(draft))
    end = members[-1] if members else 0
    lost = draft.stat().st_size - end
    if len(members) < 2:  # only the record that opens the file, which is none of a page
        _log.warning("%s: left by a run that was killed; it holds no whole record", draft.name)
        draft.unlink()
        return None
    os.truncate(draft, end)
    path = _free_name(draft)
    draft.replace(path)
    index_file(path)
    _log.warning(
        "%s: left by a run that was killed; %d whole records are kept as %s, a torn one of %d bytes is lost"
        if lost
        else "%s: left by a run that was killed; its %d records are kept as %s, %d bytes are lost",
        draft.name, len(members), path.name, lost,
    )  # fmt: skip
    return path


def _is_being_written(draft: Path) -> bool:
    with draft.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _free_name(draft: Path) -> Path:
    stem = draft.name.removesuffix(f".warc.gz{DRAFT}")
    number = 1
    while (path := draft.with_name(f"{stem}.salvaged-{number}.warc.gz")).exists():
        number += 1
    return path
