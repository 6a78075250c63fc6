"""Whatever bytes come, reading a feed gives a feed or says that there is none."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vigia.errors import FeedUnreadable
from vigia.feeds.cadence import is_gap, next_state
from vigia.feeds.checks import odd_dates
from vigia.feeds.identity import entry_keys
from vigia.feeds.pace import MAX_SECONDS, MIN_SECONDS
from vigia.feeds.parsing import parse_feed
from vigia.model import FeedDocument, FeedEntry, FeedState
from vigia.urls import absolute_url

UNHURRIED = settings(deadline=None)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ZONE = ZoneInfo("America/Havana")
SLOW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PIECES = st.sampled_from(
    [
        "<?xml version='1.0' encoding='", "utf-16'?>", "koi8-r'?>", "<rss version='2.0'>",
        "<channel>", "<item>",
        "</item>", "<title>", "</title>", "<link>http://[", "</link>", "<guid>", "</guid>",
        "<pubDate>", "</pubDate>",
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://['>", "<entry>", "</entry>",
        "<link href='",
        "<content type='xhtml'>", "<title mode='base64'>", "<rdf:RDF xmlns:rdf='x'>", "<urlset>",
        "<url>", "<loc>",
        "</loc>", "<lastmod>", "</url>", "</urlset>", '{"items": [', '{"id": ', '"title": ', "]}",
        "[", "1e999", "null",
        "<![CDATA[", "]]>", "<!--", "-->", "<!DOCTYPE rss [<!ENTITY a 'b'>]>", "&a;", "&nbsp;",
        "&#0;", "&#xd800;",
        "\0", "\ud800", "\x1f\x8b", "<", ">", "'", '"', "&", "Fri, 20 Nov 2026 13:00:00 MSK", "99/99/9999",
        "<author>a@b (", "<georss:point>", "<media:content url='", "<dc:date>", "<ttl>", "<itunes:duration>",
    ]
)  # fmt: skip
MARKUP = st.lists(st.one_of(PIECES, st.text(max_size=10)), max_size=40).map("".join)
BODIES = st.one_of(
    st.binary(max_size=200), MARKUP.map(lambda text: text.encode("utf-8", "surrogatepass")), MARKUP.map(
        lambda text: text.encode("utf-16", "replace")
    )
)  # fmt: skip
CONTENT_TYPES = st.sampled_from([None, "text/xml; charset=koi8-r", "application/json", "charset=hex", ";;"])
TEXTS = st.sampled_from(["", "a", "b", "Título", "\ud800"])
ENTRIES = st.lists(
    st.builds(
        FeedEntry,
        guid=st.sampled_from([None, "a", "b", "Título", "http://a/1", "https://www.a/1#2"]),
        url=st.sampled_from([None, "https://a/", "https://a/1", "https://a/2", "http://["]),
        title=TEXTS,
        summary=TEXTS,
        content=TEXTS,
        authors=st.just(()),
        published_at=st.sampled_from([None, NOW, NOW - timedelta(days=1), NOW + timedelta(days=1)]),
        published_is_day=st.booleans(),
        updated_at=st.sampled_from([None, NOW]),
        language_code=st.none(),
    ),
    max_size=12,
)
DOCUMENTS = ENTRIES.map(lambda entries: FeedDocument("rss", "utf-8", "", None, None, tuple(entries)))
KEYS = st.lists(st.sampled_from("abcdefgh"), max_size=8, unique=True).map(tuple)
OUTCOMES = st.sampled_from(["new", "unchanged", "empty", "refused", "unreachable", "unusable", "unreadable"])
SECONDS = st.one_of(st.none(), st.integers(0, 10**9))


@SLOW
@given(BODIES, CONTENT_TYPES)
def test_any_bytes_give_a_feed_or_are_refused(body: bytes, content_type: str | None) -> None:
    """Nothing but FeedUnreadable is raised, and what comes out is clean."""
    try:
        document = parse_feed(body, "https://example.com/feed", content_type, ZONE)
    except FeedUnreadable:
        return
    repr(document).encode("utf-8")
    for entry in document.entries:
        assert "\n" not in entry.title
        assert entry.url is None or absolute_url(entry.url, "") == entry.url
        assert entry.published_at is None or entry.published_at.tzinfo is UTC


@UNHURRIED
@given(DOCUMENTS)
def test_keys_are_distinct_and_one_for_each_entry(document: FeedDocument) -> None:
    """Each entry has a key that no other entry of the document has."""
    keys = entry_keys(document)
    assert len(keys) == len(document.entries) == len(set(keys))


@UNHURRIED
@given(DOCUMENTS)
def test_checked_dates_are_past_and_stay_as_they_are(
    document: FeedDocument,
) -> None:
    """A second look finds no more to mend."""
    checked = odd_dates(document, NOW)
    assert all(entry.published_at is None or entry.published_at <= NOW for entry in checked.entries)
    assert odd_dates(checked, NOW) == checked
    assert len(checked.entries) == len(document.entries)


@UNHURRIED
@given(
    outcome=OUTCOMES, ttl=SECONDS, header=SECONDS, retry_after=SECONDS, keys=KEYS, known=KEYS,
    weight=st.floats(0, 100), interval=st.one_of(st.none(), st.integers(MIN_SECONDS, MAX_SECONDS)),
    ages=st.lists(st.integers(-100, 100), max_size=20), status=st.sampled_from([None, 200, 404, 429, 503]),
)  # fmt: skip
def test_the_next_poll_is_ahead_and_within_reach(
    outcome: str, ttl: int | None, header: int | None, retry_after: int | None, keys: tuple[str, ...],
    known: tuple[str, ...], weight: float, interval: int | None, ages: list[int], status: int | None,
) -> None:  # fmt: skip
    """Whatever happened, a feed is polled again, not at once and not after more than a month."""
    before = FeedState("f", interval_seconds=interval, failure_weight=weight, last_keys=known)
    state = next_state(
        before, now=NOW, outcome=outcome, ttl_seconds=ttl, header_seconds=header,
        retry_after_seconds=retry_after, keys=keys, http_status=status,
        entry_times=[NOW - timedelta(hours=age) for age in ages],
    )  # fmt: skip
    assert state.next_poll_at is not None
    assert timedelta(seconds=0.9 * MIN_SECONDS) <= state.next_poll_at - NOW <= timedelta(days=30, hours=1)
    assert state.interval_seconds is None or MIN_SECONDS <= state.interval_seconds <= MAX_SECONDS
    assert is_gap(before, keys) == (bool(keys) and bool(known) and not set(keys) & set(known))


@UNHURRIED
@given(
    keys=KEYS,
    known=KEYS,
    order=st.randoms(use_true_random=False),
    interval=st.integers(MIN_SECONDS, MAX_SECONDS),
)
def test_the_order_of_a_document_does_not_matter(
    keys: tuple[str, ...], known: tuple[str, ...], order: Random, interval: int
) -> None:
    """Oldest first or newest first, a feed is polled at the same time."""
    shuffled = tuple(order.sample(keys, len(keys)))
    before = FeedState("f", last_success_at=NOW, interval_seconds=interval, last_keys=known)
    one, other = (next_state(before, now=NOW, outcome="new", keys=way) for way in (keys, shuffled))
    assert replace(one, last_keys=()) == replace(other, last_keys=())
    assert is_gap(before, keys) == is_gap(before, shuffled)


@UNHURRIED
@given(
    weights=st.tuples(st.floats(0, 60), st.floats(0, 60)), interval=st.integers(MIN_SECONDS, MAX_SECONDS),
    days=st.integers(0, 20), outcome=st.sampled_from(["refused", "unreachable", "unusable", "unreadable"]),
)  # fmt: skip
def test_more_failures_never_shorten_the_wait(
    weights: tuple[float, float], interval: int, days: int, outcome: str
) -> None:
    """The same failure waits at least as long after more of them."""
    lighter, heavier = (
        next_state(
            FeedState(
                "f", last_success_at=NOW - timedelta(days=days), interval_seconds=interval,
                failure_weight=weight,
            ),
            now=NOW, outcome=outcome,
        )
        for weight in sorted(weights)
    )  # fmt: skip
    assert lighter.next_poll_at is not None
    assert heavier.next_poll_at is not None
    assert lighter.next_poll_at <= heavier.next_poll_at
