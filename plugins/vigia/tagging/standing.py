"""Standing: which hits count for the relation, which only name their side, which fall away.

In this order: datelines, attributions ("told RIA Novosti"), the outlet's own offices, words that need
company, the Soviet Union where the past is not the subject, lists of countries, lives told in passing.
"""

import re
from collections.abc import Callable, Iterable
from functools import partial

from vigia.tagging.hits import LISTED, Hit, Reading, Word, has_both

WEAK = 0.6
BEFORE, AFTER = 28, 10  # characters between a word of quoting and the outlet quoted
OWNER = 40  # most characters between an office and whose it is
_OWNED = re.compile(r"\W*(?:(?:de|del|of|des|du|da|do)\b\W+(?:\w+\W+){0,3})?")

LIFE = 60  # most characters between where somebody was born, and the word for it
_CLAUSE = re.compile(r"[,;:—–]")
_OPENING = 30  # characters into a field in which its dateline begins
_AFTER_PLACE = re.compile(
    r"(?:\s*\([^)\n]{2,20}\))?"  # (EFE)
    r"(?P<date>,?\s*(?:\d{1,2}\.?\s+[^\W\d]{3,10}|[^\W\d]{3,10}\.?\s+\d{1,2})\.?(?:,?\s+\d{4})?)?"
    r"(?:\s*\([^)\n]{2,20}\))?"
    r"(?P<end>\s*[.:]?\s*(?:[—–]|--?\s|/)|\s*[.:]|\s)"
)

_JOINT_WORDS = (
    "and y e и et und та і й or o ou oder или або as well also then asi como tambien assim ainsi "
    "que sowie а также так как u a en de del la el los las the da do dos das di della dello dell "
    "die der le les des du l d of to from in with con com avec mit von aus от из с со к в на з із "
    "por para ultimo finally even including incluso incluida inclus"
)
_JOINTS = re.compile(
    r"[\s,;:/·•()\"'\d%+.-]{0,8}(?:(?:" + "|".join(_JOINT_WORDS.split()) + r")\b[\s,;:/()\"']{0,4}){0,4}"
)
PASSING = "the past, in passing"
_TODAY = re.compile(r"\b(?:199[2-9]|20\d\d)\b")
LIST = 3  # countries in a row that make a list


def judge(reading: Reading) -> None:
    """Judge every hit of a reading."""
    for rule in (_datelines, _quoted, _attributions, _homes, _company, _soviet, _lists, _lives, _past):
        rule(reading)


def _datelines(reading: Reading) -> None:
    """A place before the dash of a dateline says where it was written, not what it is about."""
    for hit in reading.active:
        if hit.row.kind not in ("capital", "place") or hit.field == "title" or hit.start > _OPENING:
            continue
        clean = reading.texts[hit.field].clean
        before = clean[: hit.start].strip()
        after = _AFTER_PLACE.match(clean, hit.end)
        if after is None or (before and not before.endswith((")", "/", ":"))):
            continue
        has_dash = after["end"].strip(" .:") != ""
        if after["date"] or has_dash or (clean[hit.start : hit.end].isupper() and after["end"].strip()):
            hit.dropped, hit.weight = "dateline", 0.0


def _quoted(reading: Reading) -> None:
    """A country or town alone in quotes is the name of something else: the café "Havanna"."""
    for hit in reading.active:
        if hit.row.kind not in ("country", "capital", "place") or hit.row.case == "quoted":
            continue
        around = (
            reading.folded(hit.field, hit.start - 1, hit.start),
            reading.folded(hit.field, hit.end, hit.end + 1),
        )
        if around == ('"', '"'):
            hit.named, hit.weight = "a name in quotes", 0.0


def _attributions(reading: Reading) -> None:
    """An outlet that is only quoted is no party."""
    befores = _places(word for word in reading.cues if word.row.group == "before_outlet")
    afters = _places(word for word in reading.cues if word.row.group == "after_outlet")
    for hit in reading.active:
        if hit.row.kind != "outlet":
            continue
        hit.weight = WEAK
        before = reading.folded(hit.field, hit.start - 3, hit.start)
        after = reading.folded(hit.field, hit.end, hit.end + 2)
        is_stamp = before[-1:] in ("(", "/", "©") and after[:1] in (")", "/", ".", ",", "")
        if is_stamp or _near(befores, hit, -BEFORE) or _near(afters, hit, AFTER):
            hit.dropped, hit.weight = "attribution", 0.0


def _places(words: Iterable[Word]) -> dict[int, list[Word]]:
    table: dict[int, list[Word]] = {}
    for word in words:
        table.setdefault(word.sentence, []).append(word)
    return table


