"""search: full-text search of the published articles."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from vigia.errors import WarehouseUnusable
from vigia.search import IndexedArticle, Question, ask, excerpt, has_index, refresh
from vigia.settings import Settings
from vigia.warehouse import INDEXED, add_table, published_file, query, snapshot_reader, texts_since

FOLDER = "search"
_ANSWERS = """
    select
        article_id, round(found.score, 2) as score, report_date, outlet_id, articles.language_code,
        relevance, title, summary || chr(10) || body as text, url
    from found
    join articles using (article_id)
    order by found.score desc, report_date desc, article_id
"""

Answer = tuple[list[str], list[tuple[Any, ...]]]


def search(settings: Settings, question: Question, sql: str | None = None) -> Answer:
    """Return the names and rows of the best answers, or of a query over the table ``found``.

    ``found(article_id, score)`` joins every table of the snapshot. Raises InputError for words or SQL
    that cannot be read, WarehouseUnusable when no index was published yet.
    """
    # One snapshot for both, whatever is published meanwhile.
    snapshot = published_file(settings.home).resolve()
    index = snapshot.parent / FOLDER
    if not has_index(index):
        raise WarehouseUnusable(_no_index(settings, index))
    found = ask(index, question)
    with snapshot_reader(snapshot, settings.encryption_key) as connection:
        add_table(connection, "found", ["article_id", "score"], found)
        names, rows = query(connection, sql or _ANSWERS)
    return (names, rows) if sql else _with_excerpts(names, rows, question.words)


def _no_index(settings: Settings, index: Path) -> str:
    if settings.publishes_index:
        return f"{index} is not there: run `vigia publish`, or `vigia run` in a new home"
    return (
        f"{index} is not there: VIGIA_SEARCH_INDEX is off, as it is by default with a key, since the index "
        "is not encrypted; set it to true and run `vigia publish`"
    )


def add_index(key: SecretStr | None, draft: Path, previous: Path | None) -> None:
    """Put the index of a snapshot beside it, made from that of the snapshot before."""
    folder = draft / FOLDER
    folder.mkdir()
    if previous and (previous / FOLDER / INDEXED).exists() and has_index(previous / FOLDER):
        _link(previous / FOLDER, folder)
    with texts_since(draft / published_file(draft).name, folder, key) as texts:
        refresh(folder, _articles(texts.changed()), texts.gone())
        texts.remember(folder)


def _articles(rows: Iterator[tuple[Any, ...]]) -> Iterator[IndexedArticle]:
    return (IndexedArticle(*row) for row in rows)


def _link(source: Path, target: Path) -> None:
    # The library never writes into a file that is there: it makes new ones and switches meta.json by
    # rename. So both folders can share their files, and a killed refresh leaves the older one whole.
    for path in source.iterdir():
        if not path.name.endswith(".lock"):
            (target / path.name).hardlink_to(path)


def _with_excerpts(names: list[str], rows: list[tuple[Any, ...]], words: str) -> Answer:
    place = names.index("text")
    told = [(*row[:place], excerpt(row[place], words), *row[place + 1 :]) for row in rows]
    return [*names[:place], "excerpt", *names[place + 1 :]], told
