"""Which of the entries seen are known already, under whatever key, URL or title."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from vigia.model import Alias, Disposition, Entry
from vigia.urls import is_fetchable, is_homepage
from vigia.warehouse import KnownEntry, KnownTitle, KnownUrl

# "En vivo" or "Noticias de hoy" name many articles; our choice.
FEWEST_TITLE_WORDS = 4
# A column with the same title each day is dated 24 hours apart, the second copy of an article minutes.
TITLE_APART = timedelta(hours=12)

_WORD = re.compile(r"[^\W_]+")


@dataclass(slots=True)
class Sights:
    """The entries of a run, parted: seen before (with what is stored of them), and never seen."""

    again: list[tuple[Entry, KnownEntry]] = field(default_factory=list)
    new: list[Entry] = field(default_factory=list)
    aliases: list[Alias] = field(default_factory=list)


def part(seen: Iterable[Entry], entries: Mapping[str, KnownEntry], urls: Mapping[str, KnownUrl]) -> Sights:
    """Part the entries seen; what has another key than before but the same URL is no new entry.

    Where a document shows both keys, they are two entries with one link, as on a live page.
    """
    seen = list(seen)
    shown = {entries[entry.entry_id].entry_id for entry in seen if entry.entry_id in entries}
    met: set[str] = set()
    sights = Sights()
    for entry in seen:
        stored = entries.get(entry.entry_id)
        if stored is None and (stored := _of_url(entry, urls, shown)):
            shown.add(stored.entry_id)
            sights.aliases.append(alias(entry, stored, "url"))
        if stored is None:
            sights.new.append(entry)
        elif stored.entry_id not in met:
            met.add(stored.entry_id)
            sights.again.append((entry, stored))
    return sights


def alias(entry: Entry, stored: KnownEntry, reason: Literal["url", "title"]) -> Alias:
    """Record that an entry seen is a stored one."""
    return Alias(
        entry.entry_id, stored.entry_id, entry.feed_id, entry.key, entry.url, reason, entry.first_seen_at
    )


def has_article_url(entry: Entry) -> bool:
    """Say whether an entry's URL can be that of an article."""
    return bool(entry.url) and is_fetchable(entry.url or "") and not is_homepage(entry.url or "")


def namesake(entry: Entry, titles: Iterable[KnownTitle]) -> KnownEntry | None:
    """Return the stored entry of the same article, by title; the entry itself where it has no URL."""
    for title in titles:
        if has_article_url(entry) and title.entry.disposition is Disposition.BAD_URL:
            continue
        if is_same_article(entry, title.summary, title.published_at):
            return title.entry
    return None


def title_key(title: str) -> str:
    """Return a title as it is compared: its words, small."""
    return " ".join(_WORD.findall(title.lower()))


def is_same_article(entry: Entry, summary: str, published_at: datetime | None) -> bool:
    """Say whether an entry with the title of another, of these words and date, is the same article."""
    if len(_WORD.findall(entry.title)) < FEWEST_TITLE_WORDS:
        return False
    if entry.summary and entry.summary == summary:
        return True
    if entry.published_at and published_at:
        return abs(entry.published_at - published_at) <= TITLE_APART
    return not entry.summary or not summary


def _of_url(entry: Entry, urls: Mapping[str, KnownUrl], shown: set[str]) -> KnownEntry | None:
    if not has_article_url(entry) or (known := urls.get(entry.canonical_url or "")) is None:
        return None
    stored = known.by_feed.get(entry.feed_id)
    return stored if stored and stored.entry_id not in shown else None
