"""Read the newsroom's seeds: its sites, their articles and the wire texts that several sites run.

Every fault of every file is told at once. Labels say what we meant an article to be; only tests
read them.
"""

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import yaml
from pydantic import TypeAdapter, ValidationError

from vigia.errors import CatalogError
from vigia.model import Feed, Outlet
from vigia.newsroom.seeds import ArticleSeed, EditSeed, FeedSeed, Label, SiteSeed, WireSeed, WireText, Words

# Late in the evening of the 19th and of the 20th in Havana, and more than a day apart: only then is a
# feed read whole again whatever it answers to a conditional request.
VISITS = (datetime(2026, 11, 20, 3, 45, tzinfo=UTC), datetime(2026, 11, 21, 4, 30, tzinfo=UTC))
REPORT_DATE = date(2026, 11, 20)

Seed = TypeVar("Seed")


@dataclass(frozen=True, slots=True)
class Version:
    """What an article says from a moment on."""

    at: datetime
    title: str
    lead: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """An article of one site, with all its versions, oldest first."""

    outlet_id: str
    slug: str
    url: str
    section: str
    author: str
    published_at: datetime
    stated_at: datetime  # the date its feed gives; differs only where that is the fault
    versions: tuple[Version, ...]
    label: Label
    wire: str | None
    fault: str | None  # how its page misbehaves

    @property
    def path(self) -> str:
        """Where its page is on its host."""
        return urlsplit(self.url).path


@dataclass(frozen=True, slots=True)
class Site:
    """An outlet's site: how it looks, what it serves."""

    outlet_id: str
    name: str
    host: str
    language: str
    zone: ZoneInfo
    form: SiteSeed
    articles: tuple[Article, ...]
    feeds: Mapping[str, FeedSeed]  # by path
    feed_urls: Mapping[str, str]  # by feed id


@dataclass(frozen=True, slots=True)
class Newsroom:
    """The whole invented press; sites by host, words by language."""

    folder: Path
    sites: Mapping[str, Site]
    words: Mapping[str, Words]

    @property
    def articles(self) -> tuple[Article, ...]:
        """All articles of all sites."""
        return tuple(article for site in self.sites.values() for article in site.articles)


def read_newsroom(folder: Path) -> Newsroom:
    """Read the newsroom.

    Raises CatalogError with every fault of every file.
    """
    reader = _Reader(folder)
    newsroom = reader.newsroom()
    if reader.faults:
        raise CatalogError(reader.faults)
    return newsroom


