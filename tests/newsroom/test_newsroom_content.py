"""What the newsroom holds: counts, days, languages, labels; and how faulty seeds are refused."""

import shutil
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from newsroom.press import FOLDER
from vigia.catalog import read_catalog, read_rows
from vigia.errors import CatalogError
from vigia.model import Relevance
from vigia.newsroom.content import REPORT_DATE, VISITS, Article, Newsroom, read_newsroom

HAVANA = ZoneInfo("America/Havana")


def _day(article: Article) -> date:
    return article.published_at.astimezone(HAVANA).date()


def _language(press: Newsroom) -> dict[str, str]:
    return {site.outlet_id: site.language for site in press.sites.values()}


def test_the_catalogue_takes_the_newsrooms_outlets_and_feeds() -> None:
    """Its two tables are sound rows of the real catalogue, one host an outlet."""
    catalog = read_catalog(FOLDER)
    assert len(catalog.feeds) >= 14
    assert len({outlet.home_url for outlet in catalog.outlets.values()}) == len(catalog.outlets)


def test_the_outlets_are_of_all_owner_classes() -> None:
    """The newsroom spreads over the eight owner classes and nine countries or more."""
    outlets = read_catalog(FOLDER).outlets.values()
    assert len({outlet.owner_class for outlet in outlets}) == 8
    assert {outlet.country_code for outlet in outlets} >= {
        "CU",
        "RU",
        "ES",
        "US",
        "BR",
        "FR",
        "DE",
        "MX",
        "GB",
    }


def test_every_site_says_that_it_is_invented(press: Newsroom) -> None:
    """The text about a site begins with it."""
    beginnings = {
        "es": "Este medio es inventado",
        "en": "This outlet is invented",
        "ru": "Это издание вымышлено",
        "pt": "Este veículo é inventado",
        "fr": "Ce média est inventé",
        "de": "Dieses Medium ist für die Vorführung von Vigía erfunden",
    }
    for site in press.sites.values():
        assert site.form.about.startswith(beginnings[site.language]), site.outlet_id


def test_all_days_from_the_eleventh_to_the_twentieth_have_news(press: Newsroom) -> None:
    """Each article is of one of the ten days in Havana, and each day has some."""
    days = Counter(_day(article) for article in press.articles)
    assert sorted(days) == [date(2026, 11, day) for day in range(11, 21)]
    assert min(days.values()) >= 5
    assert days.total() >= 120


def test_the_second_visit_brings_exactly_the_report_day(press: Newsroom) -> None:
    """What is out only by the second visit is what was published on the report's day."""
    late = {a.url for a in press.articles if VISITS[0] < a.published_at <= VISITS[1]}
    assert late == {a.url for a in press.articles if _day(a) == REPORT_DATE}
    assert len(late) >= 15


def test_the_report_day_has_an_event_in_three_languages(press: Newsroom) -> None:
    """Three outlets or more, in three languages or more, run one wire text on that day."""
    language = _language(press)
    outlets: dict[str, set[str]] = defaultdict(set)
    for article in press.articles:
        if article.wire and _day(article) == REPORT_DATE:
            outlets[article.wire].add(article.outlet_id)
    widest = max(outlets.values(), key=len)
    assert len(widest) >= 3
    assert len({language[outlet] for outlet in widest}) >= 3


def test_the_report_day_has_matches(press: Newsroom) -> None:
    """At least five matches are of the day that is reported."""
    assert sum(a.label.relevance is Relevance.MATCH for a in press.articles if _day(a) == REPORT_DATE) >= 5


def test_the_labels_keep_their_shares(press: Newsroom) -> None:
    """Some 40 % match, 20 % mention both sides, 40 % do neither."""
    shares = Counter(article.label.relevance for article in press.articles if article.fault is None)
    total = shares.total()
    assert 0.34 < shares[Relevance.MATCH] / total < 0.46
    assert 0.14 < shares[Relevance.MENTION] / total < 0.26
    assert 0.34 < shares[Relevance.NONE] / total < 0.46


def test_matches_alone_have_topics_and_all_topics_occur(press: Newsroom) -> None:
    """The labels use the seventeen topics of the seeds."""
    for article in press.articles:
        assert bool(article.label.topics) == (article.label.relevance is Relevance.MATCH), article.url
    columns = ("topic", "name", "meaning", "ordinal")
    known = {row["topic"] for row in read_rows(FOLDER.parent / "topics.csv", columns)}
    assert {topic for article in press.articles for topic in article.label.topics} == known
    assert {topic for article in press.articles for topic in article.label.topics_optional} <= known


