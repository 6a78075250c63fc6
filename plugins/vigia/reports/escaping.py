"""Outside text made harmless: cleaned and bounded once, then escaped for each format.

HTML is escaped by Jinja's autoescape. Here: what a plain line is, which links are allowed, Markdown.
"""

import re
from urllib.parse import quote

from vigia.text import clean_text
from vigia.urls import is_fetchable

MAX_CHARS = 600  # longest title or sentence that is printed; real ones are below 400

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#|!$~^=])")
# What GitHub's dialect would turn into a link although nobody wrote one.
_AUTOLINK = re.compile(r"(://|www\.|@)", re.IGNORECASE)
_URL_SAFE = "/:?#@&=+$,;%~.-_"


def one_line(text: str, limit: int = MAX_CHARS) -> str:
    """Return text as one clean line of at most ``limit`` characters, cut with an ellipsis."""
    line = " ".join(clean_text(text).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def safe_url(url: str | None) -> str | None:
    """Return the URL if it may be a link: http or https with a host and no password; else None."""
    return url if url and is_fetchable(url) else None


def markdown(text: str) -> str:
    """Escape one line of text for Markdown, so that it shows as it is in headings, lists and tables."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _MARKDOWN.sub(r"\\\1", text)
    return _AUTOLINK.sub(_defused, text)


def markdown_link(text: str, url: str | None) -> str:
    """Return a Markdown link, or the escaped text alone where the URL is no link."""
    label = markdown(text)
    allowed = safe_url(url)
    return f"[{label}](<{quote(allowed, safe=_URL_SAFE)}>)" if allowed else label


def _defused(found: re.Match[str]) -> str:
    return {"://": r"\://", "@": "&#64;"}.get(found[0], f"{found[0][:-1]}&#46;")
