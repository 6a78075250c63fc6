"""The daily report: from rows to documents."""

import json
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from vigia.reports.daily import daily_report, render_html, render_json, render_markdown

DAY = date(2026, 11, 23)
STORED = Path(__file__).parents[2] / "golden" / "reports" / "rows.json"

Rows = dict[str, list[dict[str, Any]]]


class Page(HTMLParser):
    """Every tag of a page with its attributes, and its text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data

    def named(self, *names: str) -> list[dict[str, str | None]]:
        """The attributes of every tag with one of the names."""
        return [attributes for tag, attributes in self.tags if tag in names]


@pytest.fixture
def rows() -> Rows:
    """The rows of a day of news."""
    stored: Rows = json.loads(STORED.read_text("utf-8"))
    return {part: [row | {"report_date": DAY} for row in found] for part, found in stored.items()}


def page_of(rows: Rows) -> Page:
    """The HTML of a report of rows."""
    return Page(render_html(daily_report(DAY, rows)))


def test_a_page_needs_nothing_else(rows: Rows) -> None:
    """No script, no frame, no picture, no style sheet, no handler is in the page."""
    page = page_of(rows)
    assert page.named("script", "link", "img", "iframe", "object", "embed", "form", "base", "image") == []
    assert [
        name for _, attributes in page.tags for name in attributes if name.startswith(("on", "src"))
    ] == []


def test_links_are_web_addresses_or_places_in_the_page(rows: Rows) -> None:
    """Every link leads to http(s), or to an id that exists."""
    page = page_of(rows)
    ids = {attributes.get("id") for _, attributes in page.tags}
    targets = [attributes["href"] or "" for attributes in page.named("a", "use") if "href" in attributes]
    assert targets
    assert [to for to in targets if not to.startswith(("https://", "http://")) and to[1:] not in ids] == []


def test_ids_are_used_once(rows: Rows) -> None:
    """No two elements share an id, the two charts included."""
    ids = [attributes["id"] for _, attributes in page_of(rows).tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_tables_have_captions_and_scopes(rows: Rows) -> None:
    """Each table says what it shows, and each heading cell what it heads."""
    page = page_of(rows)
    assert len(page.named("caption")) == len(page.named("table"))
    assert [cell for cell in page.named("th") if "scope" not in cell] == []


def test_titles_carry_their_language(rows: Rows) -> None:
    """Title and quotation are marked with the language they are in."""
    page = page_of(rows)
    assert [tag.get("lang") for tag in page.named("h3") if "lang" in tag] == ["de", "es"]
    assert [tag["lang"] for tag in page.named("blockquote")] == ["de", "es"]


def test_hostile_titles_are_text(rows: Rows) -> None:
    """Markup in a title is shown, not obeyed; an address that is none is no link."""
    rows["stories"][0] |= {"title": "<script>alert(1)</script> \" onload='x'", "url": "javascript:alert(1)"}
    rows["stories"][0]["articles"][0] |= {"url": "data:text/html,x", "outlet": "</style><svg onload=x>"}
    report = daily_report(DAY, rows)
    page = Page(render_html(report))
    assert "<script>alert(1)</script> \" onload='x'" in page.text
    assert page.named("script") == []
    for document in (render_html(report), render_markdown(report), render_json(report)):
        assert "javascript:" not in document
        assert "data:text" not in document
    assert "<script>" not in render_markdown(report)


def test_an_address_that_is_no_link_is_dropped_everywhere(rows: Rows) -> None:
    """JSON holds no address that a reader might follow to harm."""
    rows["stories"][0] |= {
        "url": "javascript:alert(1)",
        "urls": ["javascript:alert(1)", "https://x.example/"],
    }
    story = json.loads(render_json(daily_report(DAY, rows)))["stories"][0]
    assert (story["url"], story["urls"]) == (None, ["https://x.example/"])


def test_rows_come_in_the_order_of_their_ordinals(rows: Rows) -> None:
    """However the rows are handed over, the document is the same."""
    shuffled = {part: list(reversed(found)) for part, found in rows.items()}
    assert daily_report(DAY, shuffled) == daily_report(DAY, rows)


def test_a_row_of_another_day_is_refused(rows: Rows) -> None:
    """Rows of two days do not make one report."""
    rows["stories"][0]["report_date"] = date(2026, 11, 22)
    with pytest.raises(ValueError, match="stories: rows of"):
        daily_report(DAY, rows)


def test_a_row_without_its_columns_is_refused(rows: Rows) -> None:
    """A table of another shape is an error, not an empty cell."""
    del rows["topics"][0]["matches"]
    with pytest.raises(ValueError, match="matches"):
        daily_report(DAY, rows)


def test_a_day_of_which_nothing_is_known_says_so() -> None:
    """Without rows the report does not claim that nothing happened."""
    report = daily_report(DAY, {})
    for document in (render_html(report), render_markdown(report)):
        assert "Nothing is known of this day." in document
        assert "This says nothing about the news." in document
        assert "None of" not in document


def test_a_day_without_a_match_says_what_was_read(rows: Rows) -> None:
    """A watched day without a match is a finding, and says among how many articles."""
    for part in ("stories", "topics", "actors", "outlets"):
        rows[part] = []
    for figure in rows["figures"]:
        figure["value"] = 7 if figure["figure"] == "articles" else 0
    text = page_of(rows).text
    assert "No article about what passes between Cuba and Russia was found among the 7 articles" in text
    assert (
        "No story. 6 of 7 feeds were polled, and none of the 7 articles read was about the relation." in text
    )


def test_an_unwatched_day_is_no_quiet_day(rows: Rows) -> None:
    """Where no feed was polled, the report says that its figures are incomplete."""
    rows["method"][0]["is_watched"] = False
    rows["stories"] = []
    text = page_of(rows).text
    assert "No feed was polled on this day." in text
    assert "No story is known; the day was not watched." in text


@pytest.mark.parametrize(("healthy", "is_warned"), [(5, True), (6, False)])
def test_too_many_gaps_are_said_before_the_figures(rows: Rows, healthy: int, is_warned: bool) -> None:
    """Below four fifths of healthy feeds the report warns of comparing."""
    rows["coverage"][0]["feeds_healthy"] = healthy
    assert ("do not compare them" in page_of(rows).text) is is_warned


def test_figures_without_a_week_before_say_so(rows: Rows) -> None:
    """On the first watched day there is no change of any size."""
    for figure in rows["figures"]:
        figure |= {"week_mean": None, "change": None, "week_before": None, "days_compared": 0}
    text = page_of(rows).text
    assert text.count("no watched day to compare with") == 7
    assert "None of the seven days before was watched." in text


def test_all_formats_say_the_same(rows: Rows) -> None:
    """Every story, topic, actor, outlet and gap is in all three documents."""
    report = daily_report(DAY, rows)
    documents = (
        Page(render_html(report)).text,
        render_markdown(report).replace("\\", ""),
        render_json(report),
    )
    names = [story.title for story in report.stories] + [topic.name for topic in report.topics]
    names += [actor.name for actor in report.actors] + [row.outlet for row in report.outlets]
    names += [gap.note for gap in report.gaps]
    assert [name for name in names for document in documents if name not in document] == []


def test_rendering_is_repeatable(rows: Rows) -> None:
    """The same rows give the same bytes, charts included."""
    first, second = (render_html(daily_report(DAY, rows)) for _ in range(2))
    assert first == second
