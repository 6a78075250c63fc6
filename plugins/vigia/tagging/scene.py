"""Scene: where in an item, or in one brief of a round-up, the two sides meet."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from vigia.tagging.hits import LISTED, Hit, Reading, Word, has_both
from vigia.tagging.segments import Sentence

CROWD = 2  # other countries in a sentence that make it a survey
CLOSE = 30  # characters between hits that stand side by side
FULL = 200  # characters of a full paragraph
SHORT = 5  # sentences of an item that is a feed's lead and little more
LEAD = 3  # sentences after the title
_CLAUSE = re.compile(r"[,;](?!\d)")
_COUPLE = re.compile(r"\s*,?\s*(?:and|y|e|et|und|та|і|й|и|ni|or|o|ou|oder|или|або|,)?\s+(?:\w{1,3}\s+){0,2}")
_BREAK = re.compile(r"[;:,—–]|\s-\s")
# Bystanders of the relation by nature; every other country is an actor of its own.
BYSTANDERS = frozenset({"US", "UA", "EU", "UN"})


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What one paragraph that holds both sides has to say."""

    numbers: tuple[int, ...]  # of its sentences
    others: float  # share of other countries among what is named
    length: int  # characters, where most of its sentences name a side; else 0
    meets: bool  # the sides meet in one sentence


