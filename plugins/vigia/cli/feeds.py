"""``vigia feeds``: look at feeds, and exchange them with feed readers."""

import csv
import io
import json
import re
import sys
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from vigia.catalog import FEED_COLUMNS, OWNER_CLASSES, Catalog, append_rows, read_catalog, row_of
from vigia.cli.clock import now
from vigia.errors import FeedUnreadable, InputError
from vigia.feeds.fields import language_code
from vigia.feeds.opml import Subscription, read_opml, write_opml
from vigia.feeds.verdict import RULE
from vigia.model import Feed, Outlet
from vigia.settings import read_settings
from vigia.stages.check import Finding, check_feeds, discover
from vigia.urls import host, is_fetchable, registrable_domain

IMPORTED = "imported from OPML; check it, then enable it"


@click.group()
def command() -> None:
    """Look at the feeds, and exchange them with feed readers."""


@command.command(help=f"Fetch and judge the enabled feeds, or those named. A feed {RULE}.")
@click.argument("feed_ids", nargs=-1, metavar="[FEED_ID]...")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
def check(feed_ids: tuple[str, ...], as_json: bool) -> None:
    """Fetch and judge feeds; exits with 1 if one does not pass."""
    settings = read_settings()
    catalog = read_catalog(settings.catalog_folder)
    feeds = _chosen(catalog, feed_ids)
    moment = now()
    findings = check_feeds(settings, catalog, feeds, moment)
    _show(findings, moment, as_json)
    passed = sum(not finding.faults for finding in findings)
    click.echo(f"{passed} of {len(findings)} feeds pass", err=True)
    if passed < len(findings):
        sys.exit(1)


@command.command()
@click.argument("url")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@click.option("--dry-run", is_flag=True, help="Only show what was found.")
@click.option("--all", "with_all", is_flag=True, help="Add every feed that passes, not only the first.")
@click.option("--name", help="Of a new outlet; its host if not given.")
@click.option("--country", help="Of a new outlet, ISO 3166-1 alpha-2, like CU.")
@click.option("--owner", type=click.Choice(OWNER_CLASSES), help="Who is behind a new outlet.")
@click.option("--zone", help="Time zone of a new outlet, like America/Havana.")
@click.option("--language", help="ISO 639-1; what the feed says if not given.")
@click.option("--category", default="added", show_default=True, help="Of the feeds.")
def add(
    url: str,
    as_json: bool,
    dry_run: bool,
    with_all: bool,
    name: str | None,
    country: str | None,
    owner: str | None,
    zone: str | None,
    language: str | None,
    category: str,
) -> None:
    """Find the feeds of a home page, judge them, and add what passes to feeds.csv and outlets.csv.

    URL may also be a feed. A new outlet needs --country, --owner and --zone: nobody can guess them.
    """
    settings, moment = read_settings(), now()
    catalog = read_catalog(settings.catalog_folder)
    if not is_fetchable(url):
        raise InputError(f"{url}: expected the http or https URL of a home page or feed")
    outlet = _outlet_of(url, catalog) or Outlet(
        outlet_id=_kebab(registrable_domain(host(url)).rpartition(".")[0]) or _kebab(host(url)),
        name=name or host(url),
        home_url=f"{url.partition('://')[0]}://{urlsplit(url).netloc}/",
        country_code=country or "",
        owner_class=owner or "",
        language_code=language or "",
        time_zone=zone or "UTC",
        publisher_family=_kebab(registrable_domain(host(url)).rpartition(".")[0]),
        terms="unknown",
    )
    findings = discover(settings, url, outlet, moment)
    _show(findings, moment, as_json)
    good = [finding for finding in findings if not finding.faults]
    if not good:
        click.echo(f"{len(findings)} feeds found, none passes; nothing was added", err=True)
        sys.exit(1)
    known = {feed.url for feed in catalog.feeds.values()}
    fresh = [finding for finding in good if finding.url not in known and finding.final_url not in known]
    chosen = fresh if with_all else fresh[:1]
    feeds = _feeds_of(chosen, outlet, catalog, language, category)
    is_new = outlet.outlet_id not in catalog.outlets
    outlet = (
        replace(outlet, language_code=outlet.language_code or feeds[0].language_code) if feeds else outlet
    )
    missing = [
        f"--{what}" for what, value in (("country", country), ("owner", owner), ("zone", zone)) if not value
    ]
    if feeds and is_new and missing and not dry_run:
        raise InputError(f"{outlet.name} is a new outlet: give {', '.join(missing)} to add it")
    if feeds and not dry_run:
        append_rows(settings.catalog_folder, [outlet] if is_new else [], feeds)
    verb = "would add" if dry_run else "added"
    click.echo(f"{verb} {', '.join(feed.feed_id for feed in feeds) or 'nothing: all are known'}", err=True)


@command.command("import-opml")
@click.argument("file", type=click.File("rb"))
@click.option("--language", default="es", show_default=True, help="ISO 639-1, where the file names none.")
def import_opml(file: io.BufferedReader, language: str) -> None:
    """Turn a feed reader's list into rows for feeds.csv, without those that are there already."""
    try:
        subscriptions = read_opml(file.read(20_000_000))
    except FeedUnreadable as error:
        raise InputError(f"{file.name}: {error}") from error
    if language_code(language) != language:
        raise InputError(f"--language {language}: expected two small letters (ISO 639-1), like es")
    catalog = read_catalog(read_settings().catalog_folder)
    feeds = _new_feeds(subscriptions, catalog, language)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(FEED_COLUMNS)
    writer.writerows(map(row_of, feeds))
    unknown = sorted({feed.outlet_id for feed in feeds} - set(catalog.outlets))
    click.echo(f"{len(feeds)} of {len(subscriptions)} feeds are new", err=True)
    if unknown:
        click.echo(f"add to outlets.csv first: {', '.join(unknown)}", err=True)


