"""Change: what other rows of the rules do to an item, and which rows they are."""

from collections.abc import Iterable, Iterator
from dataclasses import astuple

from vigia.model import Evidence, Tags
from vigia.tagging.fold import read_text
from vigia.tagging.lexicon import Lexicon, MaskRow, TermRow, WordRow
from vigia.tagging.patterns import Patterns
from vigia.tagging.tagger import FIELDS, Item, Tagger

Row = TermRow | MaskRow | WordRow


class RulesChange:
    """Two lexicons, and the rows in which they differ."""

    def __init__(self, before: Lexicon, after: Lexicon) -> None:
        """Compile both, and find the rows that only one has."""
        self._before, self._after = Tagger(before), Tagger(after)
        self._has_other_topics = before.topics != after.topics
        self._patterns = Patterns([(row.term, (cause, row)) for cause, row in _differing(before, after)])

    def touches(self, item: Item) -> bool:
        """Tell whether an item holds a surface that differs; no other can be tagged otherwise."""
        return self._has_other_topics or any(True for _ in self._found(item))

    def tag(self, item: Item) -> tuple[Tags, Tags, tuple[str, ...]]:
        """Return the tags by the rules before and after, and the rules that changed them.

        There is no cause where relevance and topics are the same. The causes are those of the rules
        that differ and are found in the item whose evidence differs; where there is no such
        evidence (cues, topics), all of them.
        """
        before, after = self._before.tag(item), self._after.tag(item)
        if _said(before) == _said(after):
            return before, after, ()
        found = set(self._found(item)) or {"topics.csv"}
        differing = {_key(one) for one in before.evidence} ^ {_key(one) for one in after.evidence}
        return before, after, tuple(sorted(found & {rule for rule, *_ in differing} or found))

    def _found(self, item: Item) -> Iterator[str]:
        for name in FIELDS:
            for found in self._patterns.find(read_text(getattr(item, name)).folded):
                yield found.row[0]


def _said(tags: Tags) -> tuple[str, frozenset[str]]:
    return tags.relevance, frozenset(topic.id for topic in tags.topics)


def _key(one: Evidence) -> tuple[str, str, int, int, bool]:
    return one.rule, one.field, one.start, one.end, one.dropped_because is None


def _differing(before: Lexicon, after: Lexicon) -> Iterator[tuple[str, Row]]:
    """Yield each row that only one lexicon has, with the name of its rule."""
    yield from _rows_of("terms.csv", before.terms, after.terms)
    yield from _rows_of("lookalikes.csv", before.masks, after.masks)
    yield from _rows_of("countries.csv", before.countries, after.countries)
    yield from _rows_of("cues.csv", before.cues, after.cues)
    yield from _rows_of("topic_terms.csv", before.topic_terms, after.topic_terms)
    ids = before.actors.keys() | after.actors.keys()
    changed = {one for one in ids if before.actors.get(one) != after.actors.get(one)}
    for row in {*before.terms, *after.terms}:
        if row.entity_id in changed:
            yield f"actors.csv:{row.entity_id}", row


def _rows_of(file: str, before: Iterable[Row], after: Iterable[Row]) -> Iterator[tuple[str, Row]]:
    for row in sorted(set(before) ^ set(after), key=astuple):
        yield f"{file}:{astuple(row)[0]}", row
