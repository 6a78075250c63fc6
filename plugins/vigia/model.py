"""The records that pass between the stages; nothing here does anything.

All times are aware UTC datetimes. Identifiers are opaque text. A ``*_code`` is ISO 639-1 for
languages and ISO 3166-1 alpha-2 for countries. Sequences are tuples, so records stay immutable.
"""

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal


class Relevance(StrEnum):
    """What an item is to the Cuba–Russia relation; see ``docs/labelling``."""

    MATCH = "match"
    MENTION = "mention"
    NONE = "none"


class Side(StrEnum):
    """The two sides of the relation."""

    CUBA = "cuba"
    RUSSIA = "russia"


class Disposition(StrEnum):
    """The single status of an entry; its meanings are in ``seeds/dispositions.csv``."""

    QUEUED = "queued"
    KNOWN = "known"
    TOO_OLD = "too_old"
    BAD_URL = "bad_url"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    UNUSABLE = "unusable"
    ROBOTS = "robots"
    VANISHED = "vanished"
    NOT_HTML = "not_html"
    HOMEPAGE = "homepage"
    CHALLENGE = "challenge"
    PAYWALLED = "paywalled"
    NO_TEXT = "no_text"
    TOO_SHORT = "too_short"
    GATED = "gated"
    DUPLICATE = "duplicate"
    TAGGED = "tagged"


IMPORT_FEED = "import"  # the feed of pages that came from files and not from a feed

FieldName = Literal["title", "summary", "body"]


@dataclass(frozen=True, slots=True)
class Outlet:
    """One organisation that publishes."""

    outlet_id: str
    name: str
    home_url: str
    country_code: str
    owner_class: str  # state, state-aligned, independent, exile, public, wire, government, think-tank
    language_code: str
    time_zone: str  # IANA name; the zone of dates without one
    publisher_family: str  # outlets of one house count once as corroboration
    terms: str  # what its terms say of automated reading: allowed, unknown, forbidden


@dataclass(frozen=True, slots=True)
class Feed:
    """One URL that is polled."""

    feed_id: str
    outlet_id: str
    url: str
    language_code: str
    category: str
    confidence: str  # high, medium, low
    is_enabled: bool
    disabled_reason: str


@dataclass(frozen=True, slots=True)
class FeedState:
    """What polling remembers of a feed between runs."""

    feed_id: str
    first_polled_at: datetime | None = None
    last_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    next_poll_at: datetime | None = None
    interval_seconds: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    last_full_at: datetime | None = None  # last poll that was not conditional
    failure_weight: float = 0.0  # graded sum of failures since the last success
    last_keys: tuple[str, ...] = ()  # entry keys of the last document, for overlap
    patience_seconds: int | None = None  # longest wait that at its pace loses no entry
    ttl_seconds: int | None = None  # the last document's own wish
    last_new_at: datetime | None = None  # last poll that brought an entry not seen before
    newest_entry_at: datetime | None = None  # of the last document
    gone_at: datetime | None = None  # first 410 since the last success
    dormant_at: datetime | None = None  # since then it is only asked each month
    title: str | None = None  # the feed's own, before any move
    moved_to: str | None = None  # where a permanent redirect leads
    moved_at: datetime | None = None  # when it was first met
    moved_polls: int = 0  # how often it was met
    moved_title: str | None = None  # the title behind it


PollOutcome = Literal["new", "unchanged", "empty", "refused", "unreachable", "unusable", "unreadable"]


@dataclass(frozen=True, slots=True)
class Poll:
    """One GET of a feed, with its result."""

    run_id: str
    feed_id: str
    polled_at: datetime
    url: str
    final_url: str | None
    outcome: PollOutcome
    http_status: int | None
    error: str | None
    body_bytes: int
    elapsed_seconds: float
    format: str | None  # rss, atom, rdf, json, sitemap
    encoding: str | None
    feed_title: str | None
    entry_count: int
    is_first: bool
    is_gap: bool  # shares no entry with the poll before: items may have been lost between
    state: FeedState  # the feed's state after this poll


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One item as a feed document gives it, before it has an identity."""

    guid: str | None
    url: str | None  # absolute
    title: str  # plain text
    summary: str  # plain text
    content: str  # the fuller text of the feed, plain text; empty when there is none
    authors: tuple[str, ...]
    published_at: datetime | None
    published_is_day: bool  # the feed gave a day without a time
    updated_at: datetime | None
    language_code: str | None
    note: str | None = None  # what was odd: constant date, future date, repaired encoding


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """A parsed feed."""

    format: str  # rss, atom, rdf, json, sitemap
    encoding: str
    title: str
    language_code: str | None
    ttl_seconds: int | None
    entries: tuple[FeedEntry, ...]
    notes: tuple[str, ...] = ()
    generator: str = ""  # the software that wrote it, as it says


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed with its identity; exactly one row for ever."""

    entry_id: str
    run_id: str
    feed_id: str
    outlet_id: str
    key: str  # what identifies it in its feed
    url: str | None
    canonical_url: str | None
    title: str
    summary: str
    content: str
    authors: tuple[str, ...]
    published_at: datetime | None
    published_source: str | None
    updated_at: datetime | None
    language_code: str | None
    first_seen_at: datetime
    content_hash: str  # of title, summary and updated_at; a change means an edit
    is_backlog: bool  # from a feed's first poll or a back-fill: never alerts
    disposition: Disposition
    note: str | None = None
    article_id: str | None = None
    attempts: int = 0
    retry_at: datetime | None = None
    is_revisit: bool = False  # its article is there; the page is looked at again


