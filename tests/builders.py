"""Records for tests, each with sensible values that a test overrides where it matters."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from vigia.articles.gate import Gate
from vigia.model import (
    ActorHits,
    Article,
    Disposition,
    Entry,
    Evidence,
    FeedState,
    Outlet,
    Page,
    Poll,
    Relevance,
    Side,
    TaggedArticle,
    Tags,
    TopicScore,
)
from vigia.tagging.cuban_side import CubanSide
from vigia.tagging.lexicon import TermRow

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def outlet(outlet_id: str = "el-muelle", **changes: Any) -> Outlet:
    """An outlet."""
    made = Outlet(
        outlet_id, "El Muelle", "http://el-muelle.example/", "CU", "independent", "es",
        "America/Havana", outlet_id, "unknown",
    )  # fmt: skip
    return replace(made, **changes)


def entry(number: int = 1, **changes: Any) -> Entry:
    """An entry of the feed el-muelle-es that was queued."""
    url = f"http://el-muelle.example/{number}"
    made = Entry(
        entry_id=f"e{number}",
        run_id="run-1",
        feed_id="el-muelle-es",
        outlet_id="el-muelle",
        key=url,
        url=url,
        canonical_url=url,
        title=f"Título {number}",
        summary="Resumen",
        content="",
        authors=("Ana",),
        published_at=NOW,
        published_source="feed",
        updated_at=None,
        language_code="es",
        first_seen_at=NOW,
        content_hash=f"h{number}",
        is_backlog=False,
        disposition=Disposition.QUEUED,
        article_id=f"a{number}",
    )
    return replace(made, **changes)


def page(number: int = 1, **changes: Any) -> Page:
    """A page that was fetched."""
    url = f"http://el-muelle.example/{number}"
    made = Page(
        run_id="run-1", entry_id=f"e{number}", article_id=f"a{number}", url=url, final_url=url,
        fetched_at=NOW, http_status=200, content_type="text/html", body_bytes=10, elapsed_seconds=0.1,
        archive_file="run-1-0.warc.gz", archive_offset=0, disposition=Disposition.QUEUED,
    )  # fmt: skip
    return replace(made, **changes)


def article(number: int = 1, **changes: Any) -> Article:
    """An article with a body from its page."""
    url = f"http://el-muelle.example/{number}"
    made = Article(
        article_id=f"a{number}",
        entry_id=f"e{number}",
        run_id="run-1",
        outlet_id="el-muelle",
        url=url,
        canonical_url=url,
        title=f"Título {number}",
        summary="Resumen",
        body=f"Cuba y Rusia firmaron el acuerdo número {number}.",
        body_source="page",
        authors=("Ana",),
        language_code="es",
        published_at=NOW,
        published_source="feed",
        published_is_day=False,
        first_seen_at=NOW,
        is_backlog=False,
        disposition=Disposition.TAGGED,
    )
    return replace(made, **changes)


def tags(relevance: Relevance = Relevance.MATCH, **changes: Any) -> Tags:
    """The tags of a match."""
    made = Tags(
        relevance=relevance,
        score=4.0,
        topics=(TopicScore("diplomacy", 3.0),) if relevance is Relevance.MATCH else (),
        actors=(ActorHits("minrex", "Ministry of Foreign Affairs of Cuba", Side.CUBA, 1),),
        evidence=(Evidence("body", 0, 4, "Cuba", "cuba", Side.CUBA, "terms.csv:cuba", 1.0),),
        language="es",
        rules_hash="r1",
        sentence="Cuba y Rusia firmaron el acuerdo.",
    )
    return replace(made, **changes)


def tagged(
    number: int = 1, relevance: Relevance = Relevance.MATCH, run_id: str = "run-1", **changes: Any
) -> TaggedArticle:
    """Tags with the ids of article ``number``."""
    return TaggedArticle(f"a{number}", f"e{number}", tags(relevance, **changes), run_id)


def poll(feed_id: str = "el-muelle-es", **changes: Any) -> Poll:
    """A poll that brought something new."""
    made = Poll(
        run_id="run-1", feed_id=feed_id, polled_at=NOW, url="http://el-muelle.example/feed",
        final_url="http://el-muelle.example/feed", outcome="new", http_status=200, error=None,
        body_bytes=100, elapsed_seconds=0.1, format="rss", encoding="utf-8", feed_title="El Muelle",
        entry_count=1, is_first=False, is_gap=False,
        state=FeedState(feed_id, first_polled_at=NOW, last_polled_at=NOW, last_success_at=NOW),
    )  # fmt: skip
    return replace(made, **changes)


def gate_of(*terms: str) -> Gate:
    """Return a gate that opens for any of some terms."""
    rows = [TermRow("cuba", "cuba", "country", "mul", term, "", "", "") for term in terms]
    return Gate(CubanSide(rows).find)
