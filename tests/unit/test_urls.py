"""URLs: one spelling for each article, and nothing fetched that should not be."""

import pytest

from vigia.urls import (
    absolute_url,
    article_id,
    canonical_url,
    entry_id,
    host,
    is_fetchable,
    is_homepage,
    registrable_domain,
    untracked_url,
)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("HTTP://WWW.Granma.CU:80/Mundo/Nota?utm_source=x#top", "https://granma.cu/Mundo/Nota"),
        ("https://m.example.com/a?b=2&fbclid=1&a=1", "https://example.com/a?b=2&a=1"),
        ("https://amp.www.bbc.co.uk/x?outputType=amp", "https://bbc.co.uk/x"),
        ("https://example.com/nota/amp/", "https://example.com/nota/"),
        ("https://example.com/nota/amp?amp=1", "https://example.com/nota"),
        ("https://example.com/n?id=7&amp;utm_medium=rss&amp;p=2", "https://example.com/n?id=7&p=2"),
        ("https://example.com/n?at_medium=RSS&xtor=AL-1&cmpid=a&yclid=2&mc_cid=3", "https://example.com/n"),
        (
            "http://россия.рф/новости",
            "https://xn--h1alffa9f.xn--p1ai/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8",
        ),
        ("https://example.com/%d0%bd", "https://example.com/%D0%BD"),
        ("https://example.com", "https://example.com/"),
        ("https://example.com:8443/a", "https://example.com:8443/a"),
        ("https://m.ru/a", "https://m.ru/a"),
        ("https://example.com./a b", "https://example.com/a%20b"),
    ],
)
def test_canonical_url(given: str, expected: str) -> None:
    """Scheme, host, port, tracking and AMP marks are one; path case and other parameters stay."""
    assert canonical_url(given) == expected


@pytest.mark.parametrize(
    "other",
    [
        "http://example.com/world/nota-7.html",
        "https://www.example.com:443/world/nota-7.html",
        "http://example.com:80/world/nota-7.html#comentarios",
        "https://m.example.com/world/nota-7.html",
        "https://mobile.example.com/world/nota-7.html",
        "https://www.m.example.com/world/nota-7.html",
        "https://example.com/world/nota-7.amp.html",
        "https://example.com/world/nota-7.html.amp",
        "https://example.com/world/nota-7.html/amp",
        "https://example.com/amp/world/nota-7.html",
        "https://amp.example.com/amp/world/nota-7.html",
        "https://example.com/world/nota-7.html?amp",
        "https://example.com/world/nota-7.html?amp=1&outputType=amp",
        "https://example.com/world/nota-7.html?output=amp",
        "https://example-com.cdn.ampproject.org/c/s/example.com/world/nota-7.amp.html",
        "https://www-example-com.cdn.ampproject.org/v/s/www.example.com/world/nota-7.html?usqp=mq331AQ&amp_js_v=0.1",
        "https://www-example-com.cdn.ampproject.org/c/www.example.com/world/nota-7.html",
        "https://cdn.ampproject.org/c/s/m.example.com/world/nota-7.html",
        "https://example-com.webpkgcache.com/doc/-/s/example.com/world/nota-7.html",
        "https://www.google.com/amp/s/www.example.com/world/nota-7.amp.html",
        "https://www.google.com.cu/amp/www.example.com/world/nota-7.html",
        "https://example-com.turbopages.org/example.com/s/world/nota-7.html",
        "https://yandex.ru/turbo/example.com/s/world/nota-7.html",
        "https://www.google.com/amp/s/www-example-com.cdn.ampproject.org/c/s/www.example.com/world/nota-7.html",
        "https://example.com/world/nota-7.html;jsessionid=0A1B?PHPSESSID=1",
        "https://example.com/world/nota-7.html?utm_source=a&UTM_Campaign=b&fbclid=c&gclid=d",
        "https://example.com/world/nota-7.html?yclid=1&ysclid=2&_openstat=3&etext=4",
        "https://example.com/world/nota-7.html?mc_cid=1&igshid=2&srsltid=3&mibextid=4",
        "https://example.com/world/nota-7.html?from=rss",
        "https://example.com/world/nota-7.html?source=telegram&ref=twitter",
    ],
)
def test_other_spellings_are_one_article(other: str) -> None:
    """Mobile hosts, AMP marks, caches and viewers of copies, and ways a reader came by are left out."""
    assert canonical_url(other) == "https://example.com/world/nota-7.html"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com/nota", "https://example.com/Nota"),
        ("https://example.com/nota", "https://example.com/nota/"),
        ("https://example.com/index.php?id=1", "https://example.com/?id=1"),
        ("https://example.com/index.php?id=1", "https://example.com/index.php?id=2"),
        ("https://example.com/?p=1", "https://example.com/?p=2"),
        ("https://example.com/a?from=moscow", "https://example.com/a"),
        ("https://example.com/a?source=granma", "https://example.com/a?source=tass"),
        ("https://example.com/a?mode=2", "https://example.com/a"),
        ("https://example.com/?feed=rss2", "https://example.com/"),
        ("https://example.com:8080/a", "https://example.com/a"),
        ("https://en.example.com/a", "https://es.example.com/a"),
        ("https://m-example.com/a", "https://example.com/a"),
        ("https://mobile.ru/a", "https://ru/a"),
        ("https://example.com/amp/fender", "https://example.com/fender"),
        ("https://example.com/champ", "https://example.com/ch"),
        ("https://example.com/x/amp-a", "https://example.com/x/a"),
        ("https://example.com/preamp.html", "https://example.com/pre.html"),
        ("https://example.com/.amp", "https://example.com/"),
        ("https://example.com/a?amp=2", "https://example.com/a"),
        ("https://other-com.cdn.ampproject.org/c/s/example.com/a", "https://example.com/a"),
        ("https://example-com.cdn.ampproject.org/i/s/example.com/a.png", "https://example.com/a.png"),
        ("https://a-b-com.cdn.ampproject.org/c/s/a-b.com/x", "https://a-b.com/x"),
        ("https://google.example.com/amp/s/example.org/a", "https://example.org/a"),
        ("https://www.google.com/amp/s/nohost/a", "https://nohost/a"),
        ("https://yandex.ru/turbo/example.com/news", "https://example.com/news"),
        ("https://yandex.ru/example.com/s/news", "https://example.com/news"),
    ],
)
def test_what_may_be_two_articles_stays_two(one: str, other: str) -> None:
    """A spelling that some outlet uses for another page is never made one with it."""
    assert canonical_url(one) != canonical_url(other)


