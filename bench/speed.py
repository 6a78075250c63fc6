"""Part ``speed``: how many items a core tags in a second, against the limit that was set."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bench.children import Cost, Meter, measured
from bench.data import PAGES, SEEDS, absent, own_items, real_pages
from bench.newsprint import plain_sentences, traffic
from bench.tables import COST_COLUMNS, Column, Table, cost_cells
from vigia.articles.gate import Gate
from vigia.tagging.fold import fold
from vigia.tagging.lexicon import Lexicon, read_lexicon
from vigia.tagging.tagger import Item, Tagger, read_tagger

LIMIT = 1_000  # items a second and core
ITEM_CHARS = 2_000
PASSES = 7
# A day of the feeds we poll: most of it has nothing to do with Cuba at all.
MIXED = {"plain": 0.90, "none": 0.04, "mention": 0.04, "match": 0.02}
MATCHES = {"match": 1.0}

_COLUMNS = (
    Column("items"), Column("count", "count"), Column("items / CPU s", "count"), Column("ratio", "ratio"),
    *COST_COLUMNS,
)  # fmt: skip
_LOADING = (Column("lexicon"), Column("rows", "count"), Column("ratio", "ratio"), *COST_COLUMNS)


def run() -> Iterator[Table]:
    """Measure the tagger on two kinds of traffic, with the lexicon as it is and doubled."""
    kinds: list[tuple[str, str, int, bool]] = [
        ("mixed traffic", "mixed", 1_000, False),
        ("mixed traffic, language unknown", "unknown", 1_000, False),
        ("matches only", "matches", 400, False),
        ("mixed traffic, lexicon doubled", "mixed", 1_000, True),
        ("matches only, lexicon doubled", "matches", 400, True),
    ]
    if PAGES.is_file():
        kinds.insert(3, ("texts of real pages", "real", 0, False))
    results = []
    for name, kind, count, twice in kinds:
        items, _ = measured(_items, kind, count)
        results.append((name, *measured(_tag, items, twice)))
    speeds = {name: count / cost.cpu_seconds for name, count, cost in results}
    growth = [speeds[name] / speeds[f"{name}, lexicon doubled"] for name in ("mixed traffic", "matches only")]
    shares = ", ".join(f"{100 * share:.0f} % {kind}" for kind, share in MIXED.items())
    notes = [
        f"Against the limit of {LIMIT:,} items of {ITEM_CHARS:,} characters a second and core.",
        f"Mixed: {shares}, as labelled; plain has no Cuban side. Cheapest of {PASSES} passes.",
        f"Twice the lexicon costs {growth[0]:.2f}× the CPU in mixed traffic, {growth[1]:.2f}× in matches.",
        "Peak MB: the process with the lexicon and the items; where the language is unknown, its model too.",
    ]
    if not PAGES.is_file():
        notes.append(absent(PAGES, "speed on the texts of real pages"))
    rows = [
        (name, count, count / cost.cpu_seconds, count / cost.cpu_seconds / LIMIT, *cost_cells(cost))
        for name, count, cost in results
    ]
    yield Table("speed: tagging", _COLUMNS, rows, tuple(notes))
    yield _loading()


def doubled(lexicon: Lexicon) -> Lexicon:
    """Add to each row a synthetic one of the same shape: the letters of its words turned round."""

    def with_turned(rows: tuple[Any, ...]) -> tuple[Any, ...]:
        return rows + tuple(replace(row, term=_turned(row.term)) for row in rows)

    return replace(
        lexicon,
        terms=with_turned(lexicon.terms),
        masks=with_turned(lexicon.masks),
        countries=with_turned(lexicon.countries),
        cues=with_turned(lexicon.cues),
        topic_terms=with_turned(lexicon.topic_terms),
    )


def _turned(term: str) -> str:
    # Two letters more, so that no short word turns into another real one.
    return " ".join(f"{word.rstrip('*')[::-1]}qz{'*' * word.endswith('*')}" for word in term.split(" "))


def _loading() -> Table:
    results: list[tuple[str, int, Cost]] = [
        (name, *measured(_load, twice)) for name, twice in (("as it is", False), ("doubled", True))
    ]
    base = results[0][2]
    return Table(
        "speed: loading the lexicon",
        _LOADING,
        [
            (name, rows, cost.cpu_seconds / base.cpu_seconds, *cost_cells(cost))
            for name, rows, cost in results
        ],
        (
            "Once a process: reading, checking and compiling. Ratio of CPU against the lexicon as it is.",
            f"Before loading the process had {base.start_mb:.0f} MB; the lexicon adds "
            f"{base.peak_mb - base.start_mb:.0f} MB, doubled {results[1][2].peak_mb - base.start_mb:.0f} MB.",
        ),
    )


def _tag(meter: Meter, items: list[Item], twice: bool) -> int:
    lexicon = read_lexicon(SEEDS)
    tagger = Tagger(doubled(lexicon) if twice else lexicon)
    for _ in range(PASSES):
        with meter:
            for item in items:
                tagger.tag(item)
    return len(items)


def _items(meter: Meter, kind: str, count: int) -> list[Item]:
    with meter:
        return _made(kind, count)


def _made(kind: str, count: int) -> list[Item]:
    if kind == "real":
        texts = [page["gold_text"] for page in real_pages() if page.get("gold_text")]
        return [Item(text[:90], "", text[90:ITEM_CHARS]) for text in texts if len(text) > ITEM_CHARS // 2]
    own = own_items()
    plain = plain_sentences(own, Gate(read_tagger(SEEDS).gate_terms, fold))
    items = traffic(own, plain, MATCHES if kind == "matches" else MIXED, count, ITEM_CHARS)
    return [replace(item, language=None) for item in items] if kind == "unknown" else items


def _load(meter: Meter, twice: bool) -> int:
    with meter:
        lexicon = read_lexicon(SEEDS)
        lexicon = doubled(lexicon) if twice else lexicon
        tagger = Tagger(lexicon)
    parts = (lexicon.terms, lexicon.masks, lexicon.countries, lexicon.cues, lexicon.topic_terms)
    return sum(map(len, parts)) if tagger.gate_terms else 0
