"""The shapes of the newsroom's seed files; what a file may hold, and nothing else."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from vigia.model import Relevance

FeedFormat = Literal["rss", "atom", "rdf", "json", "sitemap"]
FeedFault = Literal[
    "repeated-guid",
    "headline-guid",
    "constant-date",
    "spanish-date",
    "tracking",
    "external-entity",
    "false-304",
    "gzip-bomb",
    "endless",
    "too-many-requests",
    "html-page",
]
PageFault = Literal[
    "gone",
    "challenge",
    "gzip-bomb",
    "endless",
    "redirect-to-metadata",
    "redirect-to-loopback",
    "pdf",
    "paywall",
]
TemplateName = Literal["wordpress", "drupal", "joomla", "bitrix", "nextjs", "amp", "table"]


def _local_time(value: object) -> object:
    if isinstance(value, str):
        try:
            return datetime.strptime(value, "%Y-%m-%d %H:%M")  # noqa: DTZ007 the zone is the outlet's
        except ValueError:
            raise ValueError(f"{value!r}; expected a local time like 2026-11-20 09:30") from None
    return value


LocalTime = Annotated[datetime, BeforeValidator(_local_time)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]


class _Seed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(_Seed):
    """What an article was meant to be, by the labelling guide."""

    relevance: Relevance
    topics: tuple[str, ...] = ()
    topics_optional: tuple[str, ...] = ()


class EditSeed(_Seed):
    """A later version of an article; what is not given stays."""

    at: LocalTime
    title: str = ""
    lead: str = ""
    body: str = ""


class ArticleSeed(_Seed):
    """An article as written down; times are local to its outlet.

    With ``wire`` the texts not given here are those of the wire, ``opening`` instead of its first
    paragraph and ``closing`` after its last.
    """

    slug: Slug
    published: LocalTime
    stated: LocalTime | None = None
    section: str = ""
    author: str = ""
    title: str = ""
    lead: str = ""
    body: str = ""
    wire: str | None = None
    opening: str = ""
    closing: str = ""
    label: Label | None = None
    fault: PageFault | None = None
    edits: tuple[EditSeed, ...] = ()


class WireText(_Seed):
    """A wire's text in one language."""

    title: str
    lead: str
    body: str


class WireSeed(_Seed):
    """A text sent to several outlets, in several languages."""

    label: Label
    texts: dict[str, WireText]


class FeedSeed(_Seed):
    """How a feed is served; its address is in feeds.csv."""

    feed_id: str
    format: FeedFormat
    encoding: str = "utf-8"
    declares: str | None = "same"  # the encoding its XML declaration names; null for no declaration
    content_type: str | None = "application/xml"  # null for no header
    window: int = 40  # entries shown, newest first
    full_text: bool = False
    fault: FeedFault | None = None


class SiteSeed(_Seed):
    """How a site looks and what it serves."""

    template: TemplateName
    path: str  # of an article: {at:%Y}, {slug}, {section}
    tagline: str
    about: str  # begins by saying that it is invented
    byline: str
    sections: tuple[str, ...] = Field(min_length=1)
    encoding: str = "utf-8"  # of its pages
    declares: str | None = "same"  # what the meta element says; null for none
    content_type: str | None = "text/html; charset=utf-8"  # null for no header
    robots: str | None = None  # null for a 404
    feeds: tuple[FeedSeed, ...] = Field(min_length=1)


class Words(_Seed):
    """What a page says around an article, in one language."""

    about: str
    accept: str
    by: str
    comments: str
    cookies: str
    home: str
    months: tuple[str, ...] = Field(min_length=12, max_length=12)
    date: str  # {day} {month} {year} {time}
    popular: str
    published: str
    related: str
    search: str
    share: str
    subscribe: str
    updated: str