def test_a_hyphen_of_a_host_is_doubled_by_amp_caches() -> None:
    """The label of the cache proves whose copy it is."""
    cached = "https://el--muelle-example-com.cdn.ampproject.org/c/s/el-muelle.example.com/nota"
    assert canonical_url(cached) == "https://el-muelle.example.com/nota"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://example.com/a", True),
        ("https://xn--h1alffa9f.xn--p1ai/", True),
        ("https://[2001:db8::1]:8080/", True),
        ("ftp://example.com/a", False),
        ("javascript:alert(1)", False),
        ("https:///a", False),
        ("https://user:pass@example.com/", False),
        ("https://example.com:port/", False),
        ("https://exa mple.com/", False),
        ("https://example.com/" + "a" * 2_000, False),
        ("https://example.com/a\r\nHost: b", False),
        ("https://[::1/", False),
    ],
)
def test_is_fetchable(url: str, expected: bool) -> None:
    """Only http(s) with a host, without password, control character or endless length."""
    assert is_fetchable(url) is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/a/b", "https://example.com/a/b"),
        ("c?d=1", "https://example.com/feed/c?d=1"),
        ("//cdn.example.com/x", "https://cdn.example.com/x"),
        (" https://other.example/\n", "https://other.example/"),
        ("mailto:a@example.com", None),
        ("http://[", None),
        ("data:text/html,x", None),
    ],
)
def test_absolute_url(url: str, expected: str | None) -> None:
    """Links are resolved against their document; what is no web address is None."""
    assert absolute_url(url, "https://example.com/feed/") == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.granma.cu/", True),
        ("https://example.com/es/", True),
        ("https://example.com/index.php", True),
        ("https://example.com/?utm_source=rss", True),
        ("https://example.com/?p=12", False),
        ("https://example.com/cuba", False),
    ],
)
def test_is_homepage(url: str, expected: bool) -> None:
    """A front page, also of a language, is no article; one with an id in the query is."""
    assert is_homepage(url) is expected


def test_host_is_small_ascii_without_port() -> None:
    """The host is as it is asked for, with www. and without port."""
    assert host("http://WWW.Россия.рф:8080/a") == "www.xn--h1alffa9f.xn--p1ai"
    assert host("no url") == ""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("news.bbc.co.uk", "bbc.co.uk"),
        ("m.folha.uol.com.br", "uol.com.br"),
        ("192.0.2.7", "192.0.2.7"),
        ("[2001:db8::1]", "[2001:db8::1]"),
        ("localhost", "localhost"),
    ],
)
def test_registrable_domain(name: str, expected: str) -> None:
    """The public suffix list says what was registered; addresses stay."""
    assert registrable_domain(name) == expected


def test_ids_are_sixteen_digits_that_depend_on_all_they_name() -> None:
    """Ids are 16 hexadecimal digits; one key in two feeds is two entries."""
    ids = {article_id("https://a/"), article_id("https://b/"), entry_id("f", "k"), entry_id("g", "k")}
    assert len(ids) == 4
    assert all(len(name) == 16 and int(name, 16) >= 0 for name in ids)


def test_ids_do_not_change() -> None:
    """An id is kept for ever, so the rule that makes it must not change."""
    assert article_id("https://example.com/a") == "2dce0a4c50441bfc"


def test_a_link_loses_its_tracking_and_keeps_its_host() -> None:
    """It must still lead to the page."""
    url = "http://www.el-muelle.example/nota?id=3&utm_source=rss&fbclid=x#top"
    assert untracked_url(url) == "http://www.el-muelle.example/nota?id=3"
    assert untracked_url("mailto:x@y.example") == "mailto:x@y.example"
