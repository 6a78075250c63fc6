"""Part ``tagging``: how right the tags are, against a keyword alert on the same items."""

import re
from collections.abc import Iterator

from bench.children import Meter, measured
from bench.data import SEEDS, SHARED_ITEMS, Labelled, absent, own_items, shared_items
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


def run() -> Iterator[Table]:
    """Measure on our own items, and on the shared ones where they are."""
    (own, shared, figures), cost = measured(_judge_all)
    took = (
        f"Loading the lexicon and tagging {len(own) + len(shared)} items: {cost.cpu_seconds:.2f} s CPU, "
        f"{cost.wall_seconds:.2f} s wall, {cost.peak_mb:.0f} MB at most."
    )
    yield from _tables("own items", own, figures["own"], (took,))
    if shared:
        yield from _tables("shared items", shared, figures["shared"], ())
    else:
        missing = absent(SHARED_ITEMS, "tagging quality on the shared items")
        yield Table("tagging: shared items", (Column("figure"),), (), (missing,))


def keyword_alert(label: Labelled) -> bool:
    """Tell whether an alert on both countries' names would have brought this item."""
    text = f"{label.item.title}\n{label.item.summary}\n{label.item.body}"
    return bool(_CUBA.search(text) and _RUSSIA.search(text))


def _judge_all(meter: Meter) -> tuple[list[Judged], list[Judged], dict[str, Counts]]:
    own, shared = own_items(), shared_items()
    with meter:
        tagger = read_tagger(SEEDS)
        judged = judge(tagger, own), judge(tagger, shared)
    return *judged, {"own": actor_counts(judged[0], tagger), "shared": actor_counts(judged[1], tagger)}


def _tables(name: str, judged: list[Judged], actors: Counts, notes: tuple[str, ...]) -> Iterator[Table]:
    yield Table(
        f"tagging: matches, {name}",
        _MATCHES,
        _match_rows(judged),
        (
            "Against a keyword alert: names and adjectives of both countries anywhere in the item. Items",
            "written to mislead it flatter the ratio; on a plain day's feeds an alert does better.",
            "NOT BLIND: the rules were improved with the items in view, so this is an upper bound;",
            "tests/eval/README.md keeps the scores of the first run, before anyone had looked.",
            f"A language with fewer than {MIN_POSITIVES} matches is unmeasured; it still counts in all.",
            *notes,
        ),
    )
    low, high = actors.recall_interval
    yield Table(
        f"tagging: topics, {name}",
        _TOPICS,
        _topic_rows(topic_counts(judged)),
        (
            "Over the items labelled as matches; a match that was missed misses its topics too.",
            "Optional topics are neither right nor wrong. NOT BLIND, as above.",
            f"A topic required by fewer than {MIN_TOPIC_POSITIVES} matches is unmeasured.",
            f"Actors: recall {actors.recall:.3f} [{low:.2f}–{high:.2f}], "
            f"{actors.hits} of {actors.positives} labelled actors.",
        ),
    )


def _match_rows(judged: list[Judged]) -> list[list[Value]]:
    rows = []
    languages = sorted({one.label.language for one in judged}, key=lambda code: -_matches(judged, code))
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
