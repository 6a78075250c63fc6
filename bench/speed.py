"""Part ``speed``: how many items a core tags in a second, against the limit that was set."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bench.children import Cost, Meter, measured
from bench.data import PAGES, SEEDS, absent, own_items, real_pages
from bench.newsprint import plain_sentences, traffic
from bench.tables import COST_COLUMNS, Column, Table, Value, cost_cells
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
_GROWTH = (
    Column("items"), Column("CPU ms / item", "ms"), Column("doubled, CPU ms / item", "ms"),
    Column("ratio", "ratio"), Column("peak MB of both", "mb"),
)  # fmt: skip
_LOADING = (Column("lexicon"), Column("rows", "count"), Column("ratio", "ratio"), *COST_COLUMNS)


def run() -> Iterator[Table]:
    """Measure the tagger on several kinds of traffic, then what a lexicon of twice the size costs."""
    kinds = {
        "mixed traffic": ("mixed", 1_000),
        "mixed traffic, language unknown": ("unknown", 1_000),
        "matches only": ("matches", 400),
    }
    notes = [
        f"Against the limit of {LIMIT:,} items of {ITEM_CHARS:,} characters a second and core.",
        f"Mixed: {', '.join(f'{100 * share:.0f} % {kind}' for kind, share in MIXED.items())}, as labelled; "
        f"plain has no Cuban side. Cheapest of {PASSES} passes.",
        "Peak MB: the process with the lexicon and the items; where the language is unknown, its model too.",
    ]
    if PAGES.is_file():
        kinds["texts of real pages, language unknown"] = ("real", 0)
    else:
        notes.append(absent(PAGES, "speed on the texts of real pages"))
    items = {name: measured(_items, *kind)[0] for name, kind in kinds.items()}
    yield Table("speed: tagging", _COLUMNS, [_row(name, some) for name, some in items.items()], tuple(notes))
    yield _growth({name: items[name] for name in ("mixed traffic", "matches only")})
    yield _loading()


def _row(name: str, items: list[Item]) -> tuple[Value, ...]:
    _, cost = measured(_tag, items)
    speed = len(items) / cost.cpu_seconds
    return name, len(items), speed, speed / LIMIT, *cost_cells(cost)


def _growth(kinds: dict[str, list[Item]]) -> Table:
    rows = []
    for name, items in kinds.items():
        (once, twice), cost = measured(_tag_with_both, items)
        rows.append((name, 1000 * once / len(items), 1000 * twice / len(items), twice / once, cost.peak_mb))
    return Table(
        "speed: the lexicon doubled",
        _GROWTH,
        rows,
        (
            "Each row of the lexicon once more with its letters turned round; both taggers take turns in one",
            f"process, cheapest of {PASSES} passes each.",
        ),
    )


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


def _tag(meter: Meter, items: list[Item]) -> None:
    tagger = read_tagger(SEEDS)
    for _ in range(PASSES):
        with meter:
            for item in items:
                tagger.tag(item)


def _tag_with_both(meter: Meter, items: list[Item]) -> tuple[float, float]:
    """Return the CPU seconds of the cheapest pass with the lexicon as it is, and doubled."""
    lexicon = read_lexicon(SEEDS)
    taggers = Tagger(lexicon), Tagger(doubled(lexicon))
    for _ in range(PASSES):
        for tagger in taggers:
            with meter:
                for item in items:
                    tagger.tag(item)
    once, twice = (min(cpu for cpu, _ in meter.passes[start::2]) for start in (0, 1))
    return once, twice


def _items(meter: Meter, kind: str, count: int) -> list[Item]:
    with meter:
        return _made(kind, count)


def _made(kind: str, count: int) -> list[Item]:
    if kind == "real":
        texts = [page["gold_text"] for page in real_pages() if page.get("gold_text")]
        return [Item(text[:90], "", text[90:ITEM_CHARS]) for text in texts if len(text) > ITEM_CHARS // 2]
    own = own_items()
    plain = plain_sentences(own, read_tagger(SEEDS))
    items = traffic(own, plain, MATCHES if kind == "matches" else MIXED, count, ITEM_CHARS)
    return [replace(item, language=None) for item in items] if kind == "unknown" else items


def _load(meter: Meter, twice: bool) -> int:
    with meter:
        lexicon = read_lexicon(SEEDS)
        lexicon = doubled(lexicon) if twice else lexicon
        tagger = Tagger(lexicon)
    parts = (lexicon.terms, lexicon.masks, lexicon.countries, lexicon.cues, lexicon.topic_terms)
    return sum(map(len, parts)) if tagger.cuban_side.terms else 0