class _Loader(yaml.SafeLoader):
    """A safe loader that leaves dates as texts: they are of the outlet's zone."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class _Reader:
    """Reads the files one by one and gathers what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[str] = []
        self._wires: dict[str, WireSeed] = {}
        self._feed_rows: list[dict[str, str]] = []

    def newsroom(self) -> Newsroom:
        """Read everything; what is faulty is left out."""
        words = self._yaml(self.folder / "words.yaml", dict[str, Words]) or {}
        for path in sorted((self.folder / "wires").glob("*.yaml")):
            if wire := self._yaml(path, WireSeed):
                self._wires[path.stem] = wire
        self._feed_rows = self._rows("feeds.csv", Feed)
        sites = [site for row in self._rows("outlets.csv", Outlet) if (site := self._site(row))]
        known = {site.outlet_id for site in sites}
        for path in sorted((self.folder / "sites").iterdir()):
            if path.name not in known:
                self._fault(path, "no sound row of outlets.csv has this id")
        for language in sorted({site.language for site in sites} - words.keys()):
            self._fault(self.folder / "words.yaml", f"no words for {language!r}, which an outlet speaks")
        by_host = {site.host: site for site in sites}
        return Newsroom(self.folder, MappingProxyType(by_host), MappingProxyType(words))

    def _fault(self, path: Path, message: str) -> None:
        self.faults.append(f"{path}: {message}")

    def _rows(self, name: str, record: type[Outlet] | type[Feed]) -> list[dict[str, str]]:
        path = self.folder / name
        expected = [field.name for field in fields(record)]
        try:
            with path.open(encoding="utf-8", newline="") as file:
                reader = csv.DictReader(file, strict=True)
                rows = list(reader)
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            self._fault(path, f"cannot be read: {error}")
            return []
        if reader.fieldnames != expected:
            self._fault(path, f"columns {reader.fieldnames}; expected {','.join(expected)}")
            return []
        return rows

    def _yaml(self, path: Path, kind: type[Seed]) -> Seed | None:
        try:
            data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 a safe loader
            return TypeAdapter(kind).validate_python(data)
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            self._fault(path, f"cannot be read: {error}")
        except ValidationError as error:
            for fault in error.errors():
                place = ".".join(str(part) for part in fault["loc"])
                self._fault(path, f"{place}: {fault['msg']}")
        return None

    def _site(self, row: dict[str, str]) -> Site | None:
        home = self.folder / "sites" / row["outlet_id"]
        form = self._yaml(home / "site.yaml", SiteSeed)
        seeds = self._yaml(home / "articles.yaml", list[ArticleSeed])
        if form is None or seeds is None:
            return None
        try:
            zone = ZoneInfo(row["time_zone"])
        except (KeyError, ValueError, OSError):
            self._fault(self.folder / "outlets.csv", f"{row['outlet_id']}: no zone {row['time_zone']!r}")
            return None
        urls = {
            feed["feed_id"]: feed["url"] for feed in self._feed_rows if feed["outlet_id"] == row["outlet_id"]
        }
        host = urlsplit(row["home_url"]).netloc
        self._check_feeds(home / "site.yaml", form, urls, host)
        articles = self._articles(home / "articles.yaml", row, form, seeds, zone)
        return Site(
            outlet_id=row["outlet_id"],
            name=row["name"],
            host=host,
            language=row["language_code"],
            zone=zone,
            form=form,
            articles=tuple(sorted(articles, key=lambda article: (article.published_at, article.slug))),
            feeds={urlsplit(urls[feed.feed_id]).path: feed for feed in form.feeds if feed.feed_id in urls},
            feed_urls=urls,
        )

    def _check_feeds(self, path: Path, form: SiteSeed, urls: Mapping[str, str], host: str) -> None:
        described = {feed.feed_id for feed in form.feeds}
        for name in sorted(described - urls.keys()):
            self._fault(path, f"feed {name!r} is not in feeds.csv")
        for name in sorted(urls.keys() - described):
            self._fault(path, f"no form for feed {name!r}, which feeds.csv has")
        for name, url in urls.items():
            if urlsplit(url).netloc != host:
                self._fault(self.folder / "feeds.csv", f"{name}: {url!r} is not on its outlet's host {host}")

    def _articles(
        self, path: Path, row: dict[str, str], form: SiteSeed, seeds: list[ArticleSeed], zone: ZoneInfo
    ) -> list[Article]:
        articles = []
        for seed in seeds:
            try:
                text = _wire_text(seed, self._wires, row["language_code"])
                articles.append(_article(row, form, seed, text, zone))
            except ValueError as fault:
                self._fault(path, f"{seed.slug}: {fault}")
        for url, count in Counter(article.url for article in articles).items():
            if count > 1:
                self._fault(path, f"{url}: two articles with one address")
        return articles


def _wire_text(
    seed: ArticleSeed, wires: Mapping[str, WireSeed], language: str
) -> tuple[WireText, Label] | None:
    if seed.wire is None:
        return None
    wire = wires.get(seed.wire)
    if wire is None or language not in wire.texts:
        raise ValueError(f"wire {seed.wire!r} has no text in {language!r}")
    return wire.texts[language], wire.label


def _article(
    row: dict[str, str],
    form: SiteSeed,
    seed: ArticleSeed,
    wire: tuple[WireText, Label] | None,
    zone: ZoneInfo,
) -> Article:
    text, wire_label = wire if wire else (WireText(title="", lead="", body=""), None)
    label = seed.label or wire_label
    body = seed.body or _changed_body(text.body, seed)
    version = Version(
        _utc(seed.published, zone), seed.title or text.title, seed.lead or text.lead, _split(body)
    )
    if label is None or not version.title or not version.lead or len(version.paragraphs) < 3:
        raise ValueError("expected title, lead, label and a body of three paragraphs or more")
    path = form.path.format(at=seed.published, slug=seed.slug, section=seed.section or form.sections[0])
    return Article(
        outlet_id=row["outlet_id"],
        slug=seed.slug,
        url=row["home_url"].rstrip("/") + path,
        section=seed.section or form.sections[0],
        author=seed.author or form.byline,
        published_at=version.at,
        stated_at=_utc(seed.stated or seed.published, zone),
        versions=(version, *(_edited(version, edit, zone) for edit in seed.edits)),
        label=label,
        wire=seed.wire,
        fault=seed.fault,
    )


def _changed_body(body: str, seed: ArticleSeed) -> str:
    """Return the wire's body as this site runs it: its own opening, its own last paragraph."""
    paragraphs = list(_split(body))
    if seed.opening:
        paragraphs[:1] = _split(seed.opening)
    return "\n\n".join([*paragraphs, *_split(seed.closing or "")])


def _edited(version: Version, edit: EditSeed, zone: ZoneInfo) -> Version:
    return Version(
        _utc(edit.at, zone),
        edit.title or version.title,
        edit.lead or version.lead,
        _split(edit.body) if edit.body else version.paragraphs,
    )


def _utc(local: datetime, zone: ZoneInfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC)


def _split(body: str) -> tuple[str, ...]:
    return tuple(" ".join(paragraph.split()) for paragraph in body.split("\n\n") if paragraph.strip())
