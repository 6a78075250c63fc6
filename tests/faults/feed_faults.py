"""Feed documents that are wrong as a whole, each with what must come of its poll and of its entries."""

import gzip

from faults.spoilt import FeedFault, described, one
from faults.written import item, rss, three

XXE_HOST = "http://xxe.example"
MANY = 40_000


def _with_doctype(name: str, subset: str, reference: str) -> bytes:
    prolog = f'<?xml version="1.0"?><!DOCTYPE rss [{subset}]>'
    more = f"<description>{reference}</description>"
    return rss(item("Nota", f"http://{name}.example/1", more=more), prolog=prolog)


_LAUGHS = '<!ENTITY a0 "ja">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
_ATTRIBUTES = " ".join(f'a{n}="<>"' for n in range(MANY))
_SOUND_ATTRIBUTES = " ".join(f'a{n}="1"' for n in range(MANY))
HTML_PAGE = b"<!DOCTYPE html><html><head><title>Portada</title></head><body><h1>Portada</h1></body></html>"

NO_FEEDS = (
    FeedFault("feed-of-nothing", "no bytes at all", b"", "unreadable", says="empty document"),
    FeedFault("feed-of-blanks", "blanks and NULs", b" \n\0\t" * 50, "unreadable", says="empty document"),
    FeedFault(
        "feed-html-page", "the front page", HTML_PAGE, "unreadable", says="an HTML page titled 'Portada'"
    ),
    FeedFault("feed-plain-text", "a sentence", b"No hay canal.", "unreadable", says="text beginning"),
    FeedFault("feed-json-error", "a JSON error", b'{"error": "not found"}', "unreadable"),
    FeedFault("feed-json-cut-off", "JSON that breaks off", b'{"version": "1", "items": [', "unreadable"),
    FeedFault("feed-json-deep", "100,000 brackets", b"[" * 100_000, "unreadable"),
    FeedFault("feed-binary", "every byte", bytes(range(256)) * 40, "unreadable"),
    FeedFault("feed-pdf", "a PDF", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n" * 9, "unreadable"),
    FeedFault("feed-image", "a PNG", b"\x89PNG\r\n\x1a\n" + bytes(99), "unreadable"),
    FeedFault("feed-other-xml", "XML of another kind", b"<catalog><book>x</book></catalog>", "unreadable"),
    FeedFault("feed-svg", "a drawing", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unreadable"),
    FeedFault("feed-stored-bomb", "a gzip file of 50 MB", gzip.compress(bytes(50_000_000)), "unreadable"),
    FeedFault(
        "feed-stored-damaged", "a damaged gzip file", gzip.compress(HTML_PAGE)[:-9] + b"x" * 9, "unreadable"
    ),
    FeedFault("feed-no-entries", "a channel without items", rss(), "empty"),
    FeedFault("feed-entries-of-nothing", "items without content", rss("<item></item>" * 3), "empty"),
)

TAGGED = {"tagged": 3}
DAMAGED = (
    FeedFault(
        "feed-cut-off",
        "breaks off in its third item",
        rss(*three("feed-cut-off"))[:-95],
        "new",
        {"tagged": 2, "bad_url": 1},
    ),
    FeedFault(
        "feed-tags-unclosed",
        "no tag is closed",
        rss(*three("feed-tags-unclosed")).replace(b"</item>", b""),
        "new",
        TAGGED,
    ),
    FeedFault(
        "feed-bare-ampersands",
        "ampersands that begin nothing",
        rss(*three("feed-bare-ampersands")).replace(b"Nota", b"Ron & Cola &"),
        "new",
        TAGGED,
    ),
    FeedFault(
        "feed-html-entities",
        "entities that XML does not know",
        rss(*three("feed-html-entities")).replace(b"Nota", b"&iexcl;Nota&nbsp;&eacute;&hellip;"),
        "new",
        TAGGED,
    ),
    FeedFault(
        "feed-nul-characters",
        "NULs and other control characters",
        rss(*three("feed-nul-characters")).replace(b"Nota", b"No\0ta\x08\x1b"),
        "new",
        TAGGED,
    ),
    FeedFault(
        "feed-control-references",
        "references to characters that XML forbids",
        rss(*three("feed-control-references")).replace(
            b"Nota", b"No&#0;ta&#x8;&#xD800;&#56320;&#x110000;&#9999999;&#xFFFFFFFFFF;"
        ),
        "new",
        TAGGED,
    ),
    FeedFault(
        "feed-warnings-first",
        "a warning of PHP before the root",
        b"<br />\n<b>Warning</b>: mysql_connect() in <b>/var/www/feed.php</b><br />\n"
        + rss(*three("feed-warnings-first")),
        "new",
        TAGGED,
    ),
    FeedFault(
        "feed-text-after-root",
        "another document after the end",
        rss(*three("feed-text-after-root")) + b"<html><body>x</body></html>",
        "new",
        TAGGED,
    ),
    FeedFault(
        "feed-unbound-prefixes",
        "prefixes that nobody declared",
        rss(*(entry.replace("</item>", "<media:x/></item>") for entry in three("feed-unbound-prefixes"))),
        "new",
        TAGGED,
    ),
    FeedFault(
        "feed-tags-crossed",
        "tags closed in the wrong order",
        rss(*three("feed-tags-crossed")).replace(b"</title><link>", b"<link></title>"),
        "new",
        {"bad_url": 3},
    ),
    FeedFault(
        "feed-capital-tags",
        "tags in capitals",
        rss(*three("feed-capital-tags")).replace(b"item>", b"ITEM>"),
        "new",
        TAGGED,
    ),
    FeedFault(
        "feed-stored-packed", "a gzip file", gzip.compress(rss(*three("feed-stored-packed"))), "new", TAGGED
    ),
)

_CYRILLIC = rss(*(entry.replace("Nota", "Новость") for entry in three("feed-koi8-r"))).decode()
ENCODINGS = (
    FeedFault(
        "feed-utf-16-said",
        "UTF-8 that says UTF-16",
        rss(*three("feed-utf-16-said"), prolog='<?xml version="1.0" encoding="utf-16"?>'),
        "new",
        TAGGED,
    ),
    FeedFault(
        "feed-utf-16",
        "UTF-16 that says UTF-8",
        rss(*three("feed-utf-16")).decode().encode("utf-16-le"),
        "new",
        TAGGED,
    ),
    FeedFault(
        "feed-utf-32",
        "UTF-32 without a mark",
        rss(*three("feed-utf-32")).decode().encode("utf-32-be"),
        "new",
        TAGGED,
    ),
    FeedFault(
        "feed-encoding-unknown",
        "an encoding that nobody knows",
        rss(*three("feed-encoding-unknown"), prolog='<?xml version="1.0" encoding="x-klingon"?>'),
        "new",
        TAGGED,
    ),
    FeedFault(
        "feed-windows-1251-as-utf-8",
        "windows-1251 that says UTF-8",
        _CYRILLIC.replace("koi8-r", "windows-1251-as-utf-8").encode("windows-1251"),
        "new",
        TAGGED,
    ),
    FeedFault(
        "feed-koi8-r",
        "KOI8-R that says so",
        _CYRILLIC.replace("utf-8", "koi8-r").encode("koi8-r"),
        "new",
        TAGGED,
    ),
    FeedFault(
        "feed-utf-8-broken",
        "broken bytes within UTF-8",
        rss(*(entry.replace("Nota", "Año @") for entry in three("feed-utf-8-broken"))).replace(
            b"@", b"\xff\xc3"
        ),
        "new",
        TAGGED,
    ),
    FeedFault(
        "feed-lone-surrogates",
        "halves of characters",
        one("feed-lone-surrogates", "Nota \ud800\udfff"),
        "new",
        {"tagged": 1},
    ),
)

TRAPS = (
    FeedFault(
        "feed-billion-laughs",
        "an entity that unfolds to two gigabytes",
        _with_doctype("feed-billion-laughs", _LAUGHS, "&a9;"),
        "new",
        {"tagged": 1},
    ),
    FeedFault(
        "feed-entity-flood",
        "a long entity, used 9,000 times",
        _with_doctype("feed-entity-flood", f'<!ENTITY a "{"ja" * 50_000}">', "&a;" * 9_000),
        "new",
        {"tagged": 1},
    ),
    FeedFault(
        "feed-entity-in-circle",
        "entities that name each other",
        _with_doctype("feed-entity-in-circle", '<!ENTITY a "&b;"><!ENTITY b "&a;">', "&a;"),
        "new",
        {"tagged": 1},
    ),
    FeedFault(
        "feed-xxe-file",
        "an entity that is a file of ours",
        _with_doctype("feed-xxe-file", '<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;"),
        "new",
        {"tagged": 1},
    ),
    FeedFault(
        "feed-xxe-address",
        "an entity at another address",
        _with_doctype("feed-xxe-address", f'<!ENTITY a SYSTEM "{XXE_HOST}/entity">', "&a;"),
        "new",
        {"tagged": 1},
    ),
    FeedFault(
        "feed-xxe-parameter",
        "a parameter entity at another address",
        _with_doctype("feed-xxe-parameter", f'<!ENTITY % a SYSTEM "{XXE_HOST}/parameter">%a;', "x"),
        "new",
        {"tagged": 1},
    ),
    FeedFault(
        "feed-external-dtd",
        "a document type at another address",
        rss(
            *three("feed-external-dtd"), prolog=f'<?xml version="1.0"?><!DOCTYPE rss SYSTEM "{XXE_HOST}/dtd">'
        ),
        "new",
        TAGGED,
    ),
    FeedFault(
        "feed-stylesheet",
        "a style sheet at another address",
        rss(*three("feed-stylesheet"), prolog=f'<?xml-stylesheet href="{XXE_HOST}/style" type="text/xsl"?>'),
        "new",
        TAGGED,
    ),
    FeedFault(
        "feed-xinclude",
        "an inclusion of a file of ours",
        rss(
            *three("feed-xinclude"),
            head='<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>',
        ),
        "new",
        TAGGED,
    ),
    FeedFault(
        "feed-attribute-bomb",
        f"an item with {MANY:,} attributes",
        rss(item("Nota", "http://feed-attribute-bomb.example/1")).replace(
            b"<item>", f"<item {_SOUND_ATTRIBUTES}>".encode()
        ),
        "unreadable",
        says="attributes",
    ),
    FeedFault(
        "feed-attributes-of-tags",
        f"an item with {MANY:,} attributes that hold tags",
        rss(item("Nota", "http://feed-attributes-of-tags.example/1")).replace(
            b"<item>", f"<item {_ATTRIBUTES}>".encode()
        ),
        "new",
        {"tagged": 1},
    ),
    FeedFault(
        "feed-attribute-bomb-in-text",
        f"a text with {MANY:,} attributes in one tag",
        described("feed-attribute-bomb-in-text", f"<p {_ATTRIBUTES}>x</p>"),
        "new",
        {"tagged": 1},
    ),
    FeedFault(
        "feed-namespace-bomb",
        "10,000 declared prefixes",
        rss(
            "<item " + " ".join(f"xmlns:n{n}='urn:{n}'" for n in range(10_000)) + ">",
            item("Nota", "http://feed-namespace-bomb.example/1")[6:],
        ),
        "new",
        {"tagged": 1},
    ),
    FeedFault("feed-deep", "100,000 nested elements", rss("<a>" * 100_000), "unreadable", says="depth"),
    FeedFault(
        "feed-deep-text",
        "a text of 50,000 nested blocks",
        described("feed-deep-text", "<div>" * 50_000 + "x"),
        "new",
        {"tagged": 1},
    ),
    FeedFault(
        "feed-comments-unclosed",
        "80,000 opened comments",
        described("feed-comments-unclosed", "<!--" * 80_000),
        "new",
        {"tagged": 1},
    ),
    FeedFault(
        "feed-prolog-endless",
        "900 KB before the root",
        rss(*three("feed-prolog-endless"), prolog="<!-- " + "x" * 900_000 + " -->"),
        "new",
        TAGGED,
    ),
    FeedFault(
        "feed-ten-thousand-entries",
        "10,000 items: the first 2,000 are read",
        rss(*(f"<item><title>{n}</title><link>tel:{n}</link></item>" for n in range(10_000))),
        "new",
        {"bad_url": 2_000},
    ),
)


DOCUMENT_FAULTS = NO_FEEDS + DAMAGED + ENCODINGS + TRAPS
