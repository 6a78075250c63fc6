"""The seeds of tagging are sound, and faulty ones are refused with every fault."""

import csv
import shutil
from collections import Counter
from pathlib import Path

import pytest

from vigia.errors import CatalogError
from vigia.tagging.fold import fold
from vigia.tagging.lexicon import read_lexicon
from vigia.tagging.tagger import Tagger, read_tagger

SEEDS = Path(__file__).resolve().parents[3] / "seeds"


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a seed."""
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A copy of the seeds that may be spoilt."""
    for path in SEEDS.glob("*.csv"):
        shutil.copy(path, tmp_path)
    return tmp_path


def test_actors_are_unique_and_of_a_side() -> None:
    """Actor ids and names are unique, and every actor is of one side."""
    actors = rows("actors.csv")
    assert len({row["actor_id"] for row in actors}) == len({row["name"] for row in actors}) == len(actors)
    assert {row["side"] for row in actors} == {"cuba", "russia"}


def test_every_actor_can_be_found() -> None:
    """Each actor has at least one term."""
    named = {row["entity_id"] for row in rows("terms.csv")}
    assert {row["actor_id"] for row in rows("actors.csv")} <= named


def test_no_row_stands_twice() -> None:
    """No term is given twice for the same entity, language and case."""
    keys = Counter(
        (row["entity_id"], row["language"], fold(row["term"]), row["case"]) for row in rows("terms.csv")
    )
    assert [key for key, count in keys.items() if count > 1] == []


def test_topics_have_terms_in_every_language() -> None:
    """Each topic has terms in all eight languages, and topics name no actor's unknown topic."""
    topics = {row["topic"] for row in rows("topics.csv")}
    having = {(row["topic"], row["language"]) for row in rows("topic_terms.csv")}
    assert {(topic, language) for topic in topics for language in "en es ru pt fr de it uk".split()} <= having
    spoken = {pair.partition(":")[0] for row in rows("actors.csv") for pair in row["topics"].split()}
    assert spoken <= topics


def test_all_faults_are_told_at_once(seeds: Path) -> None:
    """Faulty rows are refused together, each with its file and line."""
    terms = seeds / "terms.csv"
    lines = terms.read_text(encoding="utf-8").splitlines()
    lines[1:1] = ["x,mars,place,en,Olympus,,,", "y,cuba,place,en,A*,,,", "z,cuba,place,en,Ok"]
    terms.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (seeds / "cues.csv").unlink()
    with pytest.raises(CatalogError) as caught:
        read_lexicon(seeds)
    faults = "\n".join(caught.value.faults)
    assert "terms.csv:2: side 'mars'" in faults
    assert "terms.csv:3: term 'A*'" in faults
    assert "terms.csv:4: expected as many cells" in faults
    assert "cues.csv: not in" in faults


def test_a_changed_rule_changes_the_hash(seeds: Path, tagger: Tagger) -> None:
    """The hash of the rules tells apart any two sets of rules."""
    path = seeds / "lookalikes.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Mark Cuban", "Marc Cuban"), encoding="utf-8")
    assert read_tagger(seeds).rules_hash != tagger.rules_hash


def test_the_gate_has_the_cuban_side_alone(tagger: Tagger) -> None:
    """What the gate looks for are folded surfaces of the Cuban side, weak ones too, and no Russian ones."""
    terms = tagger.cuban_side.terms
    assert {"cuba", "куба", "la habana", "varadero", "the island", "diaz canel", "cupet", "matanzas"} <= terms
    assert not {"moscow", "путин", "rosneft"} & terms
    assert all(term == fold(term) and len(term) > 1 for term in terms)
