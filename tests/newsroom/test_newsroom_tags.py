"""What the tagger says of the newsroom, beside what we meant; the floors are its promise here."""

import pytest

from newsroom.press import FOLDER
from vigia.model import Relevance, Tags
from vigia.newsroom.content import Article, read_newsroom
from vigia.tagging.tagger import Item, read_tagger

Tagged = list[tuple[Article, Tags]]


@pytest.fixture(scope="module")
def tagged() -> Tagged:
    """Every article of the newsroom in its last version, with its tags."""
    tagger = read_tagger(FOLDER.parent)
    return [(article, tagger.tag(_item(article))) for article in read_newsroom(FOLDER).articles]


def _item(article: Article) -> Item:
    version = article.versions[-1]
    return Item(version.title, version.lead, "\n\n".join(version.paragraphs))


def _urls(tagged: Tagged, meant: Relevance, said: Relevance) -> list[str]:
    return [a.url for a, tags in tagged if a.label.relevance is meant and tags.relevance is said]


def test_no_match_is_lost(tagged: Tagged) -> None:
    """At least 95 % of what we meant as a match is one."""
    found = len(_urls(tagged, Relevance.MATCH, Relevance.MATCH))
    meant = sum(article.label.relevance is Relevance.MATCH for article, _ in tagged)
    assert found / meant >= 0.95


def test_lookalikes_and_one_sided_news_are_no_matches(tagged: Tagged) -> None:
    """Of what has at most one side, one in twenty-five at most becomes a match."""
    wrong = _urls(tagged, Relevance.NONE, Relevance.MATCH)
    meant = sum(article.label.relevance is Relevance.NONE for article, _ in tagged)
    assert len(wrong) / meant <= 0.04, wrong


def test_required_topics_are_found(tagged: Tagged) -> None:
    """At least nine in ten of the topics that a match must have."""
    matches = [pair for pair in tagged if pair[0].label.relevance is Relevance.MATCH]
    missed = [
        (article.slug, topic)
        for article, tags in matches
        for topic in article.label.topics
        if topic not in {score.id for score in tags.topics}
    ]
    required = sum(len(article.label.topics) for article, _ in matches)
    assert len(missed) / required <= 0.1, missed
