"""Each named fault of the newsroom does what its name says."""

import re
import socket
import zlib
from urllib.parse import parse_qs, urlsplit

import feedparser
import pytest
from protego import Protego

from newsroom.press import FOLDER, Got, fetch
from vigia.newsroom.content import VISITS, Article, read_newsroom
from vigia.newsroom.server import NewsroomServer

PRESS = read_newsroom(FOLDER)
SITES = {site.outlet_id: site for site in PRESS.sites.values()}
README = (FOLDER / "README.md").read_text(encoding="utf-8")


def _feed(server: NewsroomServer, feed_id: str, **headers: str) -> Got:
    url = next(site.feed_urls[feed_id] for site in PRESS.sites.values() if feed_id in site.feed_urls)
    return fetch(server, url, **headers)


def _entries(got: Got) -> list[feedparser.FeedParserDict]:
    return feedparser.parse(got.body, response_headers={"content-type": "application/xml"}).entries


def _article(slug: str) -> Article:
    return next(article for article in PRESS.articles if article.slug == slug)


def _begun(server: NewsroomServer, host: str, path: str, size: int) -> tuple[bytes, bytes]:
    """Return the head, and the first ``size`` bytes of a body that may never end."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        data = b""
        while b"\r\n\r\n" not in data or len(data.partition(b"\r\n\r\n")[2]) < size:
            data += client.recv(65_536)
    head, _, body = data.partition(b"\r\n\r\n")
    return head, body[:size]


def test_one_guid_stands_for_all(second: NewsroomServer) -> None:
    """Three entries share one GUID."""
    entries = _entries(_feed(second, "eco-de-regla-repeated-guid"))
    assert len(entries) == 3
    assert len({entry.id for entry in entries}) == 1
    assert len({entry.link for entry in entries}) == 3


def test_the_guid_is_the_headline_and_changes_with_it() -> None:
    """After an edit the entry has another GUID and the same link."""
    with NewsroomServer(FOLDER, VISITS[0]) as server:
        before = _entries(_feed(server, "gaceta-del-titular-headline-guid"))
        server.advance(VISITS[1])
        after = _entries(_feed(server, "gaceta-del-titular-headline-guid"))
    assert all(entry.id == entry.title for entry in before + after)
    assert [entry.link for entry in before] == [entry.link for entry in after]
    assert [entry.id for entry in before] != [entry.id for entry in after]


def test_all_entries_share_one_date(second: NewsroomServer) -> None:
    """The date of the document stands at each entry."""
    entries = _entries(_feed(second, "panorama-siete-constant-date"))
    assert len(entries) >= 3
    assert len({entry.published for entry in entries}) == 1


def test_one_date_lies_in_the_future(second: NewsroomServer) -> None:
    """An entry is dated months after the second visit."""
    dates = [entry.published for entry in _entries(_feed(second, "agenda-do-amanha-future-date"))]
    assert [date for date in dates if "2027" in date] == ["Mon, 01 Mar 2027 09:00:00 -0300"]


def test_a_feed_comes_without_content_type(second: NewsroomServer) -> None:
    """Only the XML declaration names its encoding."""
    got = _feed(second, "vestnik-zastavy-no-content-type")
    assert "content-type" not in got.headers
    assert got.body.startswith(b'<?xml version="1.0" encoding="windows-1251"?>')
    assert "Кубанский" in got.body.decode("windows-1251")


def test_a_false_304_hides_news() -> None:
    """Whoever asks conditionally learns of nothing new; whoever does not, does."""
    with NewsroomServer(FOLDER, VISITS[0]) as server:
        got = _feed(server, "radio-contramarea-false-304")
        server.advance(VISITS[1])
        assert _feed(server, "radio-contramarea-false-304", if_none_match=got.headers["etag"]).status == 304
        assert _feed(server, "radio-contramarea-false-304", if_none_match='"never seen"').status == 304
        assert len(_entries(_feed(server, "radio-contramarea-false-304"))) == len(_entries(got)) + 1


def test_links_carry_tracking_parameters(second: NewsroomServer) -> None:
    """Their addresses without the query are the pages'."""
    entries = _entries(_feed(second, "ojo-del-malecon-tracking"))
    assert {urlsplit(entry.link)._replace(query="").geturl() for entry in entries} == {
        article.url for article in SITES["ojo-del-malecon"].articles
    }
    assert all({"utm_source", "fbclid"} <= parse_qs(urlsplit(entry.link).query).keys() for entry in entries)
    assert fetch(second, entries[0].link).status == 200


def test_a_window_of_ten_shares_nothing_with_the_visit_before() -> None:
    """Entries are lost from it before the first visit, and ten new ones fill it by the second."""
    with NewsroomServer(FOLDER, VISITS[0]) as server:
        before = {entry.link for entry in _entries(_feed(server, "cable-caribe-ten-items"))}
        server.advance(VISITS[1])
        after = {entry.link for entry in _entries(_feed(server, "cable-caribe-ten-items"))}
    assert len(before) == len(after) == 10
    assert not before & after


def test_dates_have_spanish_names(second: NewsroomServer) -> None:
    """Days and months are not those of RFC 822."""
    body = _feed(second, "bitacora-del-golfo-spanish-dates").body.decode()
    assert "<pubDate>Vie, 20 Noviembre 2026 12:15:00 -0600</pubDate>" in body


