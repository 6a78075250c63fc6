"""Part ``tagging``: how right the tags are, against a keyword alert on the same items."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bench.children import Meter, measured
from bench.data import (
    SEEDS,
    SHARED_ITEMS,
    Labelled,
    absent,
    blind_items,
    fitted_items,
    own_items,
    shared_items,
)
from bench.quality import (
    MIN_POSITIVES,
    MIN_TOPIC_POSITIVES,
    Counts,
    Judged,
    actor_counts,
    counts_of,
    judge,
    match_counts,
    topic_counts,
)
from bench.tables import Column, Table, Value
from vigia.tagging.tagger import read_tagger

# What one would type into a search alert: both countries with their adjectives, in eight languages.
_CUBA = re.compile(r"\b(?:cuba|kuba|куба|куби|кубы|кубе|кубо[йю]|кубу)", re.IGNORECASE)
_RUSSIA = re.compile(r"\b(?:rusia|rus[oa]s?\b|rusos|russ|rúss|росс|росі|русск|рф\b)", re.IGNORECASE)

_SEEN = (
    "NOT BLIND: the rules were improved with these items in view, so this is an upper bound;",
    "tests/eval/README.md keeps the scores of the first run, before anyone had looked.",
)
_BLIND = ("Blind as long as no rule is changed because of one of these items; see tests/eval/README.md.",)

_SHARES = (
    Column("P", "share"),
    Column("P 95 %"),
    Column("R", "share"),
    Column("R 95 %"),
    Column("F1", "share"),
)
_MATCHES = (
    Column("language"), Column("items", "count"), Column("matches", "count"), *_SHARES,
    Column("alert F1", "share"), Column("ratio", "ratio"),
)  # fmt: skip
_TOPICS = (Column("topic"), Column("required", "count"), *_SHARES)


@dataclass(frozen=True, slots=True)
class ItemSet:
    """Labelled items of one origin, judged."""

    name: str
    judged: list[Judged]
    actors: Counts
    blindness: tuple[str, ...]


def run() -> Iterator[Table]:
    """Measure on our own two sets of items, and on the shared ones where they are."""
    sets, cost = measured(_judge_all)
    took = (
        f"Loading the lexicon and tagging {sum(len(one.judged) for one in sets)} items: "
        f"{cost.cpu_seconds:.2f} s CPU, {cost.wall_seconds:.2f} s wall, {cost.peak_mb:.0f} MB at most."
    )
    for one in sets:
        yield _match_table(one, took)
        yield _topic_table(one)
    if not SHARED_ITEMS.is_file():
        missing = absent(SHARED_ITEMS, "tagging quality on the shared items")
        yield Table("tagging: shared items", (Column("figure"),), (), (missing,))


def keyword_alert(label: Labelled) -> bool:
    """Tell whether an alert on both countries' names would have brought this item."""
    text = f"{label.item.title}\n{label.item.summary}\n{label.item.body}"
    return bool(_CUBA.search(text) and _RUSSIA.search(text))


def _judge_all(meter: Meter) -> list[ItemSet]:
    sources = [
        ("own items", own_items(), _SEEN),
        ("third blind set", blind_items(), _BLIND),
        ("items the weights are fitted to", fitted_items(), _SEEN),
        ("shared items", shared_items(), _SEEN),
    ]
    with meter:
        tagger = read_tagger(SEEDS)
        judged = [judge(tagger, items) for _, items, _ in sources]
    return [
        ItemSet(name, some, actor_counts(some, tagger), blindness)
        for (name, _, blindness), some in zip(sources, judged, strict=True)
        if some
    ]


def _match_table(items: ItemSet, took: str) -> Table:
    notes = (
        "Against a keyword alert: names and adjectives of both countries anywhere in the item. Items",
        "written to mislead it flatter the ratio; on a plain day's feeds an alert does better.",
        *items.blindness,
        f"A language with fewer than {MIN_POSITIVES} matches is unmeasured; it still counts in all.",
        took,
    )
    return Table(f"tagging: matches, {items.name}", _MATCHES, _match_rows(items.judged), notes)


def _topic_table(items: ItemSet) -> Table:
    actors = items.actors
    low, high = actors.recall_interval
    notes = (
        "Over the items labelled as matches; a match that was missed misses its topics too.",
        "Optional topics are neither right nor wrong.",
        *items.blindness,
        f"A topic required by fewer than {MIN_TOPIC_POSITIVES} matches is unmeasured.",
        f"Actors: recall {actors.recall:.3f} [{low:.2f}–{high:.2f}], "
        f"{actors.hits} of {actors.positives} labelled actors.",
    )
    return Table(f"tagging: topics, {items.name}", _TOPICS, _topic_rows(topic_counts(items.judged)), notes)


def _match_rows(judged: list[Judged]) -> list[list[Value]]:
    rows = []
    languages = sorted(
        {one.label.language for one in judged}, key=lambda code: (-_matches(judged, code), code)
    )
    for language in ["all", *languages]:
        some = [one for one in judged if language in ("all", one.label.language)]
        alert = counts_of((keyword_alert(one.label), one.label.relevance == "match") for one in some)
        counts = match_counts(some)
        head: list[Value] = [language, len(some), counts.positives]
        if counts.positives < MIN_POSITIVES:
            rows.append([*head, "unmeasured", *[None] * (len(_MATCHES) - len(head) - 1)])
        else:
            ratio = counts.f1 / alert.f1 if alert.f1 else None
            rows.append([*head, *_shares(counts), alert.f1, ratio])
    return rows


def _matches(judged: list[Judged], language: str) -> int:
    return sum(one.label.language == language and one.label.relevance == "match" for one in judged)


def _topic_rows(by_topic: dict[str, Counts]) -> list[list[Value]]:
    rows: list[list[Value]] = []
    for topic, counts in [("all (micro)", sum(by_topic.values(), Counts())), *by_topic.items()]:
        if counts.positives < MIN_TOPIC_POSITIVES:
            rows.append([topic, counts.positives, "unmeasured", *[None] * 4])
        else:
            rows.append([topic, counts.positives, *_shares(counts)])
    return rows


def _shares(counts: Counts) -> list[Value]:
    precision, recall = counts.precision_interval, counts.recall_interval
    return [
        counts.precision, f"{precision[0]:.2f}–{precision[1]:.2f}",
        counts.recall, f"{recall[0]:.2f}–{recall[1]:.2f}", counts.f1,
    ]  # fmt: skip
