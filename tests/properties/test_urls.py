"""Invariants of URLs."""

from hypothesis import given, settings
from hypothesis import strategies as st

from vigia.urls import absolute_url, canonical_url, host, is_fetchable, is_homepage, registrable_domain

UNHURRIED = settings(deadline=None)
PARTS = st.sampled_from(
    [
        "http://", "HTTPS://", "//", "www.", "m.", "amp.", "Example", ".com", ".рф", "россия",
        ":80", ":443", ":8080",
        "@", "/", "/amp", "/amp/", "/A b", "?", "&", "&amp;", "amp;", "utm_source=x", "amp=1",
        "outputType=amp", "id=7", "mobile.", ".amp", ".amp.html", "/amp/a/b", ";jsessionid=", "from=rss",
        "google.com/amp/s/", "example-com.cdn.ampproject.org", "/c/s/example.com", "/turbo/",
        "yandex.ru", "/s/",
        "fbclid", "=", "#", "#top", "%d0", "%", "%%41", "..", ".", "[", "]", "[::1]", "127.0.0.1",
        "\\", " ", "\t", "\n",
        "\x00", "ß", "xn--", "é", "\ud800", ";", "|",
    ]
)  # fmt: skip
MADE = st.lists(PARTS, max_size=12).map("".join)
URLS = st.one_of(MADE, MADE.map(lambda rest: f"http://www.example.com/{rest}"), st.text(max_size=30))


@UNHURRIED
@given(URLS)
def test_a_canonical_url_is_its_own(url: str) -> None:
    """Making a URL canonical twice changes nothing the second time."""
    once = canonical_url(url)
    assert canonical_url(once) == once


@UNHURRIED
@given(URLS)
def test_a_canonical_url_of_a_fetchable_one_is_fetchable_https(url: str) -> None:
    """What can be fetched has a canonical URL of https, without fragment, in printable ASCII."""
    canonical = canonical_url(url)
    if is_fetchable(url) and len(canonical) <= 2_000:
        assert is_fetchable(canonical)
        assert canonical.startswith("https://")
        assert canonical.isascii()
        assert "#" not in canonical


@UNHURRIED
@given(URLS, URLS)
def test_an_absolute_url_has_a_host(url: str, base: str) -> None:
    """What comes out is None or a web address with a host."""
    absolute = absolute_url(url, base)
    assert absolute is None or host(absolute)


@UNHURRIED
@given(URLS)
def test_no_url_breaks_what_looks_at_it(url: str) -> None:
    """Any text at all can be asked for its host, domain and being a home page."""
    name = host(url)
    assert name == name.lower()
    assert name.endswith(registrable_domain(name))
    assert is_homepage(url) in (True, False)
