"""What the fault newsroom prints: sound pages, each with a text of its own, and feeds to spoil."""

import random
from html import escape

_WORDS = (
    "acuerdo puerto petróleo embajada crédito buque ministro visita cooperación energía trigo turismo "
    "banco comercio delegación empresa proyecto planta suministro inversión deuda aeropuerto medicina "
    "vacuna ciencia universidad cultura frontera reunión declaración firma cumbre reforma salario mercado"
).split()
RSS_TYPE = "application/rss+xml"


def news(name: str, sentence_count: int = 8) -> str:
    """Return the text of an article, the same for a name and like no other name's."""
    rng = random.Random(name)
    return " ".join(
        f"Cuba y Rusia: {' '.join(rng.choices(_WORDS, k=11))}, dijo {name}." for _ in range(sentence_count)
    )


def page(name: str, body: str = "", head: str = "") -> bytes:
    """Return a sound page; ``body`` is markup that comes before its text, ``head`` goes into its head."""
    return (
        f"<!DOCTYPE html><html lang='es'><head><meta charset='utf-8'><title>{escape(name)}</title>"
        f"{head}</head><body><article><h1>{escape(name)}</h1>{body}<p>{news(name)}</p></article></body></html>"
    ).encode("utf-8", "replace")


def bare(markup: str) -> bytes:
    """Return a page of which the body is just this."""
    return f"<!DOCTYPE html><html><head><title>Nota</title></head><body>{markup}</body></html>".encode()


def item(
    title: str,
    link: str | None,
    *,
    guid: str | None = None,
    date: str | None = "Fri, 20 Nov 2026 {hour:02}:{minute:02}:00 GMT",
    more: str = "",
) -> str:
    """Return an item of a feed; its date differs with its title."""
    number = sum(title.encode("utf-8", "replace")[:100])
    dated = date.format(hour=number % 10, minute=number % 60) if date else None
    parts = {"title": title, "link": link, "guid": guid, "pubDate": dated}
    fields = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in parts.items() if text is not None)
    return f"<item>{fields}{more}</item>"


def rss(*items: str, prolog: str = '<?xml version="1.0" encoding="utf-8"?>', head: str = "") -> bytes:
    """Return a feed of these items."""
    return (
        f"{prolog}<rss version='2.0'><channel><title>Fallas</title>{head}{''.join(items)}</channel></rss>"
    ).encode("utf-8", "surrogatepass")


def three(name: str) -> tuple[str, ...]:
    """Return three sound items that link to the pages of a site."""
    return tuple(item(f"Nota {number} de {name}", f"http://{name}.example/{number}") for number in (1, 2, 3))
