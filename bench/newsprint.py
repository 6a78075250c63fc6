"""Invented news in any amount: cut from our own labelled items, the same at every run."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from html import escape

from bench.data import Labelled
from vigia.model import Side
from vigia.tagging.tagger import Item, Tagger

_SENTENCE_END = re.compile(r"(?<=[.!?…»])\s+")
CHUNK_WORDS = 3  # pieces of this length compress like prose does, whole sentences far better


def plain_sentences(items: Sequence[Labelled], tagger: Tagger) -> dict[str, list[str]]:
    """Return the sentences without a Cuban side, by language."""
    found: dict[str, list[str]] = {}
    for one in items:
        for sentence in _SENTENCE_END.split(f"{one.item.summary}\n{one.item.body}"):
            if len(sentence) > 20 and not _names_cuba(sentence, one.language, tagger):
                found.setdefault(one.language, []).append(" ".join(sentence.split()))
    return found


def _names_cuba(sentence: str, language: str, tagger: Tagger) -> bool:
    evidence = tagger.tag(Item("", "", sentence, language)).evidence
    return any(hit.side is not Side.RUSSIA for hit in evidence)


def padded(item: Item, sentences: Sequence[str], size: int, rng: random.Random) -> Item:
    """Lengthen an item's body by paragraphs of other sentences to about ``size`` characters."""
    body, missing = [item.body], size - len(item.title) - len(item.summary) - len(item.body)
    while missing > 0:
        paragraph = " ".join(rng.choices(sentences, k=3))
        body.append(paragraph[:missing])
        missing -= len(paragraph) + 2
    return replace(item, body="\n\n".join(body).strip())


def traffic(
    items: Sequence[Labelled], plain: dict[str, list[str]], shares: dict[str, float], count: int, size: int
) -> list[Item]:
    """Return items of about ``size`` characters, a share of each kind.

    Kinds are ``match``, ``mention`` and ``none`` as labelled, lengthened by other sentences, and
    ``plain``, without a Cuban side at all.
    """
    rng = random.Random(1959)  # noqa: S311 - deterministic on purpose
    kinds = rng.choices(list(shares), weights=list(shares.values()), k=count)
    made = []
    for kind in kinds:
        one = rng.choice([one for one in items if kind in (one.relevance, "plain")])
        pool = plain[one.language]
        item = Item(rng.choice(pool)[:90], "", "", one.language) if kind == "plain" else one.item
        made.append(padded(item, pool, size, rng))
    return made


def chunks(items: Sequence[Labelled]) -> list[str]:
    """Return all runs of three words of the items, for ``prose``."""
    words = [word for one in items for word in one.item.body.split()]
    return [" ".join(words[at : at + CHUNK_WORDS]) for at in range(0, len(words) - CHUNK_WORDS)]


def prose(pieces: Sequence[str], size: int, rng: random.Random) -> str:
    """Return text of ``size`` characters that means nothing but has the words of news."""
    text = " ".join(rng.choices(pieces, k=size // 12))
    while len(text) < size:
        text += " " + " ".join(rng.choices(pieces, k=20))
    return text[:size]


def rss(items: Sequence[Item], link: str) -> bytes:
    """Write items as a feed of RSS 2.0."""
    return "".join(_rss_lines(items, link)).encode()


def _rss_lines(items: Sequence[Item], link: str) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>Bench</title>'
    yield f"<link>{link}</link>\n"
    for number, item in enumerate(items):
        yield (
            f"<item><title>{escape(item.title)}</title><link>{link}/{number}</link><guid>{link}/{number}</guid>"
            f"<pubDate>Mon, 23 Nov 2026 {number % 24:02}:15:00 GMT</pubDate>"
            f"<description>{escape('<p>' + escape(item.summary) + '</p>')}</description></item>\n"
        )
    yield "</channel></rss>"


# Ways in which pages write the same letters; a gate has to read them all.
def plain_page(item: Item) -> str:
    """Write an item as a page, letters as they are."""
    return _page(item, escape)


def reference_page(item: Item) -> str:
    """Write an item as a page in which every letter beyond ASCII is a numeric reference."""
    return _page(item, lambda text: escape(text).encode("ascii", "xmlcharrefreplace").decode())


def parted_page(item: Item) -> str:
    """Write an item as a page with soft hyphens and tags inside its words."""
    return _page(item, lambda text: re.sub(r"(\w{2})(\w{3})", "\\1&shy;<wbr>\\2", escape(text)))


def _page(item: Item, written: Callable[[str], str]) -> str:
    paragraphs = "".join(f"<p>{written(text)}</p>\n" for text in item.body.split("\n\n"))
    title = written(item.title)
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        f"<p><b>{written(item.summary)}</b></p>{paragraphs}</article></body></html>"
    )
