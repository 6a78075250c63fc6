"""Backups: one file with what cannot be made again, and copies of the archive beside it.

``manifest`` says what is in a backup, ``packing`` makes one, ``unpacking`` reads one, ``copies`` keeps the
files of a folder a second time.
"""

from vigia.backups.copies import copy_missing, listed
from vigia.backups.manifest import DATABASE, SEEDS, Manifest, Part
from vigia.backups.packing import packing
from vigia.backups.unpacking import read_manifest, unpack, verify

__all__ = [
    "DATABASE",
    "SEEDS",
    "Manifest",
    "Part",
    "copy_missing",
    "listed",
    "packing",
    "read_manifest",
    "unpack",
    "verify",
]
