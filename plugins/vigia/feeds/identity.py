"""By what an entry is known again at the next poll."""

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256

from vigia.model import FeedDocument, FeedEntry
from vigia.urls import canonical_url, is_homepage

TRUSTED_GUID_SHARE = 0.95  # FreshRSS distrusts a document's GUIDs when more than 5 % are missing or repeated


def entry_keys(document: FeedDocument) -> tuple[str, ...]:
    """Return one key for each entry, in their order and distinct.

    The first of these that no other entry of the document shares: the GUID, where the document's
    GUIDs can be trusted and it is not the headline; the canonical link; link and date; link and
    title; title; title and date; all of its text. True twins are numbered.
    """
    candidates = [_candidates(entry) for entry in document.entries]
    if not are_guids_trusted(document.entries):
        candidates = [[None, *rest] for _, *rest in candidates]
    counts = [Counter(level) for level in zip(*candidates, strict=True)]
    keys = [_first_distinct(levels, counts) for levels in candidates]
    return tuple(_numbered(keys))


def _candidates(entry: FeedEntry) -> list[str | None]:
    title = " ".join(entry.title.casefold().split())
    date = entry.published_at.isoformat() if entry.published_at else ""
    link = canonical_url(entry.url) if entry.url else ""
    guid = _guid(entry.guid or "", title)
    own_link = f"link:{link}" if link and not is_homepage(link) else None
    return [
        f"guid:{guid}" if guid else None,
        own_link,
        f"{own_link}\n{date}" if own_link and date else None,
        f"{own_link}\n{_hashed(title)}" if own_link and title else None,
        f"title:{_hashed(title)}" if title else None,
        f"title:{_hashed(title)}\n{date}" if title and date else None,
        f"text:{_hashed(title, entry.summary, entry.content, date, link)}",
    ]


def _guid(guid: str, title: str) -> str:
    if " ".join(guid.casefold().split()) == title:
        return ""  # an edited headline would make it another entry
    # A GUID that is an address changes its scheme, or the number after #, without being another.
    return canonical_url(guid) if guid.startswith(("http://", "https://")) else guid


def are_guids_trusted(entries: Sequence[FeedEntry]) -> bool:
    """Say whether the GUIDs of a document tell its entries apart."""
    counts = Counter(entry.guid for entry in entries if entry.guid)
    distinct = sum(1 for count in counts.values() if count == 1)
    return distinct > TRUSTED_GUID_SHARE * len(entries)


def _first_distinct(levels: list[str | None], counts: list[Counter[str | None]]) -> str:
    for key, count in zip(levels, counts, strict=True):
        if key is not None and count[key] == 1:
            return key
    return str(levels[-1])


def _numbered(keys: list[str]) -> list[str]:
    seen: Counter[str] = Counter()
    numbered = []
    for key in keys:
        seen[key] += 1
        numbered.append(key if seen[key] == 1 else f"{key}\n{seen[key]}")
    return numbered


def _hashed(*parts: str) -> str:
    return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
