"""The index on disk: what is in it, and how it takes new and changed articles."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import tantivy

from vigia.tagging.fold import read_text

# Measured: more memory or threads make no batch of a run faster; a first build of a million articles
# merges its segments in the background either way.
HEAP_BYTES = 64_000_000
LONGEST_WORD = 60  # characters; longer ones are addresses and noise
_WORDS = "words"


@dataclass(frozen=True, slots=True)
class IndexedArticle:
    """What the index knows of an article: its text, and what a question can be narrowed by."""

    article_id: str
    title: str
    summary: str
    body: str
    day: date
    language_code: str
    relevance: str
    outlet_id: str


def schema() -> tantivy.Schema:
    """Return the fields; text is not stored, since the snapshot beside has it."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("article_id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title", tokenizer_name=_WORDS)
    builder.add_text_field("text", tokenizer_name=_WORDS)
    builder.add_integer_field("day", indexed=True, fast=True)
    for name in ("language_code", "relevance", "outlet_id"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    return builder.build()


def has_index(folder: Path) -> bool:
    """Tell whether the folder holds an index that this release can read and add to."""
    return folder.is_dir() and tantivy.Index.exists(str(folder)) and tantivy.Index.is_compatible(str(folder))


def open_index(folder: Path) -> tantivy.Index:
    """Open the index of a folder; a folder without one gets an empty one."""
    index = tantivy.Index(schema(), path=str(folder))
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    index.register_tokenizer(_WORDS, analyzer.filter(tantivy.Filter.remove_long(LONGEST_WORD)).build())
    return index


def refresh(folder: Path, changed: Iterable[IndexedArticle], gone: Iterable[str]) -> int:
    """Put new and changed articles in the index and take those out that are gone; return how many changed.

    All at once: until this returns, the index is as it was, also for a process that is killed.
    """
    count = 0
    with open_index(folder).writer(heap_size=HEAP_BYTES, num_threads=1) as writer:
        for article_id in gone:
            writer.delete_documents_by_term("article_id", article_id)
        for article in changed:
            writer.delete_documents_by_term("article_id", article.article_id)
            writer.add_document(_document(article))
            count += 1
    return count


def day_number(day: date) -> int:
    """Return a day as a number that sorts."""
    return day.toordinal()


def _document(article: IndexedArticle) -> tantivy.Document:
    return tantivy.Document(
        article_id=article.article_id,
        title=read_text(article.title).folded,
        text=read_text(f"{article.summary}\n{article.body}").folded,
        day=day_number(article.day),
        language_code=article.language_code,
        relevance=article.relevance,
        outlet_id=article.outlet_id,
    )
