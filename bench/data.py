"""What is measured on: our own labelled items always, shared real material where it is."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vigia.tagging.tagger import Item

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT / "seeds"
SHARED = ROOT.parent / "shared"
OWN_ITEMS = ROOT / "tests" / "eval" / "items"
FITTED_ITEMS = ROOT / "tests" / "eval" / "fitted"
BLIND_ITEMS = ROOT / "tests" / "eval" / "blind" / "third.jsonl"
SHARED_ITEMS = SHARED / "labelled_items.jsonl"
PAGES = SHARED / "realweb" / "pages.jsonl"
FEEDS = SHARED / "realweb" / "feeds"


@dataclass(frozen=True, slots=True)
class Labelled:
    """An item with what people say of it."""

    item_id: str
    language: str
    item: Item
    relevance: str  # match, mention, none
    topics: frozenset[str]
    optional_topics: frozenset[str]
    actors: tuple[str, ...]  # names


def own_items() -> list[Labelled]:
    """Read the items of ``tests/eval/items``."""
    return [item for path in sorted(OWN_ITEMS.glob("*.jsonl")) for item in _labelled(path)]


def fitted_items() -> list[Labelled]:
    """Read the items of ``tests/eval/fitted``: once blind, now in view."""
    return [item for path in sorted(FITTED_ITEMS.glob("*.jsonl")) for item in _labelled(path)]


def blind_items() -> list[Labelled]:
    """Read the items that no rule was changed for."""
    return list(_labelled(BLIND_ITEMS))


def shared_items() -> list[Labelled]:
    """Read the shared items; none where they are not."""
    return list(_labelled(SHARED_ITEMS)) if SHARED_ITEMS.is_file() else []


def real_pages() -> list[dict[str, Any]]:
    """Read what is known of each real page, with its bytes under ``bytes``; none where they are not."""
    if not PAGES.is_file():
        return []
    rows = [json.loads(line) for line in _lines(PAGES)]
    folder = PAGES.parent / "pages"
    return [row | {"bytes": gzip.decompress((folder / f"{row['id']}.html.gz").read_bytes())} for row in rows]


def real_feeds() -> dict[str, bytes]:
    """Read the real feed documents by name; none where they are not."""
    return {path.name: gzip.decompress(path.read_bytes()) for path in sorted(FEEDS.glob("*.gz"))}


def absent(path: Path, what: str) -> str:
    """Say that something was left out because its data are not here."""
    return f"LEFT OUT: {what}; its data, {path.relative_to(ROOT.parent)} beside the checkout, are not here."


def _lines(path: Path) -> list[str]:
    # Not splitlines, which also parts at separators that JSON leaves inside its strings.
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line]


def _labelled(path: Path) -> Iterator[Labelled]:
    for line in _lines(path):
        row = json.loads(line)
        yield Labelled(
            item_id=row["id"],
            language=row["lang"],
            item=Item(row["title"], row["summary"], row["body"], row["lang"], row.get("outlet_country")),
            relevance=row["relevance"],
            topics=frozenset(row["topics"]),
            optional_topics=frozenset(row["topics_optional"]),
            actors=tuple(row["actors"]),
        )