class Scene:
    """The hits that count within some sentences of an item."""

    def __init__(self, reading: Reading, numbers: Iterable[int]) -> None:
        """Lay out the hits that count by sentence."""
        self.reading = reading
        self.numbers = sorted(numbers)
        within = self._within = set(self.numbers)
        self.hits: dict[int, list[Hit]] = defaultdict(list)
        for hit in reading.hits:
            if hit.counts and hit.sentence in within:
                self.hits[hit.sentence].append(hit)
        self.others: dict[int, list[str]] = defaultdict(list)
        for word in reading.countries:
            if word.sentence in within and word.row.group not in BYSTANDERS:
                self.others[word.sentence].append(word.row.group)
        self.counted = [hit for number in self.numbers for hit in self.hits.get(number, ())]
        self._cues: dict[str, list[Word]] = defaultdict(list)
        for word in reading.cues:
            if word.sentence in within:
                self._cues[word.row.group].append(word)
        self.naming = set(self.hits)
        self._naming = {side: self._sentences_of(side) for side in ("cuba", "russia")}
        self.together = [number for number in self._naming["cuba"] if self._meets(number)]
        self.title = {number for number in within if self._sentence(number).field == "title"}
        self.text = [number for number in self.numbers if number not in self.title]
        self.lead = set(self.text[:LEAD])  # the first sentences after the title

    def _sentence(self, number: int) -> Sentence:
        return self.reading.sentences[number]

    def _sentences_of(self, side: str) -> list[int]:
        return [one for one in sorted(self.naming) if any(hit.of(side) for hit in self.hits[one])]

    def _meets(self, number: int) -> bool:
        return has_both(self.hits[number]) and len(set(self.others.get(number, ()))) <= CROWD

    def hits_in(self, numbers: Iterable[int]) -> list[Hit]:
        """Return the hits in some sentences."""
        return [hit for number in numbers if number in self.naming for hit in self.hits[number]]

    def fewest_hits(self) -> int:
        """Return the hits of the side that is named less."""
        return min(sum(hit.of(side) for hit in self.counted) for side in ("cuba", "russia"))

    def words(self, cue: str) -> list[Word]:
        """Return the cues of a kind."""
        return self._cues.get(cue, [])

    def coverage(self) -> float:
        """Return the share of sentences that name the side named in fewer of them."""
        return min(map(len, self._naming.values())) / max(1, len(self.numbers))

    def count_of_sentences(self, side: str) -> int:
        """Return how many sentences name a side."""
        return len(self._naming[side])

    def fewest_names(self) -> int:
        """Return by how many names the side with fewer names is called."""
        hits = self.counted
        return min(len({hit.row.entity_id for hit in hits if hit.of(side)}) for side in ("cuba", "russia"))

    def is_answered(self, words: Iterable[Word]) -> bool:
        """Tell whether the title names one side alone, and a full paragraph deals with the other.

        It does where it names the other side twice, beside one of some words.
        """
        titled = {hit.row.side for hit in self.hits_in(self.title)}
        if len(titled) != 1 or "both" in titled:
            return False
        told = {word.sentence for word in words}
        return any(
            self._length(numbers) >= FULL
            and told & set(numbers)
            and sum(hit.row.side not in titled for hit in self.hits_in(numbers)) > 1
            for numbers in self._paragraph_numbers()
        )

    def is_only_headed(self) -> bool:
        """Tell whether the sides meet in title or lead, and nowhere in a longer text behind it."""
        rest = [number for number in self.text if number not in self.lead]
        is_headed = any(number in self.title | self.lead for number in self.together)
        return is_headed and len(rest) > SHORT and not has_both(self.hits_in(rest))

    def is_passing(self) -> bool:
        """Tell whether a longer item names one side in a single sentence, behind the lead."""
        fewest = min(self._naming.values(), key=len)
        is_long = len(self.text) > SHORT
        return is_long and len(fewest) == 1 and not set(fewest) & (self.title | self.lead)

    def share_of_others(self, numbers: Iterable[int]) -> float:
        """Return the share of other countries among all that is named in some sentences."""
        numbers = list(numbers)
        others = sum(len(self.others.get(number, ())) for number in numbers)
        return others / max(1, others + len(self.hits_in(numbers)))

    def count_of_others(self) -> int:
        """Return how many other countries are named."""
        return len({code for codes in self.others.values() for code in codes})

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        """Return the paragraphs that hold both sides; a title and a summary are paragraphs too."""
        return [self._paragraph(one) for one in self._paragraph_numbers() if has_both(self.hits_in(one))]

    def _paragraph_numbers(self) -> list[list[int]]:
        groups: dict[int, list[int]] = defaultdict(list)
        for number in self.numbers:
            groups[self._sentence(number).paragraph].append(number)
        return list(groups.values())

    def _paragraph(self, numbers: list[int]) -> Paragraph:
        together = set(numbers) & set(self.together)
        return Paragraph(
            tuple(numbers),
            self.share_of_others(numbers),
            self._length(numbers) if 2 * len(self.naming & set(numbers)) >= len(numbers) else 0,
            bool(together),
        )

    def _length(self, numbers: Iterable[int]) -> int:
        return sum(self._sentence(number).end - self._sentence(number).start for number in numbers)

    @cached_property
    def _meetings(self) -> list[tuple[int, Hit, Hit]]:
        """Each pair of hits of different sides, one after the other, with its sentence."""
        return [
            (number, one, two)
            for number in self.together
            for one, two in pairwise(sorted(self.hits[number], key=lambda hit: hit.start))
            if one.row.side != two.row.side
        ]

    def are_close(self) -> bool:
        """Tell whether the sides stand side by side in a sentence."""
        return any(two.start - one.end <= CLOSE for _, one, two in self._meetings)

    def is_coupled(self) -> bool:
        """Tell whether nothing but "and" or a comma stands between the sides."""
        return any(
            _COUPLE.fullmatch(self.reading.folded(one.field, one.end, two.start)) is not None
            for _, one, two in self._meetings
        )

    def is_told_near(self, words: Iterable[Word], reach: int) -> bool:
        """Tell whether one of some words stands between the sides, or not far from them."""
        near = [word for word in words if word.sentence in self.together]
        return any(
            word.sentence == number and one.start - reach <= word.start <= two.end + reach
            for number, one, two in self._meetings
            for word in near
        )

    def is_listed_in_head(self) -> bool:
        """Tell whether a list of countries in title or lead names both sides."""
        head = self.title | self.lead
        listed = [hit for hit in self.reading.hits if hit.named == LISTED and hit.sentence in head]
        return has_both(listed)

    def share_of_bystanders(self) -> float:
        """Return the share of the United States and the like among all that is named."""
        count = sum(
            word.row.group in BYSTANDERS and word.sentence in self._within for word in self.reading.countries
        )
        return count / max(1, count + len(self.counted))

    def is_bilateral(self) -> bool:
        """Tell whether one word names both sides: ruso-cubano."""
        return any(hit.row.side == "both" for hit in self.counted)

    def is_clause(self) -> bool:
        """Tell whether the sides stand in one clause: nothing but words between them."""
        return self.is_bilateral() or any(
            _BREAK.search(self.reading.texts[one.field].clean, one.end, two.start) is None
            for _, one, two in self._meetings
        )

    def is_enumeration(self) -> bool:
        """Tell whether a single sentence names the sides in different clauses."""
        if len(self.numbers) != 1:
            return False
        hits = sorted(self.hits[self.numbers[0]], key=lambda hit: hit.start)
        return not any(one.row.side == "both" for one in hits) and not any(
            one.row.side != two.row.side
            and not _CLAUSE.search(self.reading.folded(one.field, one.end, two.start))
            for one, two in pairwise(hits)
        )

    def is_only_named(self) -> bool:
        """Tell whether a side stands in a name that says nothing of it, like Havana syndrome."""
        return any(hit.mask and hit.named and hit.sentence in self.numbers for hit in self.reading.hits)

    def best(self) -> Sentence | None:
        """Return the sentence in which the sides meet most plainly, or the first of the best paragraph."""
        candidates = self.together or [n for one in self.paragraphs for n in one.numbers if self.hits.get(n)]
        candidates = candidates or [number for number in self.numbers if self.hits.get(number)]
        return self._sentence(min(candidates, key=self._rank)) if candidates else None

    def _rank(self, number: int) -> tuple[bool, int, int, int]:
        distinct = len({hit.row.entity_id for hit in self.hits[number]})
        # The title last: whoever is shown the sentence has read the title already.
        place = 2 if number in self.title else 0 if number in self.lead else 1
        is_told = any(word.sentence == number for word in self.words("relation"))
        return not is_told, place, -distinct, number
