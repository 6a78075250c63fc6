"""What a backup says of itself."""

from dataclasses import dataclass, field

FORMAT = 1
# The parts of a backup: the database, the seeds in a folder, and what tells of them.
DATABASE = "vigia.duckdb"
SEEDS = "seeds/"
MANIFEST = "manifest.json"
CHECKSUM = "manifest.sha256"


@dataclass(frozen=True, slots=True)
class Part:
    """A file in a backup, or one that the backup lists."""

    name: str
    bytes: int
    sha256: str
    modified_ns: int = 0  # since 1970; of files that are listed only


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, and by what it was made."""

    made_at: str  # ISO 8601, UTC
    version: str  # of Vigía
    duckdb: str
    schema_version: int
    rules_hash: str  # of the seeds in the backup
    is_encrypted: bool
    tables: dict[str, int] = field(default_factory=dict)  # rows of each
    parts: tuple[Part, ...] = ()
    archive: tuple[Part, ...] = ()  # files of the archive, which are beside the backup or nowhere
    format: int = FORMAT

    def part(self, name: str) -> Part:
        """Return the part of a name, which there is."""
        return next(part for part in self.parts if part.name == name)
