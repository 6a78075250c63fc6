"""The settings: one frozen record read from ``VIGIA_*`` variables.

Read once, in ``cli`` and ``vigia_airflow``; everything else is handed plain values.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from vigia.errors import SettingsError

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Lake:
    """Where the tables are when they are in no file: a catalogue in PostgreSQL, and Parquet files."""

    catalog: SecretStr  # postgresql://user:password@host:port/database
    data: str  # a folder that all machines share, or s3://bucket/prefix


class Settings(BaseSettings):
    """Everything that may differ between two installations."""

    model_config = SettingsConfigDict(env_prefix="VIGIA_", frozen=True, extra="ignore")

    home: Path = Field(Path(".vigia"), description="Folder of the warehouse, archive, runs and reports.")
    seeds: Path = Field(ROOT / "seeds", description="Folder of the seed files.")
    catalog: Path | None = Field(
        None, description="Folder of feeds.csv and outlets.csv; the seeds folder if not set."
    )
    sql: Path = Field(ROOT / "sql", description="Folder of the dbt project.")
    time_zone: str = Field("America/Havana", description="IANA zone whose days the reports cover.")
    contact: str = Field(
        "https://github.com/vigia-monitor/vigia",
        description="Address in the user agent, for the sites we read.",
    )
    allowed_hosts: tuple[str, ...] = Field(
        (), description="Hosts that may be fetched although their address is private, as a JSON list."
    )
    connect_to: dict[str, str] = Field(
        {}, description='Where to connect for hosts of a suffix, as JSON: {".example": "127.0.0.1:8017"}.'
    )
    host_delay_seconds: float = Field(5.0, ge=0, description="Least time between two requests to one host.")
    host_concurrency: int = Field(2, ge=1, description="Most requests to one host at once.")
    host_most_pages: int = Field(
        300, ge=1, description="Most pages of one host that one run fetches; more wait for the next run."
    )
    concurrency: int = Field(32, ge=1, description="Most requests of one task at once.")
    connect_seconds: float = Field(10.0, gt=0, description="Most time to connect.")
    read_seconds: float = Field(30.0, gt=0, description="Most time between two pieces of an answer.")
    total_seconds: float = Field(90.0, gt=0, description="Most time for one answer.")
    feed_max_bytes: int = Field(15_000_000, gt=0, description="Largest feed document, decompressed.")
    page_max_bytes: int = Field(10_000_000, gt=0, description="Largest page, decompressed.")
    parse_seconds: float = Field(
        30.0, gt=0, description="Most time for parsing one document; then it is killed."
    )
    poll_shards: int = Field(4, ge=1, le=64, description="Tasks over which the due feeds are spread.")
    page_shards: int = Field(4, ge=1, le=64, description="Tasks over which the pages are spread, by host.")
    entry_max_age_days: int = Field(30, ge=1, description="Older entries are recorded but not fetched.")
    alert_max_age_hours: int = Field(72, ge=1, description="Older matches never alert.")
    alert_urls: tuple[SecretStr, ...] = Field(
        (), description="Apprise addresses that get the alerts, as a JSON list. Secret."
    )
    lake_catalog: SecretStr | None = Field(
        None,
        description="PostgreSQL database of the lake's catalogue, postgresql://user:password@host:port/name; "
        "with it the tables are in a DuckLake instead of a file. Secret.",
    )
    lake_data: str | None = Field(
        None, description="Where the lake's Parquet files are: a shared folder, or s3://bucket/prefix."
    )
    lake_days: int = Field(
        7, ge=1, description="Days after which files that the lake has replaced are removed."
    )
    lock_seconds: float = Field(300.0, ge=0, description="How long a writer waits for the warehouse.")
    least_free_bytes: int = Field(
        2_000_000_000, ge=0, description="With less of the disk free, in bytes, nothing is fetched or loaded."
    )
    run_days: int = Field(14, ge=1, description="Run folders untouched for so many days are removed.")
    keep_bodies_days: int | None = Field(
        None,
        ge=1,
        description="Days after its fetch for which a body is kept; for ever if not set. Metadata, tags and "
        "evidence stay.",
    )
    keep_archive_days: int | None = Field(
        None, ge=1, description="Days for which archived pages are kept; for ever if not set."
    )
    revisit_days: tuple[Annotated[int, Field(ge=1)], ...] = Field(
        (3, 14), description="Days after which the page of a match is looked at again, as a JSON list."
    )
    snapshots_kept: int = Field(3, ge=1, description="Published snapshots that are kept.")
    parquet: bool = Field(
        True, description="Whether the tables are published as Parquet files too; with a key only if set."
    )
    search_index: bool = Field(
        True, description="Whether a full-text index is published; with a key only if set."
    )
    encryption_key: SecretStr | None = Field(
        None, description="Key with which the warehouse, its snapshots and backups are encrypted. Secret."
    )
    backup_key: SecretStr | None = Field(
        None, description="Key of a backup to restore, where it is not VIGIA_ENCRYPTION_KEY. Secret."
    )
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR; logs go to stderr.")

    @field_validator("home", "seeds", "catalog", "sql")
    @classmethod
    def _absolute(cls, path: Path | None) -> Path | None:
        return path and path.expanduser().absolute()

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError) as error:
            raise ValueError(f"{name!r} is no IANA time zone; write it like America/Havana") from error
        return name

    @field_validator("lake_catalog")
    @classmethod
    def _postgres_url(cls, catalog: SecretStr | None) -> SecretStr | None:
        if not catalog or not catalog.get_secret_value():
            return None
        url = urlsplit(catalog.get_secret_value())
        named = (url.hostname, url.username, url.path.strip("/"))
        if not (url.scheme in ("postgresql", "postgres") and all(named)):
            # The address itself is not repeated: it may hold a password.
            raise ValueError("write it like postgresql://user:password@host:5432/database")
        return catalog

    @field_validator("lake_data")
    @classmethod
    def _folder_or_bucket(cls, data: str | None) -> str | None:
        if not data or data.startswith("s3://"):
            return data or None
        return str(Path(data).expanduser().absolute())

    @model_validator(mode="after")
    def _whole_lake(self) -> Self:
        if (self.lake_catalog is None) != (self.lake_data is None):
            raise ValueError("VIGIA_LAKE_CATALOG and VIGIA_LAKE_DATA must be set together, or neither")
        if self.lake_catalog and self.encryption_key:
            raise ValueError("VIGIA_ENCRYPTION_KEY encrypts a file, not a lake: unset one of them")
        return self

    @property
    def lake(self) -> Lake | None:
        """The lake that holds the tables; None when a file in the home does."""
        return Lake(self.lake_catalog, self.lake_data) if self.lake_catalog and self.lake_data else None

    @field_validator("encryption_key", "backup_key")
    @classmethod
    def _some_key(cls, key: SecretStr | None) -> SecretStr | None:
        return key if key and key.get_secret_value() else None

    @property
    def publishes_parquet(self) -> bool:
        """Whether Parquet files are published: they are not encrypted, so with a key only if asked for."""
        return self.parquet and (self.encryption_key is None or "parquet" in self.model_fields_set)

    @property
    def publishes_index(self) -> bool:
        """Whether a full-text index is published; as for Parquet files."""
        return self.search_index and (self.encryption_key is None or "search_index" in self.model_fields_set)

    @property
    def warehouse(self) -> tuple[Path, float, Lake | None, SecretStr | None]:
        """What a writer takes: the home, how long to wait for it, its lake, its key."""
        return self.home, self.lock_seconds, self.lake, self.encryption_key

    @property
    def catalog_folder(self) -> Path:
        """Where feeds.csv and outlets.csv are."""
        return self.catalog or self.seeds

    @property
    def zone(self) -> ZoneInfo:
        """The report zone itself."""
        return ZoneInfo(self.time_zone)


def read_settings() -> Settings:
    """Read the settings from the environment.

    Raises SettingsError with one line per faulty variable.
    """
    try:
        return Settings()
    except ValidationError as error:
        faults = [
            "".join(f"VIGIA_{str(part).upper()}: " for part in fault["loc"][:1]) + fault["msg"]
            for fault in error.errors()
        ]
        raise SettingsError("; ".join(faults)) from error