def _near(words: dict[int, list[Word]], hit: Hit, reach: int) -> bool:
    """Tell whether a cue stands up to ``reach`` characters behind a hit, or before it if negative."""
    for word in words.get(hit.sentence, ()):
        gap = hit.start - word.end if reach < 0 else word.start - hit.end
        if 0 <= gap <= abs(reach):
            return True
    return False


def _homes(reading: Reading) -> None:
    """«МИД» in a Russian paper is the Russian one; elsewhere it is anybody's.

    What a paper calls by its office alone is its own in title and lead, unless another name
    follows; further down it may refer back to anybody.
    """
    home = {"CU": "cuba", "RU": "russia"}.get(reading.outlet_country or "")
    if not reading.outlet_country and reading.language == "ru" and not _has_neighbour(reading):
        home = "russia"
    homes = [hit for hit in reading.active if hit.row.needs == "home"]
    covered = _covered(reading.hits) if homes else set()
    for hit in homes:
        hit.weight = WEAK
        if id(hit) in covered:
            hit.dropped, hit.weight = "part of a longer name", 0.0
        elif hit.row.side != home:
            hit.dropped, hit.weight = "not the home side of the outlet", 0.0
        elif hit.row.kind == "home" and (not _in_head(reading, hit) or _is_anothers(reading, hit)):
            hit.dropped, hit.weight = "whose it is stands elsewhere", 0.0


def _covered(hits: Iterable[Hit]) -> set[int]:
    """Return the ids of hits within a longer one: the ministry in "Ministerio de Defensa de Rusia"."""
    covered = set()
    widest: Hit | None = None  # of those that began before, the one that reaches furthest
    for hit in sorted(hits, key=lambda one: (one.field, one.start, -one.end)):
        if widest is None or widest.field != hit.field or hit.end > widest.end:
            widest = hit
        elif (hit.start, hit.end) != (widest.start, widest.end):
            covered.add(id(hit))
    return covered


def _in_head(reading: Reading, hit: Hit) -> bool:
    sentence = reading.sentences[hit.sentence]
    return sentence.field != "body" or (not reading.texts["summary"].clean and sentence.paragraph <= 1)


def _is_anothers(reading: Reading, hit: Hit) -> bool:
    """Tell whether a name of anybody else follows at once: el canciller Serguéi Lavrov."""
    places = [(one.sentence, one.start) for one in reading.countries]
    places += [(one.sentence, one.start) for one in reading.active if one.row.needs != "home"]
    return any(
        sentence == hit.sentence
        and 0 <= start - hit.end <= OWNER
        and _OWNED.fullmatch(reading.folded(hit.field, hit.end, start)) is not None
        for sentence, start in places
    )


def _has_neighbour(reading: Reading) -> bool:
    return any(word.row.group in ("BY", "KZ", "UZ", "KG", "AZ", "AM") for word in reading.countries)


def _company(reading: Reading) -> None:
    """Let weak words count only in company."""
    hits = reading.active
    strong = {side: any(hit.of(side) and not hit.row.needs for hit in hits) for side in ("cuba", "russia")}
    weak = {
        side: {hit.row.entity_id for hit in hits if hit.row.side == side and hit.row.needs in ("any", "same")}
        for side in ("cuba", "russia")
    }
    away = {"cuba": "russia", "russia": "cuba"}
    for hit in hits:
        side = hit.row.side
        if hit.row.needs not in ("any", "same"):
            continue
        hit.weight = WEAK
        is_seconded = strong[side] or len(weak[side]) > 1
        if hit.row.needs == "any":
            is_seconded = (
                is_seconded
                or strong[away[side]]
                or any(other.row.side == away[side] and other.row.needs == "any" for other in hits)
            )
        if not is_seconded:
            hit.dropped, hit.weight = f"needs company: {hit.row.needs}", 0.0


def _soviet(reading: Reading) -> None:
    """The Soviet Union is the Russian side only where the past is the subject."""
    soviet = [hit for hit in reading.active if hit.row.needs == "soviet"]
    if not soviet:
        return
    dated = {word.sentence for word in reading.cues if word.row.group in ("history", "dated")}
    if _is_past_the_subject(reading, soviet, dated):
        return
    has_russia = any(hit.row.side == "russia" and hit.counts and not hit.row.needs for hit in reading.hits)
    for hit in soviet:
        hit.weight = 0.0
        if hit.sentence in dated or has_russia:
            hit.named = PASSING
        else:
            hit.dropped = PASSING


