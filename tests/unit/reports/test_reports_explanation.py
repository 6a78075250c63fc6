"""The explanation of an item as a page."""

from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import builders
from vigia.cli.explain import command
from vigia.model import Evidence, Side
from vigia.reports.explanation import pieces, render_explanation

TEXT = "Cuba y Rusia, según Sputnik"
CUBA = Evidence("title", 0, 4, "Cuba", "cuba", Side.CUBA, "terms.csv:cuba", 1.0)
RUSSIA = Evidence("title", 7, 12, "Rusia", "russia", Side.RUSSIA, "terms.csv:russia", 1.0)
SPUTNIK = Evidence(
    "title", 20, 27, "Sputnik", "sputnik", Side.RUSSIA, "terms.csv:sputnik", 0.0, "attribution"
)
TAGS = builders.tags(evidence=(CUBA, RUSSIA, SPUTNIK), parts=(("both sides named", 1.5), ("sport", -5.0)))


class Outline(HTMLParser):
    """The tags of a page in order, and what stands in some of them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.seen.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of each tag of a name."""
        return [attributes for name, attributes in self.seen if name == tag]


def test_hits_have_the_colour_of_their_side_and_dropped_ones_are_struck() -> None:
    """What counts is marked by side with its rule; what does not is struck, with the reason as title."""
    page = render_explanation({"title": TEXT}, TAGS)
    assert '<mark class="cuba" title="terms.csv:cuba, weight 1">Cuba</mark> y ' in page
    assert '<mark class="russia" title="terms.csv:russia, weight 1">Rusia</mark>, según ' in page
    assert '<s class="russia" title="attribution (terms.csv:sputnik)">Sputnik</s></p>' in page
    assert "<td>terms.csv:sputnik</td><td>nothing: attribution</td>" in page


def test_the_score_is_a_sum() -> None:
    """Each feature stands with its worth above the total."""
    page = render_explanation({"title": TEXT}, TAGS)
    assert '<td>both sides named</td><td class="number">+1.5</td>' in page
    assert '<td>sport</td><td class="number">-5</td>' in page
    assert '<tfoot><tr><td>match</td><td class="number">4</td></tr></tfoot>' in page


def test_nothing_from_outside_is_markup() -> None:
    """Text, URL, surface, reason and life are escaped, and a script is no link."""
    evil = "<script>alert(1)</script>\"'"
    hit = replace(SPUTNIK, start=0, end=len(evil), surface=evil, dropped_because=evil, rule=evil)
    tags = replace(TAGS, evidence=(hit,), sentence=evil, parts=((evil, 1.0),), language=evil)
    life = [(datetime(2026, 11, 20, tzinfo=UTC), evil, evil)]
    page = render_explanation({"title": evil, "body": evil}, tags, url="javascript:alert(1)", life=life)
    outline = Outline(page)
    assert outline.all("script") == outline.all("a") == outline.all("link") == outline.all("img") == []
    assert outline.all("s")[0]["title"] == f"{evil} ({evil})"


def test_a_page_of_a_url_has_its_life_and_its_former_rules() -> None:
    """What happened to a URL and by which rules it was stored are told; the link is safe."""
    life = [(datetime(2026, 11, 20, 8, 5, tzinfo=UTC), "seen", "in the feed"), (None, "lost", "no time")]
    page = render_explanation(
        {"title": TEXT}, TAGS, url="https://x.example/1", life=life, stored_rules_hash="old"
    )
    assert Outline(page).all("a") == [{"href": "https://x.example/1", "rel": "noreferrer nofollow"}]
    assert "<td>2026-11-20 08:05</td><td>seen</td><td>in the feed</td>" in page
    assert "stored under other rules: old" in page


def test_a_url_without_an_article_has_a_page_too() -> None:
    """A life alone is a page."""
    page = render_explanation({}, None, url="https://x.example/1", life=[(None, "seen", "in a feed")])
    assert "There is no text." in page
    assert "<h2>Score</h2>" not in page


spans = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.booleans()), max_size=8)


@given(st.text(min_size=30, max_size=30), spans)
def test_pieces_make_up_the_text(text: str, places: list[tuple[int, int, bool]]) -> None:
    """Whatever overlaps, the pieces are the text in order, of the same length."""
    hits = [
        replace(CUBA, start=min(a, b), end=max(a, b), dropped_because="x" if dropped else None)
        for a, b, dropped in places
    ]
    cut = pieces(text, hits)
    assert sum(len(piece.text) for piece in cut) == len(text)
    assert all(
        shown == given or shown in "\ufffd\u00b7" for shown, given in zip(_joined(cut), text, strict=True)
    )


def _joined(cut: list[object]) -> str:
    return "".join(piece.text for piece in cut)  # type: ignore[attr-defined]


def test_of_hits_that_overlap_one_that_counts_is_shown() -> None:
    """A dropped hit never hides one that counts."""
    dropped = replace(CUBA, end=12, dropped_because="look-alike: x")
    assert [piece.hit for piece in pieces(TEXT, [dropped, RUSSIA]) if piece.hit] == [RUSSIA]


def test_the_command_writes_the_page(tmp_path: Path) -> None:
    """``vigia explain FILE --html PAGE`` writes the page and prints its path."""
    item, page = tmp_path / "item.txt", tmp_path / "page.html"
    item.write_text("Cuba y Rusia firman un acuerdo petrolero\n<b>Hoy</b>", encoding="utf-8")
    result = CliRunner().invoke(command, [str(item), "--html", str(page)])
    assert result.output == f"{page}\n"
    outline = Outline(page.read_text(encoding="utf-8"))
    assert [one["class"] for one in outline.all("mark")][:2] == ["cuba", "russia"]
    assert "Cuba" in outline.text


def test_a_page_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """The message names the file and what was expected."""
    item = tmp_path / "item.txt"
    item.write_text("Cuba", encoding="utf-8")
    result = CliRunner().invoke(command, [str(item), "--html", str(tmp_path / "no" / "page.html")])
    assert "expected a file that can be written" in str(result.exception)
    with pytest.raises(FileNotFoundError):
        (tmp_path / "no" / "page.html").read_text(encoding="utf-8")
