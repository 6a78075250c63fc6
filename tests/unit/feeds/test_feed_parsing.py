"""Reading feeds: what is refused, what is bounded, and what the traps do not reach."""

import gzip
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from vigia.errors import FeedUnreadable
from vigia.feeds.driver import MAX_ENTRIES
from vigia.feeds.parsing import parse_feed
from vigia.model import FeedDocument, FeedEntry
from vigia.urls import is_fetchable

HEAD = '<rss version="2.0"><channel><title>t</title>'
TAIL = "</channel></rss>"
SY = "http://purl.org/rss/1.0/modules/syndication/"


def read(document: str | bytes, content_type: str | None = None) -> FeedDocument:
    """Parse a document as if polled from example.com, of an outlet in Moscow."""
    body = document.encode() if isinstance(document, str) else document
    return parse_feed(body, "https://example.com/feed/", content_type, ZoneInfo("Europe/Moscow"))


def item(fields: str) -> FeedEntry:
    """Parse a feed of one item."""
    (entry,) = read(f"{HEAD}<item>{fields}</item>{TAIL}").entries
    return entry


@pytest.mark.parametrize(
    ("document", "seen"),
    [
        ("", "an empty document"),
        ("\ufeff \r\n", "an empty document"),
        (
            "<!DOCTYPE html><html><head><title>Just a moment...</title>",
            "an HTML page titled 'Just a moment...'",
        ),
        ("<html><body>404</body></html>", "an HTML page"),
        ("plain words", "text beginning 'plain words'"),
        ("<note><to>x</to></note>", "no feed in it"),
        ('{"version": "https://jsonfeed.org/version/1", "title": "t"}', "JSON with the keys version, title"),
        ("[1, 2]", "JSON whose top is a list"),
        ('{"items": [', "broken JSON"),
        ('{"items":' + "[" * 100_000, "broken JSON"),
        ("<sitemapindex><sitemap><loc>https://a/</loc></sitemap></sitemapindex>", "an index of sitemaps"),
        ("<urlset><url", "a damaged sitemap"),
        (b"\x1f\x8bnot gzip", "damaged gzip"),
        ("<rss v=2><rss:item><rss:title>a</rss:title></rss:item>", "of 1 entries none can be read"),
    ],
)
def test_what_is_no_feed_is_refused_with_what_was_seen(document: str | bytes, seen: str) -> None:
    """The message says what came in place of a feed."""
    with pytest.raises(FeedUnreadable) as refusal:
        read(document)
    assert seen in str(refusal.value)


def test_an_empty_feed_is_a_feed() -> None:
    """A feed without entries is read; it is not damaged."""
    assert read(HEAD + TAIL).entries == ()


def test_markup_in_a_title_becomes_text() -> None:
    """Titles are one line of plain text, however often they were escaped."""
    entry = item("<title>Uno &amp;amp; &lt;b&gt;dos&lt;/b&gt;\n&lt;script&gt;x&lt;/script&gt;</title>")
    assert entry.title == "Uno & dos"


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        ("<link>/a</link>", "https://example.com/a"),
        ("<link>javascript:alert(1)</link><guid>g</guid>", None),
        ("<guid>https://example.com/b</guid>", "https://example.com/b"),
        ("<title>a</title><guid isPermaLink='false'>https://example.com/c</guid>", None),
        ("<guid>opaque-7</guid>", None),
        ("<link><![CDATA[ https://example.com/d?a=1&b=2 ]]></link>", "https://example.com/d?a=1&b=2"),
    ],
)
def test_urls_are_absolute_web_addresses_or_none(fields: str, url: str | None) -> None:
    """A GUID serves as link only where it is an address and may be one."""
    assert item(fields).url == url


def test_a_relative_guid_stays_as_it_is() -> None:
    """A GUID does not change with the address from which the feed came."""
    assert item("<guid isPermaLink='false'>nota-7</guid><link>/x</link>").guid == "nota-7"


def test_dates_are_ours_not_feedparsers() -> None:
    """MSK is three hours ahead; a date without a zone is in the outlet's."""
    assert item("<pubDate>Fri, 20 Nov 2026 13:00:00 MSK</pubDate><guid>a</guid>").published_at == datetime(
        2026, 11, 20, 10, tzinfo=UTC
    )
    assert item("<pubDate>20.11.2026 13:00</pubDate><guid>a</guid>").published_at == datetime(
        2026, 11, 20, 10, tzinfo=UTC
    )


def test_an_unusable_date_is_noted() -> None:
    """What stood in place of a date is kept in the note."""
    entry = item("<title>a</title><pubDate>0000-00-00</pubDate>")
    assert (entry.published_at, entry.note) == (None, "unusable date: '0000-00-00'")


def test_a_lying_header_does_not_spoil_the_text() -> None:
    """UTF-8 served as windows-1251 is read as UTF-8."""
    document = read(f"{HEAD}<item><title>Куба</title></item>{TAIL}", "text/xml; charset=windows-1251")
    assert (document.entries[0].title, document.encoding) == ("Куба", "utf-8")


def test_a_feed_stored_as_gzip_is_unpacked() -> None:
    """A packed document is read as what it packs."""
    assert read(gzip.compress((HEAD + TAIL).encode())).format == "rss"


