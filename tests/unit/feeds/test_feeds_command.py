"""``vigia feeds``: judging feeds over a real socket, and lists of subscriptions."""

import csv
import io
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from vigia.catalog import read_catalog
from vigia.cli.feeds import command
from vigia.errors import CatalogError, FeedUnreadable, InputError
from vigia.feeds.opml import Subscription, read_opml, write_opml

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ITEM = (
    "<item><title>T</title><link>/{0}</link><pubDate>{1} Nov 2026</pubDate>"
    "<description>{2}</description></item>"
)
LONG = "Un resumen que dice algo más que el título de la nota."
PAGES = {
    "/good": "<rss version='2.0'><channel>" + ITEM.format(1, 22, LONG) + "</channel></rss>",
    "/stale": "<rss version='2.0'><channel>" + ITEM.format(1, 2, "corto") + "</channel></rss>",
    "/page": "<!doctype html><title>[bold]Hola[/bold]</title>",
    "/": "<html><link rel=alternate type=application/rss+xml href=/nueva><p>Portada",
    "/nueva": "<rss version='2.0'><channel><language>es-CU</language><generator>WordPress</generator>"
    + ITEM.format(1, 22, LONG)
    + "</channel></rss>",
    "/robots.txt": "User-agent: *\nCrawl-delay: 0.1\nDisallow: /privado\n"
    "Content-Signal: search=yes, ai-train=no\n",
    "/privado/2": "",
    "/closed": "<rss version='2.0'><channel>" + ITEM.format("privado/2", 22, LONG) + "</channel></rss>",
}
OUTLETS = (
    "outlet_id,name,home_url,country_code,owner_class,language_code,time_zone,publisher_family,terms\n"
    'faro,"El ""Faro"" <&>",http://faro.example/,CU,independent,es,America/Havana,faro,unknown\n'
)
FEEDS = (
    "feed_id,outlet_id,url,language_code,category,confidence,is_enabled,disabled_reason\n"
    "good,faro,http://faro.example/good,es,cuba,high,true,\n"
    "stale,faro,http://faro.example/stale,es,cuba,high,true,\n"
    "page,faro,http://faro.example/page,es,cuba,high,true,\n"
    "gone,faro,http://faro.example/gone,es,cuba,high,true,\n"
    "off,faro,http://faro.example/off,es,cuba,high,false,not now\n"
)


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        page = PAGES.get(self.path)
        self.send_response(404 if page is None else 200)
        self.end_headers()
        self.wfile.write((page or "").encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalog of one outlet, as the settings name it."""
    (tmp_path / "outlets.csv").write_text(OUTLETS)
    (tmp_path / "feeds.csv").write_text(FEEDS)
    monkeypatch.setenv("VIGIA_CATALOG", str(tmp_path))
    return tmp_path


@pytest.fixture
def outlet_site(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The outlet's site, on loopback, on 2026-11-23."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("VIGIA_CONNECT_TO", json.dumps({".example": f"127.0.0.1:{server.server_port}"}))
    monkeypatch.setenv("VIGIA_HOST_DELAY_SECONDS", "0")
    monkeypatch.setattr("vigia.cli.feeds.now", lambda: NOW)
    yield
    server.shutdown()
    server.server_close()


def run(*words: str) -> Result:
    """Run the command as a person would."""
    return CliRunner().invoke(command, words)


@pytest.mark.usefixtures("catalog", "outlet_site")
def test_check_judges_each_enabled_feed() -> None:
    """Each enabled feed has a verdict; one that fails makes the command fail."""
    result = run("check", "--json")
    found = {finding["feed_id"]: finding for finding in map(json.loads, result.stdout.splitlines())}
    assert result.exit_code == 1
    assert list(found) == ["good", "stale", "page", "gone"]
    assert found["good"]["faults"] == []
    assert (found["good"]["entry_count"], found["good"]["newest_at"]) == (1, "2026-11-22T05:00:00+00:00")
    assert found["stale"]["faults"] == ["the newest entry is 21 days old", "summaries of 5 characters"]
    assert "an HTML page" in found["page"]["faults"][0]
    assert found["gone"]["status"] == 404


@pytest.mark.usefixtures("catalog", "outlet_site")
def test_check_of_named_feeds_that_pass_succeeds() -> None:
    """Only the named feeds are asked, and the table says that they pass."""
    result = run("check", "good")
    assert result.exit_code == 0
    assert "1 of 1 feeds pass" in result.stderr
    assert "pass" in result.stdout


@pytest.mark.usefixtures("catalog", "outlet_site")
def test_check_tells_what_the_outlet_asks_for() -> None:
    """Crawl delay, terms, reservations and where missed entries could be sought."""
    found = json.loads(run("check", "good", "--json").stdout)
    assert (found["robots"], found["crawl_delay_seconds"], found["terms"]) == ("allowed", 0.1, "unknown")
    assert found["reservations"] == ["robots.txt: Content-Signal: search=yes, ai-train=no"]
    assert (found["dated_share"], found["guids"], found["back_fill"]) == (1.0, "distrusted", "none")


@pytest.mark.usefixtures("outlet_site")
def test_forbidden_pages_and_terms_fail_a_feed(catalog: Path) -> None:
    """A feed may be read while robots.txt forbids what it links to, or the terms forbid all."""
    (catalog / "outlets.csv").write_text(OUTLETS.replace("unknown", "forbidden: no bots"))
    (catalog / "feeds.csv").write_text(FEEDS.replace("/stale", "/closed"))
    found = {
        item["feed_id"]: item["faults"]
        for item in map(json.loads, run("check", "--json").stdout.splitlines())
    }
    assert found["good"] == ["terms: forbidden: no bots"]
    assert "robots.txt of faro.example forbids" in found["stale"][1]


@pytest.mark.usefixtures("outlet_site")
def test_add_finds_the_feed_of_a_home_page_and_adds_it(catalog: Path) -> None:
    """A passing feed is a row at the end of feeds.csv; nothing else changes, and again adds nothing."""
    assert run("add", "http://faro.example/", "--dry-run").exit_code == 0
    assert (catalog / "feeds.csv").read_text() == FEEDS
    result = run("add", "http://faro.example/", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["found_by"] == "link"
    row = "faro-es,faro,http://faro.example/nueva,es,added,high,true,\n"
    assert (catalog / "feeds.csv").read_text() == FEEDS + row
    assert (catalog / "outlets.csv").read_text() == OUTLETS
    assert "nothing: all are known" in run("add", "http://faro.example/").stderr


@pytest.mark.usefixtures("outlet_site")
def test_a_new_outlet_needs_what_nobody_can_guess(catalog: Path) -> None:
    """Without country, owner and zone nothing is written; with them outlet and feed are."""
    result = run("add", "http://otro.example/")
    assert isinstance(result.exception, InputError)
    assert "--country, --owner, --zone" in str(result.exception)
    assert (catalog / "outlets.csv").read_text() == OUTLETS
    told = ("--country", "CU", "--owner", "independent", "--zone", "America/Havana", "--name", "El Otro")
    assert run("add", "http://otro.example/", *told).exit_code == 0
    sound = read_catalog(catalog)
    assert sound.outlets["otro"].name == "El Otro"
    assert sound.feeds["otro-es"].url == "http://otro.example/nueva"
    assert isinstance(
        run("add", "http://tercero.example/", *told[:-1], "X", "--language", "castellano").exception,
        CatalogError,
    )
    assert read_catalog(catalog) == sound


@pytest.mark.usefixtures("catalog")
def test_check_of_an_unknown_feed_is_misuse() -> None:
    """A feed that is not in the catalog is named in the message."""
    assert isinstance(error := run("check", "good", "nope").exception, InputError)
    assert "no such feed: nope" in str(error)


def test_an_exported_list_is_read_back(catalog: Path) -> None:
    """Every enabled feed is in the list, with names that XML would take for markup."""
    subscriptions = read_opml(run("export-opml").stdout.encode())
    assert [item.url.rpartition("/")[2] for item in subscriptions] == ["good", "stale", "page", "gone"]
    assert subscriptions[0] == Subscription(
        "http://faro.example/good", 'El "Faro" <&> (good)', "http://faro.example/", "cuba", "es"
    )
    assert len(read_opml(run("export-opml", "--all").stdout.encode())) == 5
    sound = read_catalog(catalog)
    assert read_opml(write_opml(sound.feeds.values(), sound.outlets).encode())[4].url.endswith("/off")


def test_an_imported_list_becomes_rows_that_the_catalog_takes(catalog: Path, tmp_path: Path) -> None:
    """New feeds become disabled rows; known and unusable ones are left out, ids stay distinct."""
    outlines = (
        "<outline text='Carpeta Á'><outline text='Nota' xmlUrl='http://www.faro.example/a'/>"
        "<outline text='Nota' xmlUrl='http://faro.example/b' language='ru-RU'/></outline>"
        "<outline xmlUrl='http://faro.example/good'/><outline text='x' xmlUrl='file:///etc/passwd'/>"
        "<outline text='=cmd()' xmlUrl='https://otro.example/rss'/>"
    )
    path = tmp_path / "list.opml"
    path.write_text(f"<opml version='2.0'><body>{outlines}</body></opml>")
    result = run("import-opml", str(path))
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [(row["feed_id"], row["outlet_id"], row["language_code"], row["category"]) for row in rows] == [
        ("nota", "faro", "es", "carpeta"),
        ("nota-2", "faro", "ru", "carpeta"),
        ("cmd", "otro-example", "es", "imported"),
    ]
    assert "add to outlets.csv first: otro-example" in result.stderr
    (catalog / "feeds.csv").write_text(FEEDS + "".join(result.stdout.splitlines(keepends=True)[1:3]))
    assert not read_catalog(catalog).feeds["nota-2"].is_enabled


@pytest.mark.parametrize(
    "body", [b"", b"<rss/>", b"<opml><outline>", b"words", b"<opml>" + b"<outline>" * 500]
)
def test_what_is_no_opml_is_refused(body: bytes) -> None:
    """Other documents, damaged and endless ones are not taken for a list."""
    with pytest.raises(FeedUnreadable):
        read_opml(body)
