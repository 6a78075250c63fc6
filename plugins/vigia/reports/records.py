"""What a daily report says: one record for each row of a ``report_daily_*`` table.

The fields are the columns of the tables; their comments in the warehouse explain them. Sequences
are tuples. Outside text is cleaned and bounded by ``daily_report``, not yet escaped.
"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Figure:
    """One headline figure with the week before."""

    figure: str
    name: str
    value: int
    week_mean: float | None  # None: no day of the week before was watched
    change: float | None
    week_before: int | None
    days_compared: int


@dataclass(frozen=True, slots=True)
class TrendDay:
    """One day of the chart."""

    day: date
    matches: int
    mentions: int
    is_watched: bool


@dataclass(frozen=True, slots=True)
class StoryArticle:
    """What one outlet has of a story: its first article, and how many."""

    outlet: str
    owner_class: str
    country_code: str
    language_code: str
    title: str
    url: str | None  # None where the address was no http or https URL
    is_copy: bool
    article_count: int


@dataclass(frozen=True, slots=True)
class Story:
    """One story of the day."""

    story_id: str
    title: str
    sentence: str | None
    language_code: str
    url: str | None
    outlets: tuple[str, ...]
    owner_classes: tuple[str, ...]
    languages: tuple[str, ...]
    topics: tuple[str, ...]
    topic_names: tuple[str, ...]
    urls: tuple[str, ...]
    articles: tuple[StoryArticle, ...]
    article_count: int
    outlet_count: int
    family_count: int
    article_count_ever: int
    weight: float
    score: float
    first_date: date
    is_new: bool


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of the day with the week before."""

    topic: str
    name: str
    matches: int
    stories: int
    outlets: int
    match_share: float
    week_mean: float | None
    change: float | None


@dataclass(frozen=True, slots=True)
class Burst:
    """One topic or actor with more stories than usual; or why none is told."""

    kind: str | None
    key: str | None
    name: str | None
    stories: int | None
    families: int | None
    usual: float | None
    withheld_because: str | None


@dataclass(frozen=True, slots=True)
class Actor:
    """One actor named in the matches of the day."""

    side: str
    actor_id: str
    name: str
    kind: str
    role: str
    matches: int
    stories: int
    outlets: int
    hits: int


@dataclass(frozen=True, slots=True)
class OutletShare:
    """What one outlet had that day."""

    owner_class: str
    owner_class_matches: int
    outlet_id: str
    outlet: str
    country_code: str
    matches: int
    mentions: int
    articles: int
    stories: int
    duplicates: int


@dataclass(frozen=True, slots=True)
class LanguageShare:
    """What there was in one language."""

    language_code: str
    matches: int
    mentions: int
    articles: int
    stories: int
    outlets: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was watched of one owner class, or of all."""

    owner_class: str
    feeds_expected: int
    feeds_polled: int
    feeds_healthy: int
    polls: int
    polls_failed: int
    entries: int
    articles: int
    matches: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A feed, or pages of an outlet, that the day had to do without."""

    scope: str  # feed or page
    kind: str
    outlet_id: str
    outlet: str
    owner_class: str
    feed_id: str | None
    url: str | None
    note: str
    affected: int


@dataclass(frozen=True, slots=True)
class Method:
    """How the figures of the day came about."""

    time_zone: str
    rules_hashes: tuple[str, ...]
    is_watched: bool
    articles_by_published: int
    articles_by_first_seen: int
    articles_of_backlog: int
    articles_copied: int
    entries_queued: int
    last_updated_at: datetime | None


@dataclass(frozen=True, slots=True)
class DailyReport:
    """Everything that the report of one day says."""

    report_date: date
    figures: tuple[Figure, ...]
    trend: tuple[TrendDay, ...]
    stories: tuple[Story, ...]
    bursts: tuple[Burst, ...]
    topics: tuple[Topic, ...]
    actors: tuple[Actor, ...]
    outlets: tuple[OutletShare, ...]
    languages: tuple[LanguageShare, ...]
    coverage: tuple[Coverage, ...]
    gaps: tuple[Gap, ...]
    method: tuple[Method, ...]  # one record, none for a day of which nothing is known

    @property
    def is_known(self) -> bool:
        """Whether anything at all is known of the day."""
        return bool(self.method)

    @property
    def is_watched(self) -> bool:
        """Whether any feed was polled that day."""
        return self.is_known and self.method[0].is_watched

    @property
    def whole(self) -> Coverage | None:
        """The coverage of all owner classes together."""
        return next((row for row in self.coverage if row.owner_class == "all"), None)

    def figure(self, key: str) -> int:
        """Return the value of a headline figure, 0 where it is missing."""
        return next((figure.value for figure in self.figures if figure.figure == key), 0)