def _is_past_the_subject(reading: Reading, soviet: list[Hit], dated: set[int]) -> bool:
    """Tell whether an item is of the past: it begins with it, or comes back to it.

    Who was somebody in the Soviet Union is named for the past's sake; what it built still stands.
    """
    head = {
        number for number, one in enumerate(reading.sentences) if one.field != "body" or one.paragraph <= 1
    }
    cues = [word for word in reading.cues if word.row.group == "history"]
    in_head = any(hit.sentence in head for hit in soviet) or any(word.sentence in head for word in cues)
    hits = len({hit.sentence for hit in soviet})
    has_person = any(hit.row.kind == "person" for hit in soviet)
    return (
        (in_head and hits + len(cues) >= 2)
        or hits >= (2 if has_person else 4)
        or (hits >= 2 and len(dated) >= 3)
    )


def _lists(reading: Reading) -> None:
    """Three or more countries in a row are a list, and a list says nothing of the relation."""
    for members in chains(reading):
        if len({code for _, _, code, _ in members}) >= LIST:
            for _, _, _, hit in members:
                if hit is not None and hit.counts:
                    hit.named, hit.weight = LISTED, 0.0


def _lives(reading: Reading) -> None:
    """Where somebody was born or studied says nothing of the relation, unless the title names both sides.

    In an item that tells a life, two words of which say so, whole sentences are of it; elsewhere what
    stands in one clause with the word.
    """
    words = [word for word in reading.cues if word.row.group == "biography"]
    told = _places(word for word in words if word.field == "body")
    if not told or _title_names_both(reading):
        return
    is_biography = len({word.start for word in words}) > 1
    for hit in reading.hits:
        near = told.get(hit.sentence, ())
        if hit.counts and near and (is_biography or any(_is_of_a_life(reading, hit, word) for word in near)):
            hit.named, hit.weight = "a life, in passing", 0.0


def _is_of_a_life(reading: Reading, hit: Hit, word: Word) -> bool:
    """Tell whether a word like "born" stands before a hit in its clause, or right behind: Havana-born."""
    if hit.start >= word.end:
        return hit.start - word.end <= LIFE and not _CLAUSE.search(
            reading.texts[hit.field].clean, word.end, hit.start
        )
    return 0 <= word.start - hit.end <= 1


def _title_names_both(reading: Reading) -> bool:
    return has_both(hit for hit in reading.active if hit.field == "title")


def _past(reading: Reading) -> None:
    """What was sixty years ago says nothing of today, unless the item begins with the past."""
    told = {word.sentence for word in reading.cues if word.row.group == "dated"}
    begun = {word.sentence for word in reading.cues if word.row.group in ("history", "dated")}
    if not told or begun & _opening(reading):
        return
    for hit in reading.hits:
        if hit.sentence in told and hit.counts and not _TODAY.search(_sentence_text(reading, hit.sentence)):
            hit.named, hit.weight = PASSING, 0.0


def _opening(reading: Reading) -> set[int]:
    """Return title and summary, or the first sentence of the body where there is no summary."""
    head = {number for number, one in enumerate(reading.sentences) if one.field != "body"}
    has_summary = any(one.field == "summary" for one in reading.sentences)
    return head if has_summary else {*head, len(head)}


def _sentence_text(reading: Reading, number: int) -> str:
    one = reading.sentences[number]
    return reading.folded(one.field, one.start, one.end)


Member = tuple[int, int, str, Hit | None]


def chains(reading: Reading) -> list[list[Member]]:
    """Return runs of countries with nothing but joints between them."""
    by_sentence: dict[int, list[Member]] = {}
    for hit in reading.active:
        if hit.row.kind in ("country", "capital", "person", "demonym", "title"):
            by_sentence.setdefault(hit.sentence, []).append((hit.start, hit.end, hit.row.side, hit))
    for word in reading.countries:
        if word.sentence in by_sentence:
            by_sentence[word.sentence].append((word.start, word.end, word.row.group, None))
    runs: list[list[Member]] = []
    for number, members in by_sentence.items():
        folded = partial(reading.folded, reading.sentences[number].field)
        runs += _runs(sorted(members, key=lambda one: one[:3]), folded)
    return runs


def _runs(members: list[Member], gap: Callable[[int, int], str]) -> list[list[Member]]:
    runs = [[members[0]]]
    for member in members[1:]:
        end = max(one[1] for one in runs[-1][-2:])
        between = gap(end, member[0]) if member[0] > end else ""
        if member[0] - end <= 26 and _JOINTS.fullmatch(between):
            runs[-1].append(member)
        else:
            runs.append([member])
    return runs
