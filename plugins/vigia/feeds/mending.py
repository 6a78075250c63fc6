"""Small damages of XML that make a strict parser give up, mended before it sees them."""

import re
from html.entities import html5

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Control characters, surrogates and the private planes at the end of Unicode, beyond which is nothing.
_NOT_XML_REFERENCE = re.compile(
    r"&#(?:x0{0,8}(?:[0-8bcef]|1[0-9a-f]|d[89a-f][0-9a-f]{2}|[1-9a-f][0-9a-f]{5,7})"
    r"|0{0,8}(?:[0-8]|1[124-9]|2\d|3[01]|5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3]|[1-9]\d{6,8}));",
    re.IGNORECASE,
)
# A CDATA section, to be passed over, or an ampersand with what may be the name of an entity.
_AMPERSAND = re.compile(
    r"(<!\[CDATA\[.*?(?:\]\]>|\Z))|&(?:(#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};)|(\w{1,32};))?", re.DOTALL
)
_XML_NAMES = ("amp;", "lt;", "gt;", "quot;", "apos;")


def mended(text: str) -> str:
    """Return XML text without illegal characters, bare ampersands or undeclared HTML entities.

    What is inside CDATA stays, but for characters that are illegal anywhere. Time is linear.
    """
    text = _NOT_XML_REFERENCE.sub("", _NOT_XML.sub("", text))
    return _AMPERSAND.sub(_mended_ampersand, text)


def _mended_ampersand(found: re.Match[str]) -> str:
    section, number, name = found.groups()
    if section or number or name in _XML_NAMES:
        return found.group()
    if name is None:
        return "&amp;"
    meant = html5.get(name)
    # A name that HTML does not know may be declared in the document.
    return found.group() if meant is None else meant.replace("&", "&amp;").replace("<", "&lt;")
