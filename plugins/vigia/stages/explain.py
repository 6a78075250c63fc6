"""explain: why a URL, a page or a text is what it is, and what became of it."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from vigia.articles.extraction import extract_article
from vigia.catalog import read_catalog
from vigia.decoding import decode
from vigia.errors import InputError
from vigia.model import ActorHits, Evidence, Relevance, Side, Tags, TopicScore
from vigia.reports.changes import Change, changes
from vigia.settings import Settings
from vigia.tagging.tagger import Item, read_tagger
from vigia.text import clean_text
from vigia.urls import canonical_url
from vigia.warehouse import Connection, published_file, query, reader

MOST_BYTES = 20_000_000
MOST_EDITS = 20  # an article that changes oftener is a live page


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """One thing that happened to a URL."""

    at: datetime | None
    event: str
    detail: str


@dataclass(frozen=True, slots=True)
class Edit:
    """How a version of an article became the next; ``cause`` is edit or replay."""

    version: int  # the one that was replaced
    at: datetime
    cause: str
    title: tuple[Change, ...]
    summary: tuple[Change, ...]
    body: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """An item with its tags, and its life where it came from the warehouse."""

    item: Item | None
    tags: Tags | None
    url: str | None = None
    life: tuple[LifeEvent, ...] = ()
    stored_rules_hash: str | None = None  # by which rules it was tagged when it was loaded
    edits: tuple[Edit, ...] = ()  # the latest first
    body_removed_at: datetime | None = None  # by retention; the tags are then those it was given before


def explain_url(settings: Settings, url: str) -> Explanation:
    """Explain a URL from the published database: its life, and its tags by today's rules.

    Where the body was removed the tags are those that it was given while it was there. Raises InputError
    when no feed ever showed the URL.
    """
    canonical = canonical_url(url)
    with reader(settings.home, settings.encryption_key) as connection:
        _, life = query(
            connection,
            "select happened_at, event, detail from item_life where canonical_url = ? or url = ? "
            "order by happened_at, ordinal",
            [canonical, url],
        )
        names, found = query(
            connection,
            "select * from articles where canonical_url = $1 or url = $2 or article_id in "
            "(select article_id from entries where canonical_url = $1 or url = $2) limit 1",
            [canonical, url],
        )
        article = dict(zip(names, found[0], strict=True)) if found else {}
        edits = _edits(connection, article) if article else ()
        removed_at = article.get("body_removed_at")
        stored = _stored_tags(connection, article) if removed_at else None
    if not life and not found:
        raise InputError(
            f"{canonical} is not in {published_file(settings.home)}: no feed that was polled has shown it. "
            "To judge the page itself, save it and run `vigia explain FILE`."
        )
    events = tuple(LifeEvent(*row) for row in life)
    if not found:
        return Explanation(None, None, url, events)
    item = _stored_item(settings, article)
    tags = stored or read_tagger(settings.seeds).tag(item)
    return Explanation(item, tags, article["url"], events, article["rules_hash"], edits, removed_at)


def _stored_tags(connection: Connection, article: dict[str, Any]) -> Tags:
    def parts(sql: str) -> list[tuple[Any, ...]]:
        return query(connection, sql, [article["article_id"]])[1]

    topics = parts("select topic, score from match_topics where article_id = ? order by score desc, topic")
    actors = parts(
        "select actor_id, name, side, hits from article_actors join actors using (actor_id) "
        "where article_id = ? order by hits desc, actor_id"
    )
    names, hits = query(
        connection,
        'select * exclude (article_id) from evidence where article_id = ? order by field, "start"',
        [article["article_id"]],
    )
    return Tags(
        Relevance(article["relevance"]),
        article["score"],
        tuple(TopicScore(*row) for row in topics),
        tuple(ActorHits(key, name, Side(side), hits) for key, name, side, hits in actors),
        tuple(_stored_hit(dict(zip(names, row, strict=True))) for row in hits),
        article["language_code"],
        article["rules_hash"],
        article["sentence"],
    )


def _stored_hit(row: dict[str, Any]) -> Evidence:
    return Evidence(**row | {"side": Side(row["side"]) if row["side"] else None})


def _edits(connection: Connection, article: dict[str, Any]) -> tuple[Edit, ...]:
    names, rows = query(
        connection,
        "select * from article_versions where article_id = ? order by version desc limit ?",
        [article["article_id"], MOST_EDITS],
    )
    edits, after = [], article
    for row in rows:
        before = dict(zip(names, row, strict=True))
        # Of a body that was removed nothing can be said.
        is_told = not (before.get("body_removed_at") or after.get("body_removed_at"))
        title, summary, body = (
            changes(before[name], after[name]) if name != "body" or is_told else ()
            for name in ("title", "summary", "body")
        )
        edits.append(Edit(before["version"], before["seen_until"], before["cause"], title, summary, body))
        after = before
    return tuple(edits)


def explain_file(settings: Settings, path: Path) -> Explanation:
    """Explain a file: an HTML page, a JSON item, or plain text whose first line is the title."""
    try:
        with path.open("rb") as file:
            body = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; expected a URL, a file, or - for stdin") from error
    if len(body) > MOST_BYTES:
        raise InputError(f"{path} is larger than {MOST_BYTES:,} bytes")
    return explain_text(settings, decode(body, None)[0])


def explain_text(settings: Settings, text: str) -> Explanation:
    """Explain a text as ``explain_file`` does."""
    item = _item_of(text)
    return Explanation(item, read_tagger(settings.seeds).tag(item))


def _item_of(text: str) -> Item:
    start = text.lstrip()[:200].lower()
    if start.startswith("{"):
        return _json_item(text)
    if start.startswith(("<!doctype", "<html", "<?xml")) or "<body" in text[:20_000].lower():
        page = extract_article(text, "")
        return Item(page.title or "", "", page.body, page.language)
    title, _, body = clean_text(text).strip().partition("\n")
    return Item(title, "", body.strip())


def _json_item(text: str) -> Item:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise InputError(f"this begins like a JSON item but is none: {error}") from error
    fields = {name: str(value.get(name) or "") for name in ("title", "summary", "body")}
    return Item(**fields, language=value.get("lang"), outlet_country=value.get("outlet_country"))


def _stored_item(settings: Settings, article: dict[str, Any]) -> Item:
    outlet = read_catalog(settings.catalog_folder).outlets.get(article["outlet_id"])
    return Item(
        article["title"],
        article["summary"],
        article["body"],
        article["language_code"],
        outlet.country_code if outlet else None,
    )
