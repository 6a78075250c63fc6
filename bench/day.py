"""A day of the pipeline as its run files: polls, entries, pages, articles and tags."""

import csv
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from bench.data import SEEDS, Labelled
from bench.newsprint import chunks, prose
from vigia.catalog import read_catalog
from vigia.model import (
    ActorHits,
    Article,
    Disposition,
    Entry,
    Evidence,
    Feed,
    FeedState,
    Page,
    Poll,
    Relevance,
    Side,
    TaggedArticle,
    Tags,
    TopicScore,
)
from vigia.runs import write_records

ARTICLES_PER_DAY = 20_000
BODY_CHARS = 3_000
FIRST_NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
_SHARES = {Relevance.MATCH: 1, Relevance.MENTION: 5, Relevance.NONE: 94}
LEAD = "Cuba y Rusia hablaron de "


def noon(day: int) -> datetime:
    """Return the time of the load of a day, numbered from 0."""
    return FIRST_NOON + timedelta(days=day)


def run_id_of(day: int) -> str:
    """Return the run of a day."""
    return f"bench-{day:04}"


def write_day(folder: Path, items: Sequence[Labelled], day: int) -> int:
    """Write the run files of a day; return the bytes of all titles, summaries and bodies."""
    feeds = sorted(read_catalog(SEEDS).feeds.values(), key=lambda feed: feed.feed_id)
    articles = list(_articles(chunks(items), feeds, day))
    at = noon(day)
    write_records(folder, "polls", [_poll(feed, run_id_of(day), at) for feed in feeds])
    write_records(folder, "entries", [_entry(one, feeds[_number(one) % len(feeds)]) for one in articles])
    write_records(folder, "pages", [_page(one) for one in articles])
    write_records(folder, "articles", articles)
    write_records(folder, "tags", _tagged(articles, day))
    return sum(len(text.encode()) for one in articles for text in (one.title, one.summary, one.body))


def _articles(pieces: Sequence[str], feeds: Sequence[Feed], day: int) -> Iterator[Article]:
    rng = random.Random(day)  # noqa: S311 - deterministic on purpose
    for number in range(ARTICLES_PER_DAY):
        feed = feeds[number % len(feeds)]
        url = f"{feed.url.rstrip('/')}/{noon(day):%Y/%m/%d}/{number}"
        seen = noon(day) - timedelta(seconds=2 * number)
        yield Article(
            article_id=_id("article", url), entry_id=_id("entry", url), run_id=run_id_of(day),
            outlet_id=feed.outlet_id, url=url, canonical_url=url, title=prose(pieces, 70, rng),
            summary=prose(pieces, 160, rng), body=LEAD + prose(pieces, BODY_CHARS - len(LEAD), rng),
            body_source="page", authors=(prose(pieces, 14, rng),), language_code=feed.language_code,
            published_at=seen - timedelta(minutes=rng.randrange(5, 300)), published_source="feed",
            published_is_day=False, first_seen_at=seen, is_backlog=False, disposition=Disposition.TAGGED,
        )  # fmt: skip


def _entry(one: Article, feed: Feed) -> Entry:
    return Entry(
        entry_id=one.entry_id, run_id=one.run_id, feed_id=feed.feed_id, outlet_id=one.outlet_id,
        key=f"guid:{one.url}", url=one.url, canonical_url=one.canonical_url, title=one.title,
        summary=one.summary, content="", authors=one.authors, published_at=one.published_at,
        published_source="feed", updated_at=None, language_code=one.language_code,
        first_seen_at=one.first_seen_at, content_hash=_id("content", one.url), is_backlog=False,
        disposition=Disposition.QUEUED, article_id=one.article_id,
    )  # fmt: skip


def _page(one: Article) -> Page:
    number = _number(one)
    return Page(
        run_id=one.run_id, entry_id=one.entry_id, article_id=one.article_id, url=one.url,
        final_url=one.url, fetched_at=one.first_seen_at, http_status=200,
        content_type="text/html; charset=utf-8", body_bytes=90_000 + number, elapsed_seconds=0.3,
        archive_file=f"{one.run_id}-{number % 4}.warc.gz", archive_offset=20_000 * number,
        disposition=Disposition.QUEUED,
    )  # fmt: skip


def _poll(feed: Feed, run_id: str, at: datetime) -> Poll:
    state = FeedState(
        feed.feed_id, first_polled_at=FIRST_NOON, last_polled_at=at, last_success_at=at,
        next_poll_at=at + timedelta(hours=1), interval_seconds=3600,
    )  # fmt: skip
    return Poll(
        run_id=run_id, feed_id=feed.feed_id, polled_at=at, url=feed.url, final_url=feed.url,
        outcome="new", http_status=200, error=None, body_bytes=60_000, elapsed_seconds=0.4, format="rss",
        encoding="utf-8", feed_title=feed.feed_id, entry_count=ARTICLES_PER_DAY // 100,
        is_first=at == FIRST_NOON, is_gap=False, state=state,
    )  # fmt: skip


def _tagged(articles: Sequence[Article], day: int) -> Iterator[TaggedArticle]:
    rng = random.Random(-1 - day)  # noqa: S311 - deterministic on purpose
    topics, actors = _column("topics.csv", "topic"), _column("actors.csv", "actor_id")
    kinds = rng.choices(list(_SHARES), weights=list(_SHARES.values()), k=len(articles))
    for article, kind in zip(articles, kinds, strict=True):
        is_match = kind is Relevance.MATCH
        tags = Tags(
            relevance=kind,
            score=4.0 if is_match else 0.0,
            topics=tuple(TopicScore(topic, 3.0) for topic in rng.sample(topics, 2 if is_match else 0)),
            actors=tuple(ActorHits(one, one, Side.RUSSIA, 2) for one in rng.sample(actors, 2 * is_match)),
            evidence=_evidence(kind),
            language=article.language_code,
            rules_hash="bench",
            sentence=article.body[:120] if is_match else None,
        )
        yield TaggedArticle(article.article_id, article.entry_id, tags, article.run_id)


def _evidence(kind: Relevance) -> tuple[Evidence, ...]:
    cuba = Evidence("body", 0, 4, "Cuba", "cuba", Side.CUBA, "terms.csv:cuba", 1.0)
    russia = Evidence("body", 7, 12, "Rusia", "russia", Side.RUSSIA, "terms.csv:russia", 1.0)
    return {Relevance.MATCH: (cuba, russia) * 4, Relevance.MENTION: (cuba, russia)}.get(kind, ())


def _column(name: str, column: str) -> list[str]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return [row[column] for row in csv.DictReader(file)]


def _number(one: Article) -> int:
    return int(one.url.rpartition("/")[2])


def _id(kind: str, url: str) -> str:
    return sha256(f"{kind}:{url}".encode()).hexdigest()[:20]
