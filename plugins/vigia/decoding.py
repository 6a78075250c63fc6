"""From bytes to text, in the encoding they really have rather than the one they claim."""

import codecs
import re

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# How '<' followed by an ASCII character begins in the wide encodings (XML 1.0, appendix F).
_WIDE_STARTS = (
    (re.compile(rb"<\0\0\0[\x09-\x7e]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0<\0\0\0[\x09-\x7e]"), "utf-32-be"),
    (re.compile(rb"<\0[\x09-\x7e]\0"), "utf-16-le"),
    (re.compile(rb"\0<\0[\x09-\x7e]"), "utf-16-be"),
)
_DECLARATION_BYTES = 2_048  # HTML wants its meta within 1,024 bytes; some sites are late
_XML_DECLARATION = re.compile(
    rb"""\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']\s*([\w.:-]{1,40})""", re.IGNORECASE
)
_META_DECLARATION = re.compile(
    rb"""<meta\b[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE
)
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:+-]{1,40})""", re.IGNORECASE)
_STRAY_SHARE = 0.02  # of the characters beyond ASCII: a few broken ones do not make it another encoding
_DETECTION_BYTES = 200_000
# Russian, Ukrainian and Bulgarian in small letters: seven of ten are of these. Read by another Cyrillic
# table hardly any is, since each table puts the letters, and most put the capitals, elsewhere.
_CYRILLIC = ("koi8-u", "windows-1251", "iso8859-5", "cp866")
_CYRILLIC_CLAIMS = (*_CYRILLIC, "koi8-r", "mac-cyrillic")
_COMMON = re.compile("[оеаинтсрвлкмі]")
_LETTERS = re.compile("[\u0400-\u04ff]")
_FEWEST_LETTERS = 40
_ODD_SHARE, _USUAL_SHARE = 0.3, 0.6  # of common letters; in capitals alone there are none either way


def decode(body: bytes, header_charset: str | None, declared: str | None = None) -> tuple[str, str]:
    """Decode a document and name the encoding that was used; never raises.

    In order: byte order mark, UTF-8 where it is valid, ``header_charset`` of HTTP, ``declared``
    (or what the document's XML declaration or meta says), detection. What cannot be decoded
    becomes U+FFFD.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name
    for pattern, name in _WIDE_STARTS:
        if pattern.match(body):
            return body.decode(name, "replace"), name
    claims = (header_charset, declared or _declared_charset(body))
    if b"\x1b" in body and (stated := _first_fitting(body, claims, ("iso2022_jp",))):
        return stated
    return _as_utf8(body) or _first_fitting(body, claims) or _as_detected(body)


def charset_of(content_type: str | None) -> str | None:
    """Return the charset parameter of a Content-Type header, as it is written there."""
    found = _CHARSET.search(content_type[:500]) if content_type else None
    return found.group(1) if found else None


def _declared_charset(body: bytes) -> str | None:
    head = body[:_DECLARATION_BYTES]
    found = _XML_DECLARATION.match(head) or _META_DECLARATION.search(head)
    return found.group(1).decode("ascii", "ignore") if found else None


def _as_utf8(body: bytes) -> tuple[str, str] | None:
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
    # In a Cyrillic or Latin single-byte text hardly a pair of bytes happens to be UTF-8.
    beyond_ascii = sum(len(run) for run in re.findall(r"[^\x00-\x7f]+", text))
    return (text, "utf-8") if text.count("\ufffd") <= beyond_ascii * _STRAY_SHARE else None


def _first_fitting(
    body: bytes, names: tuple[str | None, ...], only: tuple[str, ...] = ()
) -> tuple[str, str] | None:
    for name in names:
        codec = _codec(name)
        # UTF-8 was tried before, and a wide encoding would have shown itself by its zero bytes.
        if codec is None or codec.startswith(("utf-8", "utf-16", "utf-32")) or (only and codec not in only):
            continue
        text = body.decode(codec, "replace")
        if text.count("\ufffd") <= max(1, len(text) * _STRAY_SHARE):
            return _as_another_cyrillic(body, text, codec) or (text, codec)
    return None


def _as_another_cyrillic(body: bytes, text: str, claimed: str) -> tuple[str, str] | None:
    """Return the text by the Cyrillic table in which it is words, where by the claimed one it is none."""
    if claimed not in _CYRILLIC_CLAIMS or _common_share(text) >= _ODD_SHARE:
        return None
    shares = {name: _common_share(body[:_DETECTION_BYTES].decode(name, "replace")) for name in _CYRILLIC}
    best = max(shares, key=lambda name: shares[name])
    return (body.decode(best, "replace"), best) if shares[best] >= _USUAL_SHARE else None


def _common_share(text: str) -> float:
    """Return the share of common small letters among the Cyrillic ones; 0 for too few to tell."""
    letters = _LETTERS.findall(text[:_DETECTION_BYTES])
    if len(letters) < _FEWEST_LETTERS:
        return 0.0
    return sum(_COMMON.match(letter) is not None for letter in letters) / len(letters)


def _as_detected(body: bytes) -> tuple[str, str]:
    codec = _codec(detect_encoding(body, max_len=_DETECTION_BYTES, from_html_meta=True)) or "utf-8"
    if codec.startswith("utf-"):
        codec = "windows-1252"  # it is not UTF-8, and here every byte has a meaning
    return body.decode(codec, "replace"), codec


def _codec(name: str | None) -> str | None:
    """Return Python's name of a web encoding; None for what is no encoding of the web."""
    codec = map_encoding_to_html5(name.strip().lower(), False) if name else None
    if codec is None:
        return None
    try:
        known = codecs.lookup(codec).name
    except LookupError:
        return None
    return known.replace("cp125", "windows-125") if known.startswith("cp125") else known