def test_feeds_are_in_many_encodings(second: NewsroomServer) -> None:
    """UTF-16 with its mark, KOI8-R, and ISO 8859-1 that claims to be UTF-8."""
    utf_16 = _feed(second, "courrier-du-ponant-utf-16").body
    assert utf_16[:2] in (b"\xff\xfe", b"\xfe\xff")
    assert "centrales électriques" in utf_16.decode("utf-16")
    assert "Кубани" in _feed(second, "meridian-36").body.decode("koi8-r")
    liar = _feed(second, "folha-da-enseada").body
    assert liar.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    with pytest.raises(UnicodeDecodeError):
        liar.decode("utf-8")
    assert "Rússia" in liar.decode("iso-8859-1")


def test_pages_say_wrong_things_of_their_encoding(second: NewsroomServer) -> None:
    """A header without a charset, and one that contradicts the page."""
    page = fetch(second, _article("cuba-de-cozinha-granito").url)
    assert page.headers["content-type"] == "text/html"
    assert "prêmio" in page.body.decode("iso-8859-1")
    page = fetch(second, _article("medicos-cubanos-veracruz").url)
    assert page.headers["content-type"] == "text/html; charset=ISO-8859-1"
    assert "médicos" in page.body.decode("utf-8")


def test_robots_txt_forbids_one_page(second: NewsroomServer) -> None:
    """The paper edition is not for robots, the rest is."""
    body = fetch(second, "http://www.biscayne-ledger.example/robots.txt").body.decode()
    rules = Protego.parse(body)
    allowed = {a.slug: rules.can_fetch(a.url, "Vigia") for a in SITES["biscayne-ledger"].articles}
    assert [slug for slug, is_allowed in allowed.items() if not is_allowed] == ["print-edition-week"]


def test_a_page_is_gone_at_the_first_visit(first: NewsroomServer) -> None:
    """Its entry is in the feed all the same."""
    article = _article("satelite-glonass-estacion")
    assert fetch(first, article.url).status == 410
    assert article.url in _feed(first, "panorama-siete-constant-date").body.decode()


def test_a_text_is_withheld(second: NewsroomServer) -> None:
    """The page shows the first paragraph and says who may read on."""
    article = _article("editorial-suscriptores-puerto")
    page = fetch(second, article.url).body.decode()
    assert article.versions[0].paragraphs[0] in page
    assert article.versions[0].paragraphs[1] not in page
    assert "exclusivo para suscriptores" in page


def test_a_challenge_has_status_200(second: NewsroomServer) -> None:
    """The page asks for a browser instead of showing its article."""
    got = fetch(second, _article("challenge-page").url)
    assert got.status == 200
    assert b"Just a moment..." in got.body


@pytest.mark.parametrize(
    ("slug", "target"),
    [
        ("redirect-to-metadata-page", "http://169.254.169.254/"),
        ("redirect-to-loopback-page", "http://localhost/"),
    ],
)
def test_pages_redirect_to_addresses_of_the_reader(second: NewsroomServer, slug: str, target: str) -> None:
    """The Location is a private or a loopback address."""
    got = fetch(second, _article(slug).url)
    assert got.status in (301, 302)
    assert got.headers["location"].startswith(target)


def test_a_pdf_stands_for_an_article(second: NewsroomServer) -> None:
    """Type and bytes are those of a PDF."""
    got = fetch(second, _article("pdf-page").url)
    assert got.headers["content-type"] == "application/pdf"
    assert got.body.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("host", "path"), [("gzip-bomb.trap.example", "/feed"), ("hostile-pages.trap.example", "/gzip-bomb-page")]
)
def test_a_bomb_unpacks_to_a_thousand_times_its_size(second: NewsroomServer, host: str, path: str) -> None:
    """The first hundred kilobytes already hold fifty megabytes, behind an honest beginning."""
    head, body = _begun(second, host, path, 100_000)
    assert b"Content-Encoding: gzip" in head
    unpacked = zlib.decompressobj(wbits=31).decompress(body)
    assert unpacked.startswith((b"<?xml", b"<!DOCTYPE html>"))
    assert len(unpacked) > 50_000_000


@pytest.mark.parametrize(
    ("host", "path"), [("endless.trap.example", "/feed"), ("hostile-pages.trap.example", "/endless-page")]
)
def test_an_endless_answer_goes_on(second: NewsroomServer, host: str, path: str) -> None:
    """It states no length, and twenty megabytes are not the end of it."""
    head, body = _begun(second, host, path, 20_000_000)
    assert b"Content-Length" not in head
    assert len(body) == 20_000_000


def test_entities_ask_for_files_and_addresses(second: NewsroomServer) -> None:
    """The document type declares both, the lead uses both."""
    body = _feed(second, "trap-external-entity").body.decode()
    assert '<!ENTITY secret SYSTEM "file:///etc/passwd">' in body
    assert '<!ENTITY remote SYSTEM "http://169.254.169.254/' in body
    assert re.search(r"<description>[^<]+ &secret;&remote;</description>", body)


def test_a_refusal_says_when_to_come_back(second: NewsroomServer) -> None:
    """429 with Retry-After in seconds."""
    got = _feed(second, "trap-too-many-requests")
    assert got.status == 429
    assert int(got.headers["retry-after"]) == 3_600


def test_a_feed_is_an_html_page(second: NewsroomServer) -> None:
    """Status 200, and no feed in it."""
    got = _feed(second, "trap-html-page")
    assert (got.status, got.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert not feedparser.parse(got.body).entries


def test_the_readme_lists_every_fault() -> None:
    """Each feed and each page that misbehaves is in the README by its name."""
    faulty = {feed.feed_id for site in PRESS.sites.values() for feed in site.form.feeds if feed.fault}
    faulty |= {article.slug for article in PRESS.articles if article.fault}
    faulty |= {article.slug for article in PRESS.articles if article.stated_at != article.published_at}
    assert [name for name in sorted(faulty) if f"`{name}`" not in README] == []
