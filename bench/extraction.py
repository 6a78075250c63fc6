"""Part ``extraction``: bodies of real pages against trafilatura, and the gate before them."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from statistics import fmean
from typing import Any

import trafilatura
from htmldate import find_date

from bench.children import Cost, Meter, measured
from bench.data import PAGES, SEEDS, absent, blind_items, own_items, real_pages
from bench.newsprint import parted_page, plain_page, reference_page
from bench.tables import COST_COLUMNS, Column, Table, cost_cells
from vigia.articles.extraction import Extracted, extract_article
from vigia.articles.gate import Gate
from vigia.articles.page import decode_page, read_page
from vigia.model import Relevance
from vigia.tagging.tagger import Item, Tagger, read_tagger

PLACE = "https://news.example/2026/11/23/a-page-without-address"
WARM_UP_PAGES = 3  # patterns and tables are made at first use

BEST: dict[str, Any] = {"include_comments": False, "favor_precision": True}
_WITH_METADATA = "best setting with its metadata"
PEERS: dict[str, dict[str, Any]] = {
    "trafilatura, default": {},
    "trafilatura, best setting": BEST,
    f"trafilatura, {_WITH_METADATA}": BEST | {"with_metadata": True},
}
_BODIES = (
    Column("extractor"), Column("pages", "count"), Column("body F1", "share"), Column("F1 ratio", "ratio"),
    Column("CPU ms / page", "ms"), Column("CPU ratio", "ratio"), *COST_COLUMNS,
)  # fmt: skip
_DATES = (
    Column("dated by"), Column("pages", "count"), Column("right", "count"), Column("share right", "share"),
    Column("within a day", "share"), Column("CPU ms / page", "ms"), *COST_COLUMNS,
)  # fmt: skip
_GATE = (
    Column("pages"), Column("count", "count"), Column("pass", "percent"), Column("match", "count"),
    Column("of them lost", "count"), Column("CPU ms / page", "ms"), Column("ratio to extraction", "ratio"),
)  # fmt: skip
WRITINGS: dict[str, Callable[[Item], str]] = {
    "own matches, as they are": plain_page,
    "own matches, numeric references": reference_page,
    "own matches, words parted": parted_page,
}
_CJK = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
GateResult = tuple[int, int, int, int, float, float]


def run() -> Iterator[Table]:
    """Compare bodies with trafilatura's, then the gate with full extraction."""
    if PAGES.is_file():
        yield _bodies()
        yield _dates()
    else:
        missing = absent(PAGES, "bodies of real pages against trafilatura, and the gate on real pages")
        yield Table("extraction: bodies", (Column("figure"),), (), (missing,))
    yield _gate_table()


def _bodies() -> Table:
    results: list[tuple[str, tuple[int, float], Cost]] = [("vigia.articles", *measured(_own_bodies))]
    results += [(name, *measured(_peer_bodies, setting)) for name, setting in PEERS.items()]
    best = results[2]
    rows = [
        (
            name, pages, f1, f1 / best[1][1], 1000 * cost.cpu_seconds / pages,
            cost.cpu_seconds / best[2].cpu_seconds, *cost_cells(cost),
        )
        for name, (pages, f1), cost in results
    ]  # fmt: skip
    return Table(
        "extraction: bodies of real pages",
        _BODIES,
        rows,
        (
            "Ratios against trafilatura's best setting (include_comments=False, favor_precision=True).",
            "F1 is the mean over pages with a marked text, as bags of words. All are timed, from bytes.",
            "vigia.articles also gives title, authors, date, language and disposition.",
        ),
    )


def _dates() -> Table:
    rows = [
        (name, pages, right, right / pages, near / pages, 1000 * cost.cpu_seconds / pages, *cost_cells(cost))
        for name, (pages, right, near), cost in (
            (name, *measured(_measure_dates, name)) for name in DATERS
        )
    ]  # fmt: skip
    return Table(
        "extraction: dates of real pages",
        _DATES,
        rows,
        (
            "Pages with a known day of publication. All are given bytes decoded alike, and the address.",
            "vigia.articles is timed on the whole page, since it dates while it extracts.",
        ),
    )


def _own_date(html: str, url: str) -> str | None:
    at = extract_article(html, url).published_at
    return at.date().isoformat() if at else None


def _htmldate(is_extensive: bool) -> Callable[[str, str], str | None]:
    def dated(html: str, url: str) -> str | None:
        try:
            return find_date(html, extensive_search=is_extensive, original_date=True, url=url or None)
        except (ValueError, TypeError, AttributeError):
            return None

    return dated


def _peer_date(html: str, url: str) -> str | None:
    return getattr(trafilatura.extract_metadata(html, default_url=url or None), "date", None)


