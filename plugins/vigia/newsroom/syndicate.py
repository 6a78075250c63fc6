"""Feed documents of the newsroom, in the forms and with the quirks of real ones."""

import json
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape

from jinja2 import Environment

from vigia.newsroom.content import Article, Site
from vigia.newsroom.edition import Edition
from vigia.newsroom.faults import FEED_FAULTS, spanish_date
from vigia.newsroom.reply import Reply, validated
from vigia.newsroom.seeds import FeedSeed

TRACKING = "utm_source=rss&utm_medium=feed&utm_campaign=portada&fbclid=IwAR0{slug}"
ENTITY_TARGETS = ("file:///etc/passwd", "http://169.254.169.254/latest/meta-data/")
_DTD = (
    f'<!DOCTYPE rss [<!ENTITY secret SYSTEM "{ENTITY_TARGETS[0]}">'
    f'<!ENTITY remote SYSTEM "{ENTITY_TARGETS[1]}">]>\n'
)


@dataclass(frozen=True, slots=True)
class Item:
    """An article as one feed tells it; dates as texts, in that feed's form."""

    guid: str
    link: str
    title: str
    lead: str
    content: str  # HTML, or empty
    author: str
    section: str
    published: str
    updated: str


def feed_reply(edition: Edition, site: Site, feed: FeedSeed, templates: Environment) -> Reply:
    """Return the answer to a GET of a feed, whatever the request's headers."""
    if feed.fault in FEED_FAULTS:
        return FEED_FAULTS[feed.fault](site.host)
    articles = edition.articles(site)[: feed.window]
    moments = [edition.version(article).at for article in articles]
    latest = max(moments, default=edition.now)
    items = [_item(edition, site, feed, article, latest) for article in articles]
    if feed.format == "json":
        body = _json_feed(site, feed, items).encode(feed.encoding)
    else:
        text = _prolog(feed) + templates.get_template(f"{feed.format}.xml.j2").render(
            site=site, items=items, latest=_form(latest, site, feed), url=site.feed_urls[feed.feed_id]
        )
        if feed.fault == "external-entity":
            text = text.replace("</description>", " &secret;&remote;</description>")
        body = text.encode(feed.encoding, "xmlcharrefreplace")
    headers = (("Content-Type", feed.content_type),) if feed.content_type else ()
    return validated(Reply(200, headers, body), latest)


def _prolog(feed: FeedSeed) -> str:
    declared = feed.encoding if feed.declares == "same" else feed.declares
    prolog = f'<?xml version="1.0" encoding="{declared}"?>\n' if declared else ""
    return prolog + (_DTD if feed.fault == "external-entity" else "")


def _item(edition: Edition, site: Site, feed: FeedSeed, article: Article, latest: datetime) -> Item:
    version = edition.version(article)
    link = article.url
    if feed.fault == "tracking":
        link += "?" + TRACKING.format(slug=article.slug)
    guid = {"repeated-guid": site.form.tagline, "headline-guid": version.title}.get(
        feed.fault or "", article.url
    )
    stated = latest if feed.fault == "constant-date" else article.stated_at
    updated = max(version.at, stated) if len(article.versions) > 1 else stated
    paragraphs = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in version.paragraphs)
    return Item(
        guid=guid,
        link=link,
        title=version.title,
        lead=version.lead,
        content=paragraphs if feed.full_text else "",
        author=article.author,
        section=article.section,
        published=_form(stated, site, feed),
        updated=_form(updated, site, feed),
    )


def _form(at: datetime, site: Site, feed: FeedSeed) -> str:
    local = at.astimezone(site.zone)
    if feed.fault == "spanish-date":
        return spanish_date(local)
    return format_datetime(local) if feed.format == "rss" else local.isoformat(timespec="seconds")


def _json_feed(site: Site, feed: FeedSeed, items: list[Item]) -> str:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.name,
        "description": site.form.about,
        "home_page_url": f"http://{site.host}/",
        "feed_url": site.feed_urls[feed.feed_id],
        "language": site.language,
        "items": [_json_item(item) for item in items],
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _json_item(item: Item) -> dict[str, object]:
    return {
        "id": item.guid,
        "url": item.link,
        "title": item.title,
        "summary": item.lead,
        "content_html": item.content or f"<p>{escape(item.lead)}</p>",
        "date_published": item.published,
        "date_modified": item.updated,
        "authors": [{"name": item.author}],
        "tags": [item.section],
    }