def test_six_languages_are_spoken(press: Newsroom) -> None:
    """Spanish, English and Russian most, Portuguese, French and German some."""
    language = _language(press)
    spoken = Counter(language[article.outlet_id] for article in press.articles)
    assert set(spoken) == {"es", "en", "ru", "pt", "fr", "de"}
    assert min(spoken.values()) >= 5


def test_bodies_are_long_enough_to_be_articles(press: Newsroom) -> None:
    """Three paragraphs and more than three hundred characters in each version of each page."""
    for article in press.articles:
        for version in article.versions:
            if article.fault is None:
                assert len(version.paragraphs) >= 3, article.url
                assert len("".join(version.paragraphs)) > 300, article.url


def test_one_article_is_edited_between_the_visits(press: Newsroom) -> None:
    """An edit changes title and text, after the first visit and before the second."""
    edited = [
        a for a in press.articles if any(VISITS[0] < version.at < VISITS[1] for version in a.versions[1:])
    ]
    assert edited
    assert any(a.versions[0].paragraphs != a.versions[-1].paragraphs for a in edited)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the seeds, to be spoilt."""
    return Path(shutil.copytree(FOLDER, tmp_path / "newsroom"))


def test_all_faults_of_all_files_are_told_at_once(copy: Path) -> None:
    """A wrong date here, an unknown key there and a missing wire are one refusal."""
    (copy / "sites" / "eco-de-regla" / "articles.yaml").write_text(
        "- {slug: a, published: yesterday, title: t, lead: l, label: {relevance: none}, body: b}\n"
        "- {slug: b, published: 2026-11-12 10:00, titel: t, label: {relevance: perhaps}}\n"
    )
    (copy / "sites" / "agenda-do-amanha" / "articles.yaml").write_text(
        "- {slug: c, published: 2026-11-12 10:00, wire: no-such}\n"
    )
    (copy / "sites" / "severny-golos" / "site.yaml").unlink()
    with pytest.raises(CatalogError) as refusal:
        read_newsroom(copy)
    told = str(refusal.value)
    for part in ("yesterday", "titel", "label.relevance", "no-such", "severny-golos"):
        assert part in told


def test_a_feed_without_a_form_is_a_fault(copy: Path) -> None:
    """What feeds.csv lists and no site describes is refused, and the other way round."""
    feeds = (copy / "feeds.csv").read_text()
    (copy / "feeds.csv").write_text(feeds.replace("meridian-36,meridian-36", "meridian-37,meridian-36"))
    with pytest.raises(CatalogError) as refusal:
        read_newsroom(copy)
    assert "no form for feed 'meridian-37'" in str(refusal.value)
    assert "feed 'meridian-36' is not in feeds.csv" in str(refusal.value)


def test_a_short_article_is_a_fault(copy: Path) -> None:
    """Fewer than three paragraphs are refused by slug."""
    path = copy / "sites" / "trap-external-entity" / "articles.yaml"
    path.write_text(
        "- {slug: short, published: 2026-11-12 10:00, title: t, lead: l, body: b, label: {relevance: none}}\n"
    )
    with pytest.raises(CatalogError, match="short: expected title, lead"):
        read_newsroom(copy)


def test_foreign_columns_are_a_fault(copy: Path) -> None:
    """A table with other columns than the catalogue's is refused, not guessed at."""
    outlets = (copy / "outlets.csv").read_text()
    (copy / "outlets.csv").write_text(outlets.replace("outlet_id,name", "id,name", 1))
    with pytest.raises(CatalogError, match=r"outlets\.csv: columns .*; expected outlet_id,name"):
        read_newsroom(copy)


def test_an_unknown_zone_is_a_fault(copy: Path) -> None:
    """It is named with its outlet."""
    outlets = (copy / "outlets.csv").read_text()
    (copy / "outlets.csv").write_text(outlets.replace("Europe/Riga", "Europe/Ryga"))
    with pytest.raises(CatalogError, match="severny-golos: no zone 'Europe/Ryga'"):
        read_newsroom(copy)