DATERS: dict[str, Callable[[str, str], str | None]] = {
    "vigia.articles": _own_date,
    "htmldate": _htmldate(True),
    "htmldate, not extensive": _htmldate(False),
    "trafilatura, its metadata": _peer_date,
}


def _measure_dates(meter: Meter, name: str) -> tuple[int, int, int]:
    """Count pages with a known day, those dated right, and those at most one day off."""
    date_of = DATERS[name]
    pages = [
        (decode_page(page["bytes"], None), page.get("url") or "", page["gold_date"][:10])
        for page in real_pages()
        if page.get("gold_date")
    ]
    for html, url, _ in pages[:WARM_UP_PAGES]:
        date_of(html, url)
    with meter:
        found = [date_of(html, url) for html, url, _ in pages]
    right = near = 0
    for text, (_, _, gold) in zip(found, pages, strict=True):
        days = abs((date.fromisoformat(text[:10]) - date.fromisoformat(gold)).days) if text else 99
        right += days == 0
        near += days <= 1
    return len(pages), right, near


def body_f1(text: str, gold: str) -> float:
    """Compare two texts as bags of words, 0 to 1."""
    found, wanted = _words(text), _words(gold)
    return 2 * (found & wanted).total() / max(1, found.total() + wanted.total())


def _words(text: str) -> Counter[str]:
    """Count words, and single characters where words are not parted."""
    words = re.findall(r"\w+", text.lower())
    return Counter(piece for word in words for piece in (word if _CJK.search(word) else [word]))


def _own_bodies(meter: Meter) -> tuple[int, float]:
    return _measure_bodies(meter, lambda page: read_page(page["bytes"], None, page.get("url") or PLACE).body)


def _peer_bodies(meter: Meter, setting: dict[str, Any]) -> tuple[int, float]:
    return _measure_bodies(meter, lambda page: _peer_text(page, setting))


def _peer_text(page: dict[str, Any], setting: dict[str, Any]) -> str:
    if setting.get("with_metadata"):
        found = trafilatura.bare_extraction(page["bytes"], url=page.get("url"), **setting)
        return getattr(found, "text", None) or ""
    return trafilatura.extract(page["bytes"], **setting) or ""


def _measure_bodies(meter: Meter, body_of: Callable[[dict[str, Any]], str]) -> tuple[int, float]:
    pages = real_pages()
    for page in pages[:WARM_UP_PAGES]:
        body_of(page)
    with meter:
        bodies = [body_of(page) for page in pages]
    scores = [
        body_f1(body, page["gold_text"])
        for page, body in zip(pages, bodies, strict=True)
        if page.get("gold_text")
    ]
    return len(pages), fmean(scores)


def _gate_table() -> Table:
    names = (["real pages"] if PAGES.is_file() else []) + list(WRITINGS)
    rows, memory = [], 0.0
    for name in names:
        (count, passed, matches, lost, gate_cpu, full_cpu), cost = measured(_gate, name)
        rows.append(
            (name, count, passed / count, matches, lost, 1000 * gate_cpu / count, full_cpu / gate_cpu)
        )
        memory = max(memory, cost.peak_mb)
    return Table(
        "extraction: the gate",
        _GATE,
        rows,
        (
            "Match: pages whose extracted text tags as a match. Lost: those that the gate stops.",
            "Ratio: CPU of decoding and extracting a page over CPU of decoding and scanning it.",
            "Our own matches make tiny pages, whose extraction costs most beside a scan: see the real pages.",
            f"Peak memory with the lexicon {memory:.0f} MB.",
        ),
    )


def _gate(meter: Meter, name: str) -> GateResult:
    tagger = read_tagger(SEEDS)
    pages = _written(name)
    gate = Gate(tagger.cuban_side.find)
    for body, url in pages[:WARM_UP_PAGES]:
        read_page(body, None, url)
        gate.scan(decode_page(body, None))
    with meter:
        is_open = [bool(gate.scan(decode_page(body, None))) for body, _ in pages]
    with meter:
        articles = [read_page(body, None, url) for body, url in pages]
    is_match = [_tags_as_match(article, tagger) for article in articles]
    lost = sum(match and not opened for match, opened in zip(is_match, is_open, strict=True))
    (gate_cpu, _), (full_cpu, _) = meter.passes
    return len(pages), sum(is_open), sum(is_match), lost, gate_cpu, full_cpu


def _written(name: str) -> list[tuple[bytes, str]]:
    if name == "real pages":
        return [(page["bytes"], page.get("url") or PLACE) for page in real_pages()]
    return [
        (WRITINGS[name](one.item).encode(), PLACE)
        for one in own_items() + blind_items()
        if one.relevance == "match"
    ]


def _tags_as_match(article: Extracted, tagger: Tagger) -> bool:
    item = Item(article.title, "", article.body, article.language)
    return tagger.tag(item).relevance is Relevance.MATCH
