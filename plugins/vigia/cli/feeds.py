"""``vigia feeds``: look at feeds, and exchange them with feed readers."""

import asyncio
import csv
import io
import json
import re
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from vigia.catalog import FEED_COLUMNS, Catalog, read_catalog
from vigia.cli.clock import now
from vigia.errors import FeedUnreadable, FetchError, InputError, Killed
from vigia.feeds.checks import odd_dates
from vigia.feeds.fields import language_code, one_line
from vigia.feeds.opml import Subscription, read_opml, write_opml
from vigia.feeds.parsing import parse_feed
from vigia.feeds.verdict import RULE, verdict
from vigia.killable import KillablePool
from vigia.model import Feed, FeedDocument
from vigia.settings import Settings, read_settings
from vigia.stages.acquisition import parsers, web
from vigia.stages.documents import FEED_ACCEPT
from vigia.urls import host, is_fetchable, registrable_domain
from vigia.web import Web

IMPORTED = "imported from OPML; check it, then enable it"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found at one feed; ``faults`` is empty when it passes."""

    feed_id: str
    url: str
    status: int | None = None
    format: str | None = None
    encoding: str | None = None
    entry_count: int = 0
    newest_at: datetime | None = None
    summary_chars: int = 0
    notes: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


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
    findings = asyncio.run(_check_all(settings, catalog, feeds, moment))
    if as_json:
        for finding in findings:
            click.echo(json.dumps(asdict(finding), ensure_ascii=False, default=_written))
    else:
        _print_table(findings, moment)
    passed = sum(not finding.faults for finding in findings)
    click.echo(f"{passed} of {len(findings)} feeds pass", err=True)
    if passed < len(findings):
        sys.exit(1)


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
    writer.writerows([_cell(getattr(feed, column)) for column in FEED_COLUMNS] for feed in feeds)
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


async def _check_all(
    settings: Settings, catalog: Catalog, feeds: list[Feed], moment: datetime
) -> list[Finding]:
    with parsers(settings) as pool:
        async with web(settings) as door:
            parsing = asyncio.Lock()  # the pool has one child

            async def one(feed: Feed) -> Finding:
                zone = ZoneInfo(catalog.outlets[feed.outlet_id].time_zone)
                return await _check(feed, zone, door, pool, parsing, settings.feed_max_bytes, moment)

            return await asyncio.gather(*(one(feed) for feed in feeds))


async def _check(
    feed: Feed,
    zone: ZoneInfo,
    door: Web,
    pool: KillablePool,
    parsing: asyncio.Lock,
    max_bytes: int,
    moment: datetime,
) -> Finding:
    try:
        answer = await door.get(feed.url, max_bytes=max_bytes, accept=FEED_ACCEPT)
    except FetchError as error:
        status = getattr(error, "status", None)
        return Finding(feed.feed_id, feed.url, status=status, faults=(one_line(str(error)),))
    try:
        async with parsing:
            document = await asyncio.to_thread(
                pool.call, parse_feed, answer.body, answer.final_url, answer.content_type, zone
            )
    except (FeedUnreadable, Killed) as error:
        return Finding(feed.feed_id, feed.url, status=answer.status, faults=(one_line(str(error)),))
    return _judged(feed, answer.status, document, moment)


def _judged(feed: Feed, status: int, document: FeedDocument, moment: datetime) -> Finding:
    document = odd_dates(document, moment)
    found = verdict(document, moment)
    return Finding(
        feed_id=feed.feed_id,
        url=feed.url,
        status=status,
        format=document.format,
        encoding=document.encoding,
        entry_count=found.entry_count,
        newest_at=found.newest_at,
        summary_chars=found.summary_chars,
        notes=document.notes,
        faults=found.faults,
    )


def _print_table(findings: list[Finding], moment: datetime) -> None:
    table = Table("feed", "HTTP", "format", "encoding", "entries", "newest", "summary", "verdict", "why")
    for finding in findings:
        table.add_row(
            finding.feed_id,
            str(finding.status or ""),
            finding.format or "",
            finding.encoding or "",
            str(finding.entry_count),
            _age(finding.newest_at, moment),
            str(finding.summary_chars),
            "fail" if finding.faults else "pass",
            Text("; ".join(finding.faults or finding.notes)),  # from outside: never as markup
        )
    Console().print(table)


def _age(newest: datetime | None, moment: datetime) -> str:
    if newest is None:
        return ""
    hours = (moment - newest).total_seconds() / 3_600
    return f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.0f} d"


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


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


def _cell(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
