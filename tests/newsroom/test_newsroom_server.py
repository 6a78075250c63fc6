"""How the newsroom behaves where it means well: feeds, pages, validators, clock, stopping."""

import gzip
import json
import re
import socket
import threading
from datetime import UTC, datetime

import feedparser
import pytest
from lxml import etree, html
from trafilatura import bare_extraction

from newsroom.press import FOLDER, fetch
from vigia.articles.extraction import extract_article
from vigia.decoding import charset_of, decode
from vigia.feeds.parsing import parse_feed
from vigia.newsroom.content import VISITS, Newsroom, Site, read_newsroom
from vigia.newsroom.faults import FEED_FAULTS
from vigia.newsroom.server import NewsroomServer

PRESS = read_newsroom(FOLDER)
SITES = {site.outlet_id: site for site in PRESS.sites.values()}
FEEDS = [
    pytest.param(site, feed, id=feed.feed_id)
    for site in PRESS.sites.values()
    for feed in site.feeds.values()
    if feed.fault not in FEED_FAULTS
]
PAGES = [
    pytest.param(site, article, id=article.slug)
    for site in PRESS.sites.values()
    for article in site.articles
    if article.fault is None
]


def _url(outlet_id: str) -> str:
    return next(iter(SITES[outlet_id].feed_urls.values()))


@pytest.mark.parametrize(("site", "feed"), FEEDS)
def test_feeds_show_what_is_out(second: NewsroomServer, site: Site, feed) -> None:
    """Every feed is read by our parser: its newest entries, with title, address and lead."""
    got = fetch(second, site.feed_urls[feed.feed_id])
    document = parse_feed(got.body, f"http://{site.host}/", got.headers.get("content-type"), site.zone)
    expected = list(reversed(site.articles))[: feed.window]
    assert document.format == feed.format
    assert [entry.title for entry in document.entries] == [a.versions[-1].title for a in expected]
    assert [entry.url.partition("?")[0] for entry in document.entries] == [a.url for a in expected]
    if feed.format != "sitemap" and feed.fault != "external-entity":
        assert [entry.summary for entry in document.entries] == [a.versions[-1].lead for a in expected]
    if feed.fault != "constant-date":
        assert [entry.published_at for entry in document.entries] == [a.stated_at for a in expected]


def test_feeds_are_sound_xml_or_json(second: NewsroomServer) -> None:
    """lxml reads every document that declares its encoding truly, json the JSON Feeds."""
    seen = set()
    for site in PRESS.sites.values():
        for feed in site.feeds.values():
            if feed.fault in FEED_FAULTS or feed.declares not in ("same", None):
                continue
            body = fetch(second, site.feed_urls[feed.feed_id]).body
            if feed.format == "json":
                assert json.loads(body)["items"]
            else:
                parser = etree.XMLParser(resolve_entities=False, no_network=True)
                assert len(etree.fromstring(body, parser)) > 0
            seen.add(feed.format)
    assert seen == {"rss", "atom", "rdf", "json", "sitemap"}


@pytest.mark.parametrize("outlet_id", ["diario-del-muelle", "cuaderno-de-almendares", "meridian-36"])
def test_feedparser_reads_rss_atom_and_rdf(second: NewsroomServer, outlet_id: str) -> None:
    """A reader that is not ours finds the same entries and sees nothing wrong."""
    got = fetch(second, _url(outlet_id))
    parsed = feedparser.parse(got.body, response_headers={"content-type": got.headers["content-type"]})
    assert not parsed.bozo
    assert len(parsed.entries) == len(SITES[outlet_id].articles)