@pytest.mark.parametrize(
    ("period", "seconds"),
    [("<ttl>30</ttl>", 1_800), ("<ttl>soon</ttl>", None), ("<ttl>-5</ttl>", None),
     (f"<sy:updatePeriod xmlns:sy='{SY}'>dayly</sy:updatePeriod>", 86_400)],
)  # fmt: skip
def test_ttl(period: str, seconds: int | None) -> None:
    """ttl counts minutes; a misspelt update period is understood."""
    assert read(HEAD + period + TAIL).ttl_seconds == seconds


def test_entries_past_the_limit_are_not_read() -> None:
    """A document of very many entries gives the first two thousand, and says so."""
    document = read(HEAD + "<item><title>a</title><link>/a</link></item>" * (MAX_ENTRIES + 5) + TAIL)
    assert len(document.entries) == MAX_ENTRIES
    assert "only the first 2000" in document.notes[0]


def test_of_a_long_sitemap_the_newest_are_kept() -> None:
    """The oldest URLs of a long sitemap are left out, wherever they stand."""
    urls = "".join(
        f"<url><loc>https://a/{number}</loc><lastmod>2026-11-{number % 28 + 1:02}</lastmod></url>"
        for number in range(MAX_ENTRIES + 100)
    )
    document = read(f"<urlset>{urls}</urlset>")
    kept = [entry.published_at for entry in document.entries]
    assert len(kept) == MAX_ENTRIES
    assert kept == sorted(kept, reverse=True, key=str)


@pytest.mark.parametrize(
    "doctype",
    ['<!ENTITY x SYSTEM "file://{path}">', '<!ENTITY % x SYSTEM "file://{path}"> %x;',
     '<!ENTITY y "x"><!ENTITY x SYSTEM "file://{path}">'],
)  # fmt: skip
def test_no_file_is_read(doctype: str, tmp_path: Path) -> None:
    """An external entity brings nothing in."""
    secret = tmp_path / "secret"
    secret.write_text("hidden-words")
    declared = f"<!DOCTYPE rss [{doctype.format(path=secret)}]>"
    document = read(f"{declared}{HEAD}<item><title>a &x;</title><guid>1</guid></item>{TAIL}")
    assert "hidden-words" not in repr(document)


def test_bytes_that_name_a_file_are_not_opened(tmp_path: Path) -> None:
    """A body that is the path of a feed is no feed."""
    path = tmp_path / "feed.xml"
    path.write_text(HEAD + TAIL)
    with pytest.raises(FeedUnreadable):
        read(str(path))


@pytest.mark.parametrize(
    "trap",
    [
        "<?xml " + 'encoding="' * 20_000,
        HEAD + "<item " + " ".join(f'a{number}="1"' for number in range(20_000)) + "/>" + TAIL,
        HEAD + "<a>" * 20_000,
    ],
    ids=["declaration", "attributes", "depth"],
)
def test_traps_are_refused(trap: str) -> None:
    """What no honest feed has is not parsed to its end."""
    with pytest.raises(FeedUnreadable):
        read(trap)


@pytest.mark.parametrize(
    "trap",
    [
        HEAD + "<item><title>a</title><author>" + "a." * 100_000 + "</author></item>" + TAIL,
        HEAD + "<item><title>a</title><description>" + "&" * 200_000 + "</description></item>" + TAIL,
        HEAD + "&bad;<item><title>a</title>" + "<a " * 20_000,
        "".join(
            ["<!DOCTYPE r [<!ENTITY a '", "x" * 50_000, "'>]>", HEAD, "<item><title>a</title><description>"]
            + ["&a;"] * 5_000
            + ["</description></item>", TAIL]
        ),
    ],
    ids=["author", "ampersands", "open tags", "entities"],
)
def test_floods_end_soon(trap: str) -> None:
    """Floods that take feedparser minutes leave the entry readable."""
    assert read(trap).entries[0].title == "a"


@pytest.mark.parametrize(
    "reference", ["&#x110000;", "&#9999999;", "&#xD800;", "&#56320;", "&#xFFFFFFFFFF;", "&#0;"]
)
def test_a_reference_to_no_character_spoils_no_entry(reference: str) -> None:
    """What is beyond Unicode or a half of a character is left out, and the entry read."""
    document = read(f"{HEAD}<item><title>Cuba {reference}</title><guid>1</guid></item>{TAIL}")
    assert [entry.guid for entry in document.entries] == ["1"]
    assert document.entries[0].title.startswith("Cuba")


def test_a_link_too_long_to_ask_for_is_not_cut_to_another() -> None:
    """It stays too long, so that nothing else is asked for in its place."""
    link = "https://a.example/" + "a" * 9_000
    document = read(f"{HEAD}<item><title>a</title><link>{link}</link></item>{TAIL}")
    assert not is_fetchable(document.entries[0].url or "")


def test_an_author_is_named_without_the_address() -> None:
    """'mail (Name)' is the name; a bare address stays, for there is nothing else."""
    assert item("<title>a</title><author>x@mail.example (Ana Ruiz)</author>").authors == ("Ana Ruiz",)
    assert item("<title>a</title><author>x@mail.example</author>").authors == ("x@mail.example",)
