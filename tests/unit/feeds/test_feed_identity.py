"""By what entries are known again."""

from dataclasses import replace
from datetime import UTC, datetime

from vigia.feeds.identity import entry_keys
from vigia.model import FeedDocument, FeedEntry

PLAIN = FeedEntry(None, None, "", "", "", (), None, False, None, None)
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def keys(*entries: FeedEntry) -> tuple[str, ...]:
    """Return the keys of a document of these entries."""
    return entry_keys(FeedDocument("rss", "utf-8", "", None, None, entries))


def numbered(count: int, **fields: str) -> list[FeedEntry]:
    """Make entries whose fields end in their number."""
    return [
        replace(PLAIN, **{name: f"{value}{number}" for name, value in fields.items()})
        for number in range(count)
    ]


def test_a_guid_comes_first() -> None:
    """Distinct GUIDs are the keys."""
    assert keys(*numbered(2, guid="g", url="https://a/")) == ("guid:g0", "guid:g1")


def test_a_repeated_guid_is_not_used() -> None:
    """Where all entries share one GUID, their links tell them apart."""
    entries = [replace(entry, guid="same") for entry in numbered(3, url="https://a/")]
    assert keys(*entries) == ("link:https://a/0", "link:https://a/1", "link:https://a/2")


def test_one_bad_guid_among_many_costs_only_its_own() -> None:
    """One missing GUID of forty is made up for by a link; the others stay."""
    entries = numbered(40, guid="g", url="https://a/")
    entries[7] = replace(entries[7], guid=None)
    assert keys(*entries)[6:9] == ("guid:g6", "link:https://a/7", "guid:g8")


def test_a_headline_is_no_guid() -> None:
    """A GUID that repeats the title would change with it."""
    entries = [replace(entry, guid=entry.title) for entry in numbered(2, title="T", url="https://a/")]
    assert keys(*entries) == ("link:https://a/0", "link:https://a/1")


def test_an_address_as_guid_may_change_its_scheme() -> None:
    """http and https, or another number after #, are one GUID."""
    before = keys(replace(PLAIN, guid="http://www.a.example/x#0"))
    assert before == keys(replace(PLAIN, guid="https://a.example/x#1"))


def test_a_shared_link_is_told_apart_by_date_then_title() -> None:
    """Entries of one live page differ by their dates, else by their titles."""
    first, second = numbered(2, title="T")
    link = "https://a/live"
    dated = keys(
        replace(first, url=link, published_at=MONDAY),
        replace(second, url=link, published_at=MONDAY.replace(hour=1)),
    )
    assert dated == (
        f"link:{link}\n{MONDAY.isoformat()}",
        f"link:{link}\n{MONDAY.replace(hour=1).isoformat()}",
    )
    titled = keys(replace(first, url=link), replace(second, url=link))
    assert len(set(titled)) == 2
    assert all(key.startswith(f"link:{link}\n") for key in titled)


def test_a_front_page_is_no_key() -> None:
    """A link to the home page says nothing of the entry."""
    (key,) = keys(replace(PLAIN, url="https://a.example/", title="T"))
    assert key.startswith("title:")


def test_the_order_does_not_matter() -> None:
    """The same entries in another order have the same keys."""
    entries = numbered(5, title="T", url="https://a/")
    assert keys(*reversed(entries)) == tuple(reversed(keys(*entries)))


def test_twins_are_numbered() -> None:
    """Entries alike in everything still have keys of their own."""
    twin = replace(PLAIN, title="T")
    first, second = keys(twin, twin)
    assert second == f"{first}\n2"
