"""Feeds of which the entries are wrong, each with what must come of them."""

from faults.feed_faults import HTML_PAGE, TAGGED
from faults.spoilt import FeedFault, dated, links, one
from faults.written import item, rss, three

_LONG_LINK = "http://feed-links-endless.example/" + "a" * 9_000
LINKS = (
    FeedFault(
        "feed-links-javascript",
        "scripts as links",
        links("javascript:alert(1)", "JaVaScRiPt:x"),
        "new",
        {"bad_url": 2},
    ),
    FeedFault(
        "feed-links-to-files",
        "files and other schemes as links",
        links(
            "file:///etc/passwd",
            "data:text/html,x",
            "mailto:a@b.example",
            "ftp://a.example/x",
            "gopher://a/x",
        ),
        "new",
        {"bad_url": 5},
    ),
    FeedFault(
        "feed-links-with-password",
        "links with a password",
        links("http://root:secret@good.example/1"),
        "new",
        {"bad_url": 1},
    ),
    FeedFault(
        "feed-links-without-host",
        "links without a host",
        links("https:///x", "https://", "https://?"),
        "new",
        {"bad_url": 2, "homepage": 1},
    ),
    FeedFault("feed-links-endless", "a link of 9,000 characters", links(_LONG_LINK), "new", {"bad_url": 1}),
    FeedFault(
        "feed-links-private",
        "links into our own network",
        links(
            "http://127.0.0.1/1",
            "http://169.254.169.254/latest",
            "http://[::1]/1",
            "http://10.0.0.1/1",
            "http://localhost/1",
            "http://[::ffff:192.168.0.1]/1",
        ),
        "new",
        {"unusable": 6},
    ),
    FeedFault(
        "feed-links-to-ports",
        "links to other ports",
        links("http://93.184.216.34:22/1"),
        "new",
        {"unusable": 1},
    ),
    FeedFault(
        "feed-links-relative",
        "links without scheme and host",
        links("/1", "2", "//feed-links-relative.example/3"),
        "new",
        TAGGED,
    ),
    FeedFault(
        "feed-links-missing",
        "items without a link",
        rss(*(item(f"Nota {n}", None) for n in range(3))),
        "new",
        {"bad_url": 3},
    ),
    FeedFault(
        "feed-links-home",
        "links to the front page",
        links("http://feed-links-home.example/", "http://feed-links-home.example/index.html"),
        "new",
        {"homepage": 2},
    ),
    FeedFault(
        "feed-links-equal",
        "the same link in each item",
        links(*["http://feed-links-equal.example/1"] * 3),
        "new",
        {"tagged": 1, "known": 2},
    ),
    FeedFault(
        "feed-links-tracked",
        "the same link with tracking",
        links(
            "http://feed-links-tracked.example/1?utm_source=a", "http://www.feed-links-tracked.example/1#b"
        ),
        "new",
        {"tagged": 1, "known": 1},
    ),
)


def _flipping(count: int) -> bytes:
    return rss(
        *(item(f"Nota {n}", f"http://feed-guids-flip.example/{n}", guid=f"{count}-{n}") for n in range(3))
    )


def _growing(count: int) -> bytes:
    return rss(
        *(item(f"Nota {n}", f"http://feed-guids-grow.example/{n}", guid=f"g{n}?{count}") for n in range(3))
    )


IDENTITY = (
    FeedFault(
        "feed-guids-equal",
        "one GUID for all",
        rss(*(item(f"Nota {n}", f"http://feed-guids-equal.example/{n}", guid="1") for n in range(3))),
        "new",
        TAGGED,
    ),
    FeedFault("feed-guids-flip", "other GUIDs at each poll", _flipping, "new", TAGGED, again="new"),
    FeedFault("feed-guids-grow", "GUIDs with a number that grows", _growing, "new", TAGGED, again="new"),
    FeedFault(
        "feed-guids-endless",
        "a GUID of 500 KB",
        one("feed-guids-endless", guid="g" * 500_000),
        "new",
        {"tagged": 1},
    ),
    FeedFault(
        "feed-guids-headline",
        "the headline as GUID",
        rss(
            *(
                item(f"Nota {n}", f"http://feed-guids-headline.example/{n}", guid=f"Nota {n}")
                for n in range(3)
            )
        ),
        "new",
        TAGGED,
    ),
    FeedFault(
        "feed-items-twice",
        "each item twice",
        rss(*three("feed-items-twice") * 2),
        "new",
        {"tagged": 3, "known": 3},
    ),
)