@pytest.mark.parametrize(("site", "article"), PAGES)
def test_pages_give_their_body(second: NewsroomServer, site: Site, article) -> None:
    """Extraction finds every paragraph and none of the stories that the page only links."""
    got = fetch(second, article.url)
    markup, _ = decode(got.body, charset_of(got.headers.get("content-type")))
    extracted = extract_article(markup, article.url, str(site.zone), site.language)
    version = article.versions[-1]
    assert got.status == 200
    assert extracted.title.removesuffix(f" - {site.name}") == version.title
    assert [paragraph for paragraph in version.paragraphs if paragraph not in extracted.body] == []
    others = [other.versions[-1].title for other in site.articles if other is not article]
    assert [title for title in others if title in extracted.body and title not in version.title] == []


def test_most_templates_suit_a_common_extractor(second: NewsroomServer) -> None:
    """trafilatura alone finds the bodies, except where a page is laid out in tables."""
    for site in PRESS.sites.values():
        if site.form.template == "table" or not (sound := [a for a in site.articles if a.fault is None]):
            continue
        got = fetch(second, sound[0].url)
        markup, _ = decode(got.body, charset_of(got.headers.get("content-type")))
        found = bare_extraction(markup, include_comments=False, favor_precision=True)
        assert all(paragraph in found.text for paragraph in sound[0].versions[-1].paragraphs), site.outlet_id


