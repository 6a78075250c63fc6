"""The body is the article, the whole article, and nothing but the article."""

import json

import pytest

from vigia.articles import body
from vigia.articles.body import likeness
from vigia.articles.extraction import extract_article
from vigia.articles.guard import guard_page
from vigia.articles.tidy import paragraphs

URL = "https://news.example/world/1"
SENTENCES = [
    "The tanker left the terminal of Ust-Luga in the first week of March with 40,000 tonnes of diesel.",
    "Port workers in Matanzas said they expected it to unload over three days, weather permitting.",
    "A spokeswoman for the ministry declined to say what had been paid for the cargo, or by whom.",
]
NEWS = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def test_paragraphs_are_parted_by_blank_lines() -> None:
    """Each paragraph of the page is one of the body, with a blank line between."""
    assert (
        extract_article(f"<html><body><article>{NEWS}</article></body></html>", URL).body.split("\n\n")
        == SENTENCES
    )


def test_body_of_a_page_drawn_by_scripts_comes_from_its_json_ld() -> None:
    """Where the markup is empty, articleBody is the body."""
    node = json.dumps({"@type": "NewsArticle", "articleBody": "\n".join(SENTENCES)})
    script = f'<script type="application/ld+json">{node}</script>'
    html = f'<html><head>{script}</head><body><div id="app"></div></body></html>'
    assert all(sentence in extract_article(html, URL).body for sentence in SENTENCES)


def test_article_in_a_container_named_after_comments_is_found() -> None:
    """An article inside a 'comments' container is not lost with it."""
    html = f'<html><body><div class="comments-area">{NEWS * 2}</div></body></html>'
    assert SENTENCES[1] in extract_article(html, URL).body


def test_page_laid_out_in_tables_gives_the_cell_with_the_article() -> None:
    """Cells of a layout table are blocks: the menu cell is left out, paragraphs stay apart."""
    html = (
        "<html><body><table><tr><td><a href=/a>Home</a><br><a href=/b>Archive</a></td>"
        f"<td><h1>Tanker</h1>{NEWS}</td></tr></table></body></html>"
    )
    paragraphs_found = extract_article(html, URL).body.split("\n\n")
    assert paragraphs_found[-3:] == SENTENCES
    assert "Archive" not in " ".join(paragraphs_found)


def test_table_of_figures_stays() -> None:
    """A table inside an article is kept as text."""
    table = "<table><tr><th>Port</th><th>Tonnes</th></tr><tr><td>Mariel</td><td>12 400</td></tr></table>"
    assert (
        "12 400"
        in extract_article(f"<html><body><article>{NEWS * 2}{table}{NEWS}</article></body></html>", URL).body
    )


def test_reading_tips_are_left_out() -> None:
    """A tip and the list under it go, in any language read; sentences that begin alike stay."""
    text = "\n".join(
        [
            "Tanker", "05.02.2026 16:40", SENTENCES[0], "Читайте также: Мост закроют", SENTENCES[1],
            "Related news", "- Bridge to close", "- Carnival begins", SENTENCES[2],
            "Recommended by the commission, the measure was adopted by a large majority of members.",
        ]
    )  # fmt: skip
    assert paragraphs(text, "Tanker") == [*SENTENCES, text.split("\n")[-1]]


NOTICE = "This copy is for your personal use only, and may not be distributed in any other form. "


def test_list_after_a_tip_with_its_link_stays() -> None:
    """Points of the article, or speech, after a tip that has its own link are kept."""
    lines = [SENTENCES[0], "Lea también: Cierran el puente", "- El primer punto.", "— Vendrán más, dijo."]
    assert paragraphs("\n".join(lines), "") == [lines[0], *lines[2:]]


def test_precision_that_took_a_notice_is_corrected(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where precision mode holds a notice for the article, the default mode's article is taken."""

    def extracted(_page: object, precise: bool = False, **_modes: bool) -> str:
        return NOTICE if precise else "\n".join(SENTENCES * 3)

    monkeypatch.setattr(body, "_extracted", extracted)
    page = guard_page(f"<html><body><p>{NOTICE}</p><article>{NEWS * 3}</article></body></html>")
    assert body.choose_body(page, "").source == "default"


def test_likeness_counts_words() -> None:
    """Likeness is 1 for the same words in any order, 0 for none in common."""
    assert likeness("a b b", "b a b") == 1
    assert likeness("a", "b") == likeness("", "") == 0
    assert likeness("a b", "b c") == 0.5