@dataclass(frozen=True, slots=True)
class Alias:
    """A further key under which a feed showed an entry."""

    alias_id: str  # what the entry's id would be if the key were its own
    entry_id: str
    feed_id: str
    key: str
    url: str | None
    reason: Literal["url", "title"]  # by what it was known again
    first_seen_at: datetime


@dataclass(frozen=True, slots=True)
class Backfill:
    """A search for the entries that came and went between two polls of a feed."""

    run_id: str
    feed_id: str
    sought_at: datetime
    reason: Literal["gap", "outage"]
    missing_since: datetime  # the last success before
    missing_until: datetime  # the oldest entry shown, or the poll where nothing is dated
    method: Literal["paging", "sitemap", "none"]
    requests: int
    body_bytes: int
    entries_found: int  # that lie in between and were not shown
    is_closed: bool  # what was found reaches back to what was known
    note: str | None = None
    gap_run_id: str | None = None  # the run that found the gap; its own in the first search
    attempts: int = 1  # searches for this gap, with this one
    retry_at: datetime | None = None  # when it is to be made again, where a passing fault stood in the way


@dataclass(frozen=True, slots=True)
class Reservation:
    """What an outlet says of text and data mining, at one place."""

    outlet_id: str
    source: Literal["robots.txt", "tdmrep.json", "ai.txt", "header", "meta"]
    url: str  # where it says so
    is_reserved: bool
    statement: str  # its own words; empty where there are none
    policy_url: str | None
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """One fetch of an entry's URL, with its result."""

    run_id: str
    entry_id: str
    article_id: str
    url: str
    final_url: str | None
    fetched_at: datetime
    http_status: int | None
    content_type: str | None
    body_bytes: int
    elapsed_seconds: float
    archive_file: str | None  # path under the home's archive folder
    archive_offset: int | None
    disposition: Disposition  # queued while nothing speaks against it
    note: str | None = None
    retry_at: datetime | None = None
    is_revisit: bool = False


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether a page could match, by a scan of its bytes."""

    run_id: str
    entry_id: str
    is_open: bool
    terms: tuple[str, ...]  # a few of the Cuba-side terms that were found


@dataclass(frozen=True, slots=True)
class Article:
    """What one canonical URL says."""

    article_id: str
    entry_id: str
    run_id: str
    outlet_id: str
    url: str
    canonical_url: str
    title: str
    summary: str
    body: str
    body_source: Literal["page", "feed", "none"]
    authors: tuple[str, ...]
    language_code: str | None
    published_at: datetime | None
    published_source: str | None
    published_is_day: bool
    first_seen_at: datetime
    is_backlog: bool
    disposition: Disposition
    note: str | None = None
    other_urls: tuple[str, ...] = ()  # canonical URLs that lead to it too


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place in an item where a term was found, kept or dropped.

    ``getattr(item, field)[start:end] == surface`` always holds.
    """

    field: FieldName
    start: int
    end: int
    surface: str
    entity_id: str
    side: Side | None
    rule: str
    weight: float
    dropped_because: str | None = None
    place: str = dataclasses.field(default="", compare=False)  # file and line of the rule


@dataclass(frozen=True, slots=True)
class TopicScore:
    """A topic of ``seeds/topics.csv`` with its score."""

    id: str
    score: float
    terms: tuple[str, ...] = ()  # what in the item speaks for it, as written


@dataclass(frozen=True, slots=True)
class ActorHits:
    """An actor found in an item, and how often."""

    id: str
    name: str
    side: Side
    hits: int


@dataclass(frozen=True, slots=True)
class Tags:
    """What the tagger says of one item."""

    relevance: Relevance
    score: float
    topics: tuple[TopicScore, ...]
    actors: tuple[ActorHits, ...]
    evidence: tuple[Evidence, ...]
    language: str | None
    rules_hash: str
    sentence: str | None = None  # the sentence that made it a match
    parts: tuple[tuple[str, float], ...] = ()  # the score as a sum


@dataclass(frozen=True, slots=True)
class TaggedArticle:
    """An article's tags, by the article and the entry and run that brought it."""

    article_id: str
    entry_id: str
    tags: Tags
    run_id: str = ""  # empty where no run brought it but other rules


@dataclass(frozen=True, slots=True)
class StageReport:
    """What one stage did; counts by disposition or outcome."""

    stage: str
    run_id: str
    counts: dict[str, int] = dataclasses.field(default_factory=dict)
    failures: tuple[str, ...] = ()
