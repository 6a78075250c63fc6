"""The archive door: WARC 1.1 files, one gzip member a record, each with its index beside it.

``writing`` fills a file, ``index`` lists what is in one, ``reading`` gives pages back, ``salvage`` keeps
what a killed run had written.
"""

from vigia.archive.index import Capture, captures, index_file, index_of
from vigia.archive.reading import ArchivedPage, Record, read_fields, read_page, read_records
from vigia.archive.salvage import drafts_left, salvage
from vigia.archive.writing import ArchiveWriter

__all__ = [
    "ArchiveWriter",
    "ArchivedPage",
    "Capture",
    "Record",
    "captures",
    "drafts_left",
    "index_file",
    "index_of",
    "read_fields",
    "read_page",
    "read_records",
    "salvage",
]