@command.command("export-opml")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--all", "with_disabled", is_flag=True, help="Also the feeds that are not enabled.")
def export_opml(file: Path | None, with_disabled: bool) -> None:
    """Write the feeds as OPML, to stdout unless a FILE is named."""
    catalog = read_catalog(read_settings().catalog_folder)
    feeds = [feed for feed in catalog.feeds.values() if feed.is_enabled or with_disabled]
    text = write_opml(feeds, catalog.outlets)
    if file is None:
        click.echo(text, nl=False)
    else:
        file.write_text(text, "utf-8")


def _chosen(catalog: Catalog, feed_ids: tuple[str, ...]) -> list[Feed]:
    if unknown := [feed_id for feed_id in feed_ids if feed_id not in catalog.feeds]:
        raise InputError(f"no such feed: {', '.join(unknown)}; expected ids of feeds.csv")
    named = [catalog.feeds[feed_id] for feed_id in dict.fromkeys(feed_ids)]
    return named or [feed for feed in catalog.feeds.values() if feed.is_enabled]


def _show(findings: list[Finding], moment: datetime, as_json: bool) -> None:
    if as_json:
        for finding in findings:
            click.echo(json.dumps(asdict(finding), ensure_ascii=False, default=_written))
        return
    table = Table()
    for name in ("feed", "verdict", "answer", "shows", "asks", "gaps", "why"):
        table.add_column(name, no_wrap=name == "verdict")
    for finding in findings:
        cells = (
            finding.feed_id or finding.url,
            "fail" if finding.faults else "pass",
            " ".join(filter(None, (str(finding.status or ""), finding.format, finding.encoding))),
            _shown(finding, moment),
            _asked(finding),
            finding.back_fill,
            "; ".join(finding.faults or finding.notes),
        )
        table.add_row(*map(Text, cells))  # from outside: never as markup
    Console().print(table)


def _shown(finding: Finding, moment: datetime) -> str:
    if not finding.entry_count:
        return ""
    return (
        f"{finding.entry_count} entries, newest {_age(finding.newest_at, moment) or 'undated'}, "
        f"{finding.dated_share:.0%} dated, summaries {finding.summary_chars}"
    )


def _asked(finding: Finding) -> str:
    parts = [
        f"robots {finding.robots}" if finding.robots else "",
        f"{finding.crawl_delay_seconds:g} s apart" if finding.crawl_delay_seconds else "",
        f"terms {finding.terms.partition(':')[0]}",
        "TDM reserved" if finding.reservations else "",
    ]
    return ", ".join(filter(None, parts))


def _age(newest: datetime | None, moment: datetime) -> str:
    if newest is None:
        return ""
    hours = (moment - newest).total_seconds() / 3_600
    return f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.0f} d"


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _outlet_of(url: str, catalog: Catalog) -> Outlet | None:
    domain = registrable_domain(host(url))
    outlets = catalog.outlets.values()
    same_host = (outlet for outlet in outlets if host(outlet.home_url) == host(url))
    same_domain = (outlet for outlet in outlets if registrable_domain(host(outlet.home_url)) == domain)
    return next(same_host, None) or next(same_domain, None)


def _feeds_of(
    findings: list[Finding], outlet: Outlet, catalog: Catalog, language: str | None, category: str
) -> list[Feed]:
    taken = set(catalog.feeds)
    feeds = []
    for finding in findings:
        code = language or finding.language_code or outlet.language_code
        if not code:
            raise InputError(f"{finding.url} names no language: give --language, like es")
        feed_id = _free_id(f"{outlet.outlet_id}-{code}", taken)
        feeds.append(Feed(feed_id, outlet.outlet_id, finding.url, code, category, "high", True, ""))
    return feeds


def _new_feeds(subscriptions: Iterable[Subscription], catalog: Catalog, language: str) -> list[Feed]:
    known_urls = {feed.url for feed in catalog.feeds.values()}
    outlet_by_domain = {
        registrable_domain(host(outlet.home_url)): outlet_id for outlet_id, outlet in catalog.outlets.items()
    }
    taken = set(catalog.feeds)
    feeds = []
    for item in subscriptions:
        if item.url in known_urls or not is_fetchable(item.url):
            continue
        known_urls.add(item.url)
        domain = registrable_domain(host(item.home_url) or host(item.url))
        outlet_id = outlet_by_domain.get(domain) or _kebab(domain)
        feed_id = _free_id(_kebab(item.title) or outlet_id, taken)
        code = language_code(item.language) or language
        category = _kebab(item.folder) or "imported"
        feeds.append(Feed(feed_id, outlet_id, item.url, code, category, "low", False, IMPORTED))
    return feeds


def _free_id(wanted: str, taken: set[str]) -> str:
    free, number = wanted, 2
    while free in taken:
        free, number = f"{wanted}-{number}", number + 1
    taken.add(free)
    return free


def _kebab(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.casefold())[:60].strip("-")
