"""The texts of a snapshot for the search index: which are new or changed since it was last built."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from vigia.warehouse.encryption import opened
from vigia.warehouse.literals import literal
from vigia.warehouse.writer import CATALOG, Connection

# Name of the file beside the index that says what is in it; another fold or other fields of the index
# get another name, so that everything is indexed again.
INDEXED = "indexed.1.parquet"
ROWS_A_BATCH = 1000  # bounds the memory to some megabytes of bodies


@dataclass(frozen=True, slots=True)
class Texts:
    """What changed between an index and a snapshot."""

    connection: Connection

    def changed(self) -> Iterator[tuple[Any, ...]]:
        """Yield each article to index: id, title, summary, body, day, language, relevance, outlet."""
        cursor = self.connection.execute(
            """
            select
                article_id, title, summary, body, report_date, coalesce(language_code, 'und'),
                relevance, outlet_id
            from articles
            semi join (from texts anti join indexed using (article_id, fingerprint)) using (article_id)
            """
        )
        while rows := cursor.fetchmany(ROWS_A_BATCH):
            yield from rows

    def gone(self) -> list[str]:
        """Return the ids of articles that are no more."""
        found = self.connection.execute("select article_id from indexed anti join texts using (article_id)")
        return [row[0] for row in found.fetchall()]

    def remember(self, folder: Path) -> None:
        """Write beside the index what is in it now."""
        draft = folder / f".{INDEXED}"
        self.connection.execute(f"copy texts to {literal(draft)} (format parquet)")
        draft.replace(folder / INDEXED)


@contextmanager
def texts_since(snapshot: Path, index: Path, key: SecretStr | None = None) -> Iterator[Texts]:
    """Compare the articles of a snapshot file with an index folder, which may be empty."""
    with closing(opened(snapshot, CATALOG, key)) as connection:
        connection.execute(
            """
            create temp table texts as
            select
                article_id,
                -- body_hash is of title and body
                md5_number_lower(
                    concat_ws(
                        chr(31), body_hash, summary, report_date, language_code, relevance, outlet_id,
                        body_removed_at
                    )
                ) as fingerprint
            from articles
            """
        )
        known = index / INDEXED
        source = f"from read_parquet({literal(known)})" if known.exists() else "from texts limit 0"
        connection.execute(f"create temp table indexed as {source}")
        yield Texts(connection)