def test_pages_carry_what_surrounds_an_article(second: NewsroomServer) -> None:
    """Each template has the notice that it is invented, and links to other stories."""
    seen = set()
    for site in PRESS.sites.values():
        if not (sound := [a for a in site.articles if a.fault is None]):
            continue
        got = fetch(second, sound[0].url)
        text, _ = decode(got.body, charset_of(got.headers.get("content-type")))
        shown = re.sub(r"\s+", " ", html.fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", text)).text_content())
        assert site.form.about in shown, site.outlet_id
        if len(site.articles) > 1:
            assert any(other.path in text for other in site.articles if other is not sound[0])
        seen.add(site.form.template)
    assert len(seen) >= 6


def test_labels_are_never_shown(second: NewsroomServer) -> None:
    """No page or feed contains what an article was meant to be."""
    article = SITES["meridian-36"].articles[1]
    for url in (article.url, _url("meridian-36"), _url("severny-golos"), "http://www.meridian-36.example/"):
        body = fetch(second, url).body
        assert b"relevance" not in body
        assert b"topics" not in body


@pytest.mark.parametrize("outlet_id", ["diario-del-muelle", "albion-public-radio", "severny-golos"])
def test_an_unchanged_feed_is_not_sent_again(second: NewsroomServer, outlet_id: str) -> None:
    """Either validator gives 304 without a body; another tag gives the feed."""
    got = fetch(second, _url(outlet_id))
    tag, modified = got.headers["etag"], got.headers["last-modified"]
    for headers in ({"if_none_match": tag}, {"if_none_match": f"W/{tag}"}, {"if_modified_since": modified}):
        again = fetch(second, _url(outlet_id), **headers)
        assert (again.status, again.body) == (304, b"")
    assert fetch(second, _url(outlet_id), if_none_match='"other"', if_modified_since=modified).status == 200
    assert fetch(second, _url(outlet_id), if_modified_since="no date").status == 200


def test_a_changed_feed_is_sent_although_the_request_is_conditional() -> None:
    """After an advance of the clock the old validators get the new document."""
    with NewsroomServer(FOLDER, VISITS[0]) as server:
        got = fetch(server, _url("diario-del-muelle"))
        server.advance(VISITS[1])
        assert server.now == VISITS[1]
        again = fetch(
            server,
            _url("diario-del-muelle"),
            if_none_match=got.headers["etag"],
            if_modified_since=got.headers["last-modified"],
        )
    assert again.status == 200
    assert "credito-energia-moscu" in again.body.decode()
    assert "credito-energia-moscu" not in got.body.decode()


def test_pages_appear_with_their_time(first: NewsroomServer, press: Newsroom) -> None:
    """A page that is not out yet is not found."""
    article = next(a for a in press.articles if a.slug == "credito-energia-moscu")
    assert fetch(first, article.url).status == 404


def test_an_edit_changes_the_page_and_the_entry() -> None:
    """Before the edit the old title and text, after it the new ones and a later ``updated``."""
    article = next(a for a in PRESS.articles if a.slug == "reclutados-familias-carta")
    old, new = article.versions
    with NewsroomServer(FOLDER, VISITS[0]) as server:
        page, feed = fetch(server, article.url), fetch(server, _url(article.outlet_id))
        assert old.title in feed.body.decode()
        assert old.paragraphs[0] in page.body.decode()
        server.advance(VISITS[1])
        page, feed = fetch(server, article.url), fetch(server, _url(article.outlet_id))
        assert new.title in feed.body.decode()
        assert new.paragraphs[0] in page.body.decode()
        assert "<updated>2026-11-20T11:45:00-05:00</updated>" in feed.body.decode()


def test_gzip_is_sent_to_those_who_accept_it(second: NewsroomServer) -> None:
    """The unpacked body is the plain one."""
    got = fetch(second, _url("diario-del-muelle"))
    packed = fetch(second, _url("diario-del-muelle"), accept_encoding="gzip, br")
    assert "content-encoding" not in got.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == got.body


def test_the_same_moment_gives_the_same_bytes(second: NewsroomServer) -> None:
    """Another server of the same folder and clock answers alike, headers included."""
    with NewsroomServer(FOLDER, VISITS[1]) as other:
        for site in PRESS.sites.values():
            for url in (f"http://{site.host}/", f"http://{site.host}/robots.txt", *_sound_feeds(site)):
                assert fetch(other, url, accept_encoding="gzip") == fetch(second, url, accept_encoding="gzip")


def _sound_feeds(site: Site) -> list[str]:
    return [site.feed_urls[feed.feed_id] for feed in site.feeds.values() if feed.fault not in FEED_FAULTS]


def test_requests_are_counted_by_host_and_path() -> None:
    """Queries do not matter, and hosts are told apart in any case and with any port."""
    with NewsroomServer(FOLDER, VISITS[0]) as server:
        fetch(server, "http://cable-caribe.example/robots.txt?a=1")
        fetch(server, "http://CABLE-caribe.example:80/robots.txt")
        assert server.requests == {"cable-caribe.example/robots.txt": 2}
        assert server.connect_to == {".example": f"127.0.0.1:{server.port}"}


def test_unknown_hosts_and_paths_are_not_found(second: NewsroomServer) -> None:
    """The newsroom serves its own sites only."""
    assert fetch(second, "http://www.granma.example/").status == 404
    assert fetch(second, "http://cable-caribe.example/../../etc/passwd").status == 404


def test_robots_txt_is_there_or_missing(second: NewsroomServer) -> None:
    """Some sites have rules, some a 404."""
    statuses = {
        outlet_id: fetch(second, f"http://{site.host}/robots.txt").status for outlet_id, site in SITES.items()
    }
    assert statuses["biscayne-ledger"] == 200
    assert statuses["bitacora-del-golfo"] == 404
    assert set(statuses.values()) == {200, 404}


def test_a_feed_before_all_news_is_empty_but_sound() -> None:
    """A clock before the first article gives documents without entries, not errors."""
    with NewsroomServer(FOLDER, datetime(2026, 11, 1, tzinfo=UTC)) as server:
        for site in PRESS.sites.values():
            for url in _sound_feeds(site):
                assert fetch(server, url).status == 200


def test_it_stops_while_an_endless_answer_runs(capfd: pytest.CaptureFixture[str]) -> None:
    """Leaving the block ends every thread of the server, also one whose client does not read."""
    before = threading.active_count()
    with NewsroomServer(FOLDER, VISITS[0]) as server:
        client = socket.create_connection(("127.0.0.1", server.port))
        client.sendall(b"GET /feed HTTP/1.1\r\nHost: endless.trap.example\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 200 OK")
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and "process_request_thread" in thread.name:
            thread.join(timeout=10)
    assert threading.active_count() == before
    client.close()
    assert capfd.readouterr() == ("", "")
