"""Outside text in documents is text: it is never markup, never a link that nobody made."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from vigia.reports.escaping import markdown, markdown_link, one_line, safe_url

HOSTILE = [
    "<script>alert(1)</script>",
    "[click](javascript:alert(1))",
    "![x](https://x.example/pixel.png)",
    "a | b || c",
    "`code` *bold* _it_ ~~gone~~ # head",
    "&lt;b&gt; &amp; &#60;",
    "<https://x.example>",
    "back\\slash \\[x](y)",
]

rendered = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def shown(source: str) -> str:
    """The text that a reader of the Markdown sees."""
    page = rendered.render(source)
    assert not re.search(r"<(?!/?(?:p|h3|li|ul)>)", page), page
    return html.unescape(re.sub(r"</?(?:p|h3|li|ul)>\n?", "", page)).rstrip("\n")


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_shows_the_text_itself(text: str) -> None:
    """What looks like markup is shown as it was written."""
    assert shown(f"### {markdown(text)}") == text


@given(st.text(max_size=60))
def test_any_line_survives_markdown(text: str) -> None:
    """Every line reads in a list item as it is."""
    line = one_line(text)
    assert shown(f"- Title: {markdown(line)}").strip() == f"Title: {line}".strip()


@given(st.lists(st.text(max_size=20), min_size=2, max_size=2))
def test_a_table_row_keeps_its_cells(texts: list[str]) -> None:
    """No text opens a cell of its own."""
    cells = [markdown(one_line(text)) for text in texts]
    table = rendered.render(f"| a | b |\n|---|---|\n| {cells[0]} | {cells[1]} |\n")
    assert table.count("<td>") == 2


@pytest.mark.parametrize("text", ["see https://x.example/", "www.x.example", "mail me@x.example"])
def test_bare_addresses_do_not_become_links(text: str) -> None:
    """Neither an address nor a mail address is left for a renderer to link."""
    assert not re.search(r"://|www\.|@", markdown(text).replace(r"\://", ""))
    assert shown(f"- {markdown(text)}") == text


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "data:text/html,<script>",
        "file:///etc/passwd", "//x.example/", "/path", "https://", "https://user:secret@x.example/",
        "https://x.example/\n", "", None,
    ],
)  # fmt: skip
def test_only_web_addresses_are_links(url: str | None) -> None:
    """Whatever is no http or https URL with a host is shown as text."""
    assert safe_url(url) is None
    assert markdown_link("title", url) == "title"


def test_a_link_cannot_be_left_early() -> None:
    """Brackets, blanks and quotes in an address are encoded."""
    link = markdown_link("a]b", 'https://x.example/a)(b> "c"|<d>?q=1&r=%20')
    assert link == r"[a\]b](<https://x.example/a%29%28b%3E%20%22c%22%7C%3Cd%3E?q=1&r=%20>)"


def test_a_line_is_clean_and_bounded() -> None:
    """Line breaks, invisible characters and excess are gone."""
    assert one_line("a\n\tb\u202ec\u200bd\x00  e") == "a bcd e"
    assert one_line("x" * 700) == "x" * 599 + "…"
