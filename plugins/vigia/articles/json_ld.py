"""The article in a page's JSON-LD, however the page wraps or breaks it."""

import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

NODE_COUNT = 5_000

_ARTICLE_TYPE = re.compile(r"(?:article|posting|report|review)$", re.I)
_INDEX_TYPE = re.compile(r"^(?:collectionpage|searchresultspage)$", re.I)
_WRAPPING = re.compile(r"^\s{0,999}(?:<!--|//\s{0,9}<!\[CDATA\[|<!\[CDATA\[|/\*\s{0,9}<!\[CDATA\[\s{0,9}\*/)")
_TRAILING = re.compile(r"(?:-->|//\s{0,9}\]\]>|\]\]>|/\*\s{0,9}\]\]>\s{0,9}\*/|;)\s{0,999}$")
_FIELD = re.compile(
    r'"(headline|datePublished|articleBody)"\s{0,9}:\s{0,9}"((?:[^"\\]|\\.){1,100000}+)"', re.S
)


@dataclass(frozen=True, slots=True)
class LinkedArticle:
    """The article node of a page's JSON-LD; empty fields where it says nothing."""

    headline: str = ""
    body: str = ""
    published: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    urls: tuple[str, ...] = ()
    is_free: bool = True  # isAccessibleForFree
    is_article: bool = False
    is_index: bool = False  # a list or section page and no article


def read_linked_article(scripts: tuple[str, ...]) -> LinkedArticle:
    """Read the article node out of a page's ld+json scripts.

    A script that is cut off or invalid still gives headline, date and body where they stand whole.
    """
    nodes: list[dict[str, Any]] = []
    for script in scripts:
        nodes.extend(_nodes(_parsed(script)))
    articles = [node for node in nodes if _is_kind(node, _ARTICLE_TYPE)]
    if not articles:
        return LinkedArticle(is_index=any(_is_kind(node, _INDEX_TYPE) for node in nodes))
    # A page links to other articles too: its own node is the one that says the most.
    best = max(articles, key=_fullness)
    return _linked_article(
        best, {str(node["@id"]): node for node in nodes if "@id" in node and len(node) > 1}
    )


def _parsed(script: str) -> Any:
    text = _TRAILING.sub("", _WRAPPING.sub("", script)).strip()
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return _salvaged(text)


def _salvaged(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in _FIELD.findall(text):
        try:
            found.setdefault(name, json.loads(f'"{value}"', strict=False))
        except ValueError:
            continue
    return {"@type": "NewsArticle", **found} if found else {}


def _nodes(parsed: Any) -> Iterator[dict[str, Any]]:
    """Give every object, outer ones first."""
    level = deque([parsed])
    for _ in range(NODE_COUNT):
        if not level:
            return
        value = level.popleft()
        if isinstance(value, dict):
            yield value
            level.extend(part for part in value.values() if isinstance(part, (dict, list)))
        elif isinstance(value, list):
            level.extend(value[:NODE_COUNT])


def _is_kind(node: dict[str, Any], pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(kind) for kind in _texts(node.get("@type")))


def _fullness(node: dict[str, Any]) -> int:
    names = ("headline", "datePublished", "author", "articleBody", "mainEntityOfPage", "publisher", "image")
    return sum(bool(node.get(name)) for name in names)


def _linked_article(node: dict[str, Any], node_by_id: dict[str, dict[str, Any]]) -> LinkedArticle:
    return LinkedArticle(
        headline=_first(node.get("headline")) or _first(node.get("name")),
        body=max(_texts(node.get("articleBody")), key=len, default=""),
        published=_first(node.get("datePublished")) or _first(node.get("dateCreated")),
        authors=tuple(_names(node.get("author") or node.get("creator"), node_by_id)),
        language=_first(node.get("inLanguage")),
        urls=tuple(_addresses(node.get("url"), node.get("mainEntityOfPage"))),
        is_free=str(node.get("isAccessibleForFree", True)).lower() != "false",
        is_article=True,
    )


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for text in values if isinstance(text, str)]


def _first(value: Any) -> str:
    return next(iter(_texts(value)), "")


def _names(value: Any, node_by_id: dict[str, dict[str, Any]]) -> Iterator[str]:
    for author in value if isinstance(value, list) else [value]:
        if isinstance(author, str):
            yield author
        elif isinstance(author, dict):
            named = author if author.get("name") else node_by_id.get(str(author.get("@id")), {})
            yield from _texts(named.get("name"))


def _addresses(*values: Any) -> Iterator[str]:
    for value in values:
        yield from _texts(value.get("@id") if isinstance(value, dict) else value)