TEXTS = (
    FeedFault(
        "feed-title-endless",
        "a title of 500 KB",
        one("feed-title-endless", "Nota " * 100_000),
        "new",
        {"tagged": 1},
    ),
    FeedFault(
        "feed-title-missing",
        "items without a title",
        rss(*(f"<item><link>http://feed-title-missing.example/{n}</link></item>" for n in range(3))),
        "new",
        TAGGED,
    ),
    FeedFault(
        "feed-title-bidi",
        "marks that turn the writing round",
        one("feed-title-bidi", "Nota \u202egpj.exe\u202c \u2066x\u2069\u200b"),
        "new",
        {"tagged": 1},
    ),
    FeedFault(
        "feed-title-script",
        "a script in the title",
        one("feed-title-script", "Nota <script>alert(1)</script><img src=x onerror=alert(1)>"),
        "new",
        {"tagged": 1},
    ),
    FeedFault(
        "feed-title-formula",
        "a formula of a spreadsheet as title",
        one("feed-title-formula", '=HYPERLINK("http://evil.example")'),
        "new",
        {"tagged": 1},
    ),
    FeedFault(
        "feed-title-template",
        "a template of ours as title",
        one("feed-title-template", "{{ 7*7 }} {% raw %} %s {0} $(id)"),
        "new",
        {"tagged": 1},
    ),
    FeedFault(
        "feed-title-marks",
        "20,000 accents on one letter",
        one("feed-title-marks", "e" + "\u0301\u0323" * 10_000),
        "new",
        {"tagged": 1},
    ),
)

DATES = (
    FeedFault(
        "feed-dates-future",
        "dates in 2031",
        dated("feed-dates-future", "Mon, 06 Jan 2031 10:00:00 GMT"),
        "new",
        {"tagged": 1},
    ),
    FeedFault(
        "feed-dates-ancient",
        "dates in 1970 and 1899",
        dated("feed-dates-ancient", "Thu, 01 Jan 1970 00:00:00 GMT", "Sun, 31 Dec 1899 00:00:00 GMT"),
        "new",
        {"tagged": 2},
    ),
    FeedFault(
        "feed-dates-constant",
        "the same date in each item",
        dated("feed-dates-constant", *["Fri, 20 Nov 2026 10:00:00 GMT"] * 3),
        "new",
        TAGGED,
    ),
    FeedFault(
        "feed-dates-garbage",
        "dates that are none",
        dated("feed-dates-garbage", "ayer mismo", "31 Feb 2026", "99999-99-99T99:99:99Z", "-1", "0" * 5_000),
        "new",
        {"tagged": 5},
    ),
    FeedFault("feed-dates-missing", "no dates", dated("feed-dates-missing", None, None, None), "new", TAGGED),
    FeedFault(
        "feed-dates-odd-zones",
        "zones that nobody knows",
        dated("feed-dates-odd-zones", "Fri, 20 Nov 2026 10:00:00 +9999", "Fri, 20 Nov 2026 10:00:00 XYZT"),
        "new",
        {"tagged": 2},
    ),
    FeedFault(
        "feed-ttl-absurd",
        "to be asked again in a million years",
        rss(*three("feed-ttl-absurd"), head="<ttl>999999999999</ttl>"),
        "new",
        TAGGED,
    ),
    FeedFault(
        "feed-ttl-negative",
        "to be asked again before now",
        rss(*three("feed-ttl-negative"), head="<ttl>-5</ttl>"),
        "new",
        TAGGED,
    ),
)

CHANGES = (
    FeedFault(
        "feed-then-page",
        "a feed, and at the next poll a page",
        lambda count: HTML_PAGE if count else rss(*three("feed-then-page")),
        "new",
        TAGGED,
        again="unreadable",
    ),
    FeedFault(
        "feed-then-nothing",
        "a feed, and at the next poll an empty one",
        lambda count: rss() if count else rss(*three("feed-then-nothing")),
        "new",
        TAGGED,
        again="empty",
    ),
    FeedFault(
        "feed-touched",
        "a feed with another comment at each poll",
        lambda count: rss(*three("feed-touched")) + f"<!-- {count} -->".encode(),
        "new",
        TAGGED,
        again="new",
    ),
)

ENTRY_FAULTS = LINKS + IDENTITY + TEXTS + DATES + CHANGES
