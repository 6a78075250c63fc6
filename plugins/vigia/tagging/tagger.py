"""The tagger: an item in, its tags with all their reasons out."""

import inspect
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from vigia.model import ActorHits, Evidence, FieldName, Relevance, Side, Tags, TopicScore
from vigia.tagging import briefs as briefs_module
from vigia.tagging import features as features_module
from vigia.tagging import hits as hits_module
from vigia.tagging import relevance as relevance_module
from vigia.tagging import scene as scene_module
from vigia.tagging import standing as standing_module
from vigia.tagging import topics as topics_module
from vigia.tagging.cuban_side import CubanSide
from vigia.tagging.fold import Text, read_text
from vigia.tagging.hits import Hit, Reading, has_both, longest_words, read_hits, read_words
from vigia.tagging.language import language_of
from vigia.tagging.lexicon import Lexicon, MaskRow, TermRow, WordRow, read_lexicon
from vigia.tagging.patterns import Patterns, Spoken
from vigia.tagging.relevance import weigh
from vigia.tagging.segments import Sentence, sentences
from vigia.tagging.standing import judge
from vigia.tagging.topics import score_topics

LONGEST = 1_000_000  # characters of a field that are read; no article is longer
FIELDS: tuple[FieldName, ...] = ("title", "summary", "body")


@dataclass(frozen=True, slots=True)
class Item:
    """What is tagged: one article as a feed or a page gives it."""

    title: str
    summary: str
    body: str
    language: str | None = None  # ISO 639-1; found out when None
    outlet_country: str | None = None  # ISO 3166-1 alpha-2


def read_tagger(seeds: Path) -> "Tagger":
    """Compile the rules in a folder of seeds, once for as long as no file of it changes.

    Raises CatalogError naming every faulty row.
    """
    return _compiled(seeds, _state(seeds))


@lru_cache(maxsize=2)
def _compiled(seeds: Path, _state: tuple[tuple[str, int, int], ...]) -> "Tagger":
    return Tagger(read_lexicon(seeds))


def _state(seeds: Path) -> tuple[tuple[str, int, int], ...]:
    """Return name, time of change and size of each table."""
    found = ((path.name, path.stat()) for path in sorted(seeds.glob("*.csv")))
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in found)


class Tagger:
    """Compiled rules; tagging an item depends on nothing else."""

    rules_hash: str  # sha256 over the lexicon and the rules in code

    def __init__(self, lexicon: Lexicon) -> None:
        """Compile a lexicon."""
        self._lexicon = lexicon
        sides: list[tuple[str, TermRow | MaskRow]] = [(row.term, row) for row in lexicon.terms]
        sides += [(row.term, row) for row in lexicon.masks]
        self._sides: Patterns[TermRow | MaskRow] = Patterns(sides)
        self._countries: Patterns[WordRow] = Patterns([(row.term, row) for row in lexicon.countries])
        self._cues: Spoken[WordRow] = Spoken(lexicon.cues)
        self._topics: Spoken[WordRow] = Spoken(lexicon.topic_terms)
        modules = (
            hits_module,
            briefs_module,
            standing_module,
            scene_module,
            features_module,
            relevance_module,
            topics_module,
        )
        self.rules_hash = lexicon.digest("".join(inspect.getsource(module) for module in modules))

    @cached_property
    def cuban_side(self) -> CubanSide:
        """What the gate looks for; an item without it is ``none``."""
        return CubanSide(self._lexicon.terms)

    def tag(self, item: Item) -> Tags:
        """Tag one item."""
        reading = self.read(item)
        verdict = weigh(reading)
        is_match = verdict.relevance is Relevance.MATCH
        return Tags(
            relevance=verdict.relevance,
            score=verdict.score,
            topics=self._topics_of(reading) if is_match else (),
            actors=self._actors(reading.active),
            evidence=tuple(_evidence(reading, hit) for hit in reading.hits),
            language=reading.language,
            rules_hash=self.rules_hash,
            sentence=_verbatim(reading, verdict.sentence),
            parts=verdict.parts,
        )

    def read(self, item: Item) -> Reading:
        """Find all hits of an item and judge them."""
        texts: dict[str, Text] = {name: read_text(getattr(item, name)[:LONGEST]) for name in FIELDS}
        cut: list[Sentence] = []
        for name, text in texts.items():
            cut += sentences(name, text.clean, cut[-1].paragraph + 1 if cut else 0)
        language = item.language or language_of(item.title, item.summary, item.body)
        reading = Reading(texts, cut, language, item.outlet_country)
        reading.hits = read_hits(reading, self._sides)
        if _needs_words(reading):
            reading.countries = longest_words(read_words(reading, self._countries))
            reading.cues = read_words(reading, self._cues.of(language))
        judge(reading)
        return reading

    def _topics_of(self, reading: Reading) -> tuple[TopicScore, ...]:
        patterns = self._topics.of(reading.language)
        return score_topics(reading, patterns, self._lexicon.topics, self._lexicon.actors)

    def _actors(self, hits: list[Hit]) -> tuple[ActorHits, ...]:
        counts: dict[str, int] = {}
        for hit in hits:
            if hit.row.entity_id in self._lexicon.actors:
                counts[hit.row.entity_id] = counts.get(hit.row.entity_id, 0) + 1
        actors = [self._lexicon.actors[key] for key in counts]
        return tuple(
            ActorHits(one.actor_id, one.name, Side(one.side), counts[one.actor_id]) for one in actors
        )


def _needs_words(reading: Reading) -> bool:
    return has_both(reading.active) or any(hit.row.kind == "outlet" for hit in reading.hits)


def _evidence(reading: Reading, hit: Hit) -> Evidence:
    text = reading.texts[hit.field]
    start, end = text.span(hit.start, hit.end)
    name: FieldName = next(one for one in FIELDS if one == hit.field)
    return Evidence(
        field=name,
        start=start,
        end=end,
        surface=text.given[start:end],
        entity_id=hit.row.entity_id,
        side=None if hit.row.side == "both" else Side(hit.row.side),
        rule=f"lookalikes.csv:{hit.mask.mask_id}" if hit.mask else f"terms.csv:{hit.row.entity_id}",
        weight=hit.weight,
        dropped_because=hit.dropped or hit.named,
        place=(hit.mask or hit.row).place,
    )


def _verbatim(reading: Reading, sentence: Sentence | None) -> str | None:
    if sentence is None:
        return None
    text = reading.texts[sentence.field]
    start, end = text.span(sentence.start, sentence.end)
    return text.given[start:end].strip()
