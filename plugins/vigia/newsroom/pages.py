"""HTML pages of the newsroom, in the shapes of real content management systems."""

from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from vigia.newsroom.content import Article, Site, Version
from vigia.newsroom.edition import Edition
from vigia.newsroom.faults import PAGE_FAULTS
from vigia.newsroom.reply import Reply, plain, validated


def templates(folder: Path) -> Environment:
    """Return the templates of pages and feeds; everything put into them is escaped."""
    return Environment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip


def article_reply(edition: Edition, site: Site, article: Article, environment: Environment) -> Reply:
    """Return the answer to a GET of an article's page."""
    if article.fault in PAGE_FAULTS:
        return PAGE_FAULTS[article.fault](site.host)
    version = edition.version(article)
    html = environment.get_template(f"{site.form.template}.html.j2").render(
        _frame(edition, site),
        article=article,
        version=version,
        paragraphs=version.paragraphs[:1] if article.fault == "paywall" else version.paragraphs,
        is_withheld=article.fault == "paywall",
        published=article.published_at.astimezone(site.zone),
        updated=version.at.astimezone(site.zone) if len(article.versions) > 1 else None,
        long_date=_long_date(edition, site, article.published_at),
        related=[_link(edition, other) for other in edition.related(site, article)],
        linked_data=_linked_data(site, article, version),
    )
    return validated(_page(site, html), version.at)


def front_reply(edition: Edition, site: Site, environment: Environment) -> Reply:
    """Return the answer to a GET of a site's front page."""
    links = [_link(edition, article) for article in edition.articles(site)[:20]]
    html = environment.get_template("front.html.j2").render(_frame(edition, site), links=links)
    return _page(site, html)


def robots_reply(site: Site) -> Reply:
    """Return a site's robots.txt, or a 404 where it has none."""
    return plain(404, "Not found\n") if site.form.robots is None else plain(200, site.form.robots)


def _frame(edition: Edition, site: Site) -> dict[str, Any]:
    declared = site.form.encoding if site.form.declares == "same" else site.form.declares
    return {
        "site": site,
        "form": site.form,
        "words": edition.newsroom.words[site.language],
        "charset": declared,
    }


def _page(site: Site, html: str) -> Reply:
    headers = (("Content-Type", site.form.content_type),) if site.form.content_type else ()
    return Reply(200, headers, html.encode(site.form.encoding, "xmlcharrefreplace"))


def _link(edition: Edition, article: Article) -> tuple[str, str]:
    return article.path, edition.version(article).title


def _long_date(edition: Edition, site: Site, at: datetime) -> str:
    local, words = at.astimezone(site.zone), edition.newsroom.words[site.language]
    month = words.months[local.month - 1]
    return words.date.format(day=local.day, month=month, year=local.year, time=f"{local:%H:%M}")


def _linked_data(site: Site, article: Article, version: Version) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": version.title,
        "description": version.lead,
        "datePublished": article.published_at.astimezone(site.zone).isoformat(timespec="seconds"),
        "dateModified": version.at.astimezone(site.zone).isoformat(timespec="seconds"),
        "author": [{"@type": "Person", "name": article.author}],
        "publisher": {"@type": "NewsMediaOrganization", "name": site.name},
        "mainEntityOfPage": article.url,
        "inLanguage": site.language,
        "isAccessibleForFree": article.fault != "paywall",
    }
