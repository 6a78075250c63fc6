"""What holds for any text, any order of items and any order of the seeds' lines."""

import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigia.articles.gate import Gate
from vigia.model import Relevance
from vigia.tagging.fold import fold, read_text
from vigia.tagging.tagger import Item, Tagger, read_tagger

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
TAGGER = read_tagger(SEEDS)
GATE = Gate(TAGGER.cuban_side.find)

WORDS = [
    "Cuba", "cuba", "Куба", "La Habana", "Díaz-Canel", "la isla", "the island", "Mark Cuban", "Rusia",
    "Россия",
    "росія", "Moscow,", "МИД", "Путин", "Sputnik", "RT", "soviético", "1962", "Havana syndrome", "Irán,",
    "Belarus",
    "and", "y", "и", "visita", "firma", "«Казань»", "medal", "final", "boxeo", ".", "\n\n", ";", "Ку\u00adба",
    "Кубa", "cafe\u0301", "\u202e", "\x00", "EL GOBIERNO", "el canciller", "Rossiya", "crudo", "tanker",
]  # fmt: skip
texts = st.one_of(
    st.text(max_size=200), st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join), st.sampled_from(WORDS)
)
languages = st.sampled_from(["en", "es", "ru", "pt", "fr", "de", "it", "uk", "xx", ""])
items = st.builds(Item, texts, texts, texts, languages, st.sampled_from([None, "CU", "RU", "US"]))


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    """Folded text has one character for each one of the clean text, and folding again changes nothing."""
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(texts)
def test_every_character_has_its_way_back(text: str) -> None:
    """Offsets into the given text rise, and clean text never grows."""
    read = read_text(text)
    assert len(read.clean) == len(read.folded) <= len(text)
    places = [read.span(place, place + 1) for place in range(len(read.clean))]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)


@settings(max_examples=300, deadline=None)
@given(items)
def test_evidence_slices_back(item: Item) -> None:
    """``text[start:end] == surface`` on the field as given; what was dropped weighs nothing."""
    for one in TAGGER.tag(item).evidence:
        assert getattr(item, one.field)[one.start : one.end] == one.surface
        assert one.surface
        assert (one.weight == 0) == (one.dropped_because is not None)


@settings(max_examples=300, deadline=None)
@given(items)
def test_any_text_gets_a_coherent_answer(item: Item) -> None:
    """Any text is tagged; the score is its parts' sum, topics are a match's alone, the sentence is in it."""
    tags = TAGGER.tag(item)
    assert tags.score == pytest.approx(sum(value for _, value in tags.parts))
    assert tags.relevance is Relevance.MATCH or not tags.topics
    assert (tags.sentence is not None) == (tags.relevance is Relevance.MATCH)
    if tags.sentence is not None:
        assert any(tags.sentence in field for field in (item.title, item.summary, item.body))


@settings(max_examples=200, deadline=None)
@given(items.filter(lambda item: item.outlet_country != "CU"))
def test_the_gate_loses_nothing(item: Item) -> None:
    """Whatever is not ``none`` opens the gate."""
    if TAGGER.tag(item).relevance is Relevance.NONE:
        return
    assert GATE.scan("\n".join((item.title, item.summary, item.body)))


@settings(max_examples=50, deadline=None)
@given(st.lists(items, max_size=5), st.randoms(use_true_random=False))
def test_items_do_not_influence_each_other(batch: list[Item], chance: random.Random) -> None:
    """The tags of an item are the same whatever was tagged before."""
    alone = {id(item): TAGGER.tag(item) for item in batch}
    chance.shuffle(batch)
    assert all(TAGGER.tag(item) == alone[id(item)] for item in batch)


@pytest.fixture(scope="module")
def shuffled(tmp_path_factory: pytest.TempPathFactory) -> Tagger:
    """The same rules, from seeds whose lines are in another order."""
    folder = tmp_path_factory.mktemp("seeds")
    chance = random.Random(7)
    for path in SEEDS.glob("*.csv"):
        shutil.copy(path, folder)
    for name in (
        "terms",
        "terms_generated",
        "lookalikes",
        "countries",
        "cues",
        "topic_terms",
        "actors",
        "topics",
    ):
        path = folder / f"{name}.csv"
        header, *lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        chance.shuffle(lines)
        path.write_text(header + "".join(lines), encoding="utf-8")
    return read_tagger(folder)


def test_the_order_of_seed_lines_is_not_a_rule(shuffled: Tagger) -> None:
    """The hash of the rules does not depend on the order of the seeds' lines."""
    assert shuffled.rules_hash == TAGGER.rules_hash
    assert shuffled.cuban_side.terms == TAGGER.cuban_side.terms


@settings(max_examples=200, deadline=None)
@given(items)
def test_the_order_of_seed_lines_changes_no_tag(shuffled: Tagger, item: Item) -> None:
    """Tags do not depend on the order of the seeds' lines."""
    assert shuffled.tag(item) == TAGGER.tag(item)
