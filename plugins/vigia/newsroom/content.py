"""Read the newsroom's seeds: its sites, their articles and the wire texts that several sites run.

Every fault of every file is told at once. Labels say what we meant an article to be; only tests
read them.
"""

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import yaml
from pydantic import TypeAdapter, ValidationError

from vigia.errors import CatalogError
from vigia.newsroom.seeds import ArticleSeed, EditSeed, FeedSeed, Label, SiteSeed, WireSeed, WireText, Words

VISITS = (datetime(2026, 11, 20, 4, 30, tzinfo=UTC), datetime(2026, 11, 21, 11, 0, tzinfo=UTC))
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
    faults: list[str] = []
    words = _read_yaml(folder / "words.yaml", dict[str, Words], faults) or {}
    wires: dict[str, WireSeed] = {}
    for path in sorted((folder / "wires").glob("*.yaml")):
        if wire := _read_yaml(path, WireSeed, faults):
            wires[path.stem] = wire
    feed_rows = _rows(folder / "feeds.csv", faults)
    sites = {}
    for row in _rows(folder / "outlets.csv", faults):
        if site := _site(folder, row, feed_rows, wires, faults):
            if site.language not in words:
                faults.append(f"words.yaml: no words for the language {site.language!r} of {site.outlet_id}")
            sites[site.host] = site
    faults += _strangers(folder, sites)
    if faults:
        raise CatalogError(faults)
    return Newsroom(folder, MappingProxyType(sites), MappingProxyType(words))


def _rows(path: Path, faults: list[str]) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        faults.append(f"{path}: cannot be read: {error}")
        return []


def _read_yaml(path: Path, kind: type[Seed], faults: list[str]) -> Seed | None:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 a safe loader
        return TypeAdapter(kind).validate_python(data)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        faults.append(f"{path}: cannot be read: {error}")
    except ValidationError as error:
        faults += [
            f"{path}: {'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
            for fault in error.errors()
        ]
    return None


class _Loader(yaml.CSafeLoader):
    """A safe loader that leaves dates as texts: they are of the outlet's zone."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def _site(
    folder: Path,
    row: dict[str, str],
    feed_rows: list[dict[str, str]],
    wires: Mapping[str, WireSeed],
    faults: list[str],
) -> Site | None:
    home = folder / "sites" / row["outlet_id"]
    form = _read_yaml(home / "site.yaml", SiteSeed, faults)
    seeds = _read_yaml(home / "articles.yaml", list[ArticleSeed], faults)
    if form is None or seeds is None:
        return None
    zone, language = ZoneInfo(row["time_zone"]), row["language_code"]
    feed_urls = {feed["feed_id"]: feed["url"] for feed in feed_rows if feed["outlet_id"] == row["outlet_id"]}
    faults += _feed_faults(home, form, feed_urls, urlsplit(row["home_url"]).netloc)
    articles = []
    for seed in seeds:
        try:
            articles.append(_article(row, form, seed, _wire_text(seed, wires, language), zone))
        except ValueError as fault:
            faults.append(f"{home / 'articles.yaml'}: {seed.slug}: {fault}")
    faults += [
        f"{home / 'articles.yaml'}: {url}: two articles with one address"
        for url, count in Counter(article.url for article in articles).items()
        if count > 1
    ]
    return Site(
        outlet_id=row["outlet_id"],
        name=row["name"],
        host=urlsplit(row["home_url"]).netloc,
        language=language,
        zone=zone,
        form=form,
        articles=tuple(sorted(articles, key=lambda article: (article.published_at, article.slug))),
        feeds={
            urlsplit(feed_urls[feed.feed_id]).path: feed for feed in form.feeds if feed.feed_id in feed_urls
        },
        feed_urls=feed_urls,
    )


def _feed_faults(home: Path, form: SiteSeed, feed_urls: Mapping[str, str], host: str) -> list[str]:
    forms = {feed.feed_id for feed in form.feeds}
    faults = [f"{home / 'site.yaml'}: feed {name!r} is not in feeds.csv" for name in forms - feed_urls.keys()]
    faults += [f"{home / 'site.yaml'}: no form for feed {name!r}" for name in feed_urls.keys() - forms]
    return faults + [
        f"feeds.csv: {name}: {url!r} is not on its outlet's host {host}"
        for name, url in feed_urls.items()
        if urlsplit(url).netloc != host
    ]


def _strangers(folder: Path, sites: Mapping[str, Site]) -> list[str]:
    known = {site.outlet_id for site in sites.values()}
    return [
        f"{path}: no sound row in outlets.csv has this id"
        for path in sorted((folder / "sites").iterdir())
        if path.name not in known
    ]


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
