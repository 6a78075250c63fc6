"""Features: what in a scene speaks for a relation between the sides, and what against it.

Each is 0 or 1, a share, or a count up to a bound that is divided by it. What they are worth
stands in ``vigia.tagging.relevance``.
"""

from collections.abc import Collection

from vigia.tagging.hits import Word
from vigia.tagging.scene import FULL, Paragraph, Scene

CROWD = 3  # other countries that make a survey
MOST_WORDS = 4  # for the relation that are counted
MOST_SPORT = 3  # words for sport in title and lead that are counted
LONG = 12  # sentences
NEAR = 35  # characters around two sides in which a word for the relation stands


def features(scene: Scene) -> list[tuple[str, float]]:
    """Return each feature of a scene with its size."""
    return [*_where(scene), *_how_much(scene), *_said(scene), *_others(scene), *_kind(scene)]


def _where(scene: Scene) -> list[tuple[str, float]]:
    return [
        ("both sides named", 1),
        ("a sentence has both sides", bool(scene.together)),
        ("a clause has both sides", scene.is_clause()),
        ("both sides side by side", scene.are_close()),
        ("a full paragraph has both sides", any(one.length >= FULL for one in scene.paragraphs)),
        ("both sides meet in title or lead alone", scene.is_only_headed()),
        ("one side in a single sentence behind the lead", scene.is_passing()),
    ]


def _how_much(scene: Scene) -> list[tuple[str, float]]:
    fewest = min(scene.count_of_sentences(side) for side in ("cuba", "russia"))
    return [
        ("both sides named twice", scene.fewest_hits() > 1),
        ("both sides in two sentences", fewest > 1),
        ("both sides in three sentences", fewest > 2),
        ("two names of each side", scene.fewest_names() > 1),
        ("share of sentences with the rarer side", scene.coverage()),
        ("many sentences", len(scene.text) > LONG),
        ("many sentences, none with both sides", len(scene.text) > LONG / 2 and not scene.together),
    ]


def _said(scene: Scene) -> list[tuple[str, float]]:
    naming = scene.naming
    head = naming & (scene.title | scene.lead)
    words = scene.words("relation")
    is_told = scene.is_told_near(words, NEAR)
    return [
        ("words for the relation in title and lead", _count(words, head, MOST_WORDS)),
        ("words for the relation where both sides are", _count(words, set(scene.together), MOST_WORDS)),
        ("a word for the relation beside both sides", is_told),
        ("share of sentences with a side that have a word for the relation", _share(words, naming)),
        ("no word for the relation where a side is", not _count(words, naming, 1)),
        ("a full paragraph answers the title", scene.is_answered(words)),
        ("side by side without a word for the relation", scene.is_coupled() and not is_told),
        ("one word for both sides", scene.is_bilateral()),
    ]


def _others(scene: Scene) -> list[tuple[str, float]]:
    thirds, best = scene.share_of_bystanders(), _least_crowded(scene.paragraphs)
    return [
        ("no other country", not scene.count_of_others()),
        ("three other countries", scene.count_of_others() >= CROWD),
        ("share of other countries", scene.share_of_others(scene.numbers)),
        ("share of other countries in that paragraph", best.others if best else 0),
        ("share of third parties", thirds),
        ("share of third parties, and no sentence has both sides", 0 if scene.together else thirds),
        ("only a list names both sides in title or lead", scene.is_listed_in_head()),
    ]


def _kind(scene: Scene) -> list[tuple[str, float]]:
    sport = scene.words("sport")
    head = scene.title | scene.lead
    is_agreed = bool({word.sentence for word in scene.words("sport_link")} & (scene.naming | scene.title))
    is_report = not is_agreed and not scene.is_bilateral()
    return [
        ("sport in title and lead", _count(sport, head, MOST_SPORT) if is_report else 0),
        ("sport throughout", _count(sport, set(scene.numbers), 6) if is_report else 0),
        ("a side is part of a name", scene.is_only_named()),
        ("Havana syndrome", _count(scene.words("syndrome"), set(scene.numbers), 2)),
    ]


def _count(words: Collection[Word], numbers: Collection[int], most: int) -> float:
    """Return how many different words stand in some sentences, as a share of what is counted."""
    return min(most, len({word.row.term for word in words if word.sentence in numbers})) / most


def _share(words: Collection[Word], numbers: Collection[int]) -> float:
    return len({word.sentence for word in words} & set(numbers)) / max(1, len(numbers))


def _least_crowded(paragraphs: list[Paragraph]) -> Paragraph | None:
    return min(paragraphs, key=lambda one: (not one.meets, one.others), default=None)
