"""The explanation of one item as a page: its hits in the text, its score as a sum, its life.

The page needs nothing else: no network, no script. All that came from outside is escaped.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from vigia.model import Evidence, Side, Tags
from vigia.reports.escaping import one_line, safe_url

# What is no character of a text, replaced one for one, so that offsets stay right.
_CONTROLS = {code: "\ufffd" for code in [*range(0x20), *range(0x7F, 0xA0)] if code not in (0x09, 0x0A)}
_CONTROLS |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_CONTROLS |= dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\u00b7")  # bidi marks


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, and the hit that it is, if any."""

    text: str
    hit: Evidence | None = None

    @property
    def side(self) -> str:
        """The side as a class of the page; a bilateral word is of both."""
        return "" if self.hit is None else str(self.hit.side or "both")


Life = Sequence[tuple[datetime | None, str, str]]


def render_explanation(
    fields: Mapping[str, str],
    tags: Tags | None,
    *,
    url: str | None = None,
    life: Life = (),
    stored_rules_hash: str | None = None,
    edits: Sequence[Any] = (),
) -> str:
    """Render an item with its tags as one HTML page.

    ``fields`` are title, summary and body as they were tagged; ``life`` is (time, event, detail). An
    edit has version, time, cause, and the changes of each field.
    """
    evidence = tags.evidence if tags else ()
    texts = {
        name: pieces(text, [hit for hit in evidence if hit.field == name])
        for name, text in fields.items()
        if text.strip()
    }
    return (
        _environment()
        .get_template("explanation.html.j2")
        .render(
            heading=one_line(fields.get("title", "")) or one_line(url or "") or "An item without a title",
            texts=texts,
            tags=tags,
            sides=[(side, _surfaces(evidence, side)) for side in (Side.CUBA, Side.RUSSIA)],
            url=url,
            link=safe_url(url),
            life=life,
            stored_rules_hash=stored_rules_hash,
            edits=edits,
        )
    )


def pieces(text: str, hits: Iterable[Evidence]) -> list[Piece]:
    """Cut a text at its hits; of hits that overlap one that counts stays, else the first."""
    taken: list[Evidence] = []
    for hit in sorted(hits, key=lambda one: (one.dropped_because is not None, one.start, -one.end)):
        if hit.end > hit.start and all(hit.end <= one.start or one.end <= hit.start for one in taken):
            taken.append(hit)
    cut, at = [], 0
    for hit in sorted(taken, key=lambda one: one.start):
        cut += [Piece(text[at : hit.start]), Piece(text[hit.start : hit.end], hit)]
        at = hit.end
    cut.append(Piece(text[at:]))
    return [Piece(_shown(piece.text), piece.hit) for piece in cut if piece.text]


def _surfaces(evidence: Iterable[Evidence], side: Side) -> list[str]:
    """Return what counts for a side, each surface once."""
    kept = [one for one in evidence if one.dropped_because is None and one.side in (side, None)]
    return list(dict.fromkeys(_line(one.surface) for one in kept))


def _shown(text: str) -> str:
    return text.translate(_CONTROLS)


def _line(text: str) -> str:
    return one_line(text, 200)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("vigia.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"line": _line, "shown": _shown}
    return environment
