"""Generate ``terms_generated.csv``: what follows from the rows of ``terms.csv`` by rule.

Run ``python -m vigia.tagging.generate seeds`` after editing ``terms.csv``, look through the
difference, and commit both. Names in Russian and Ukrainian are declined, German ones get their
genitive; Russian persons are spelled in Latin letters, Cuban names in Cyrillic ones.
"""

import csv
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from vigia.tagging.fold import fold
from vigia.tagging.inflect import german_forms, russian_forms, ukrainian_forms
from vigia.tagging.transliterate import TABLES, cyrillic_spelling, latin_spellings, ukrainian_spelling

COLUMNS = ("entity_id", "side", "kind", "language", "term", "case", "needs", "only")
NAMES = ("person", "company", "ship", "place", "country", "capital", "body", "outlet", "facility")
INHERITED = ("entity_id", "side", "kind", "case", "needs", "only")

Row = dict[str, str]


def generated_rows(rows: Iterable[Row]) -> list[Row]:
    """Return the rows that follow from rows of ``terms.csv``, each surface of an entity once."""
    given = list(rows)
    known = {(row["entity_id"], fold(row["term"])) for row in given}
    made: list[Row] = []
    for row in given:
        if "*" in row["term"] or row["kind"] not in NAMES:
            continue
        for language, term in _forms(row):
            key = (row["entity_id"], fold(term))
            if key not in known:
                known.add(key)
                made.append({name: row[name] for name in INHERITED} | {"language": language, "term": term})
    return sorted(made, key=lambda row: (row["entity_id"], row["language"], row["term"]))


def _forms(row: Row) -> Iterator[tuple[str, str]]:
    term, language = row["term"], row["language"]
    if language == "ru":
        yield from (("ru", form) for form in russian_forms(term))
        if row["kind"] in ("person", "place") and row["side"] == "russia":
            for other in TABLES:
                yield from _with_genitive(other, latin_spellings(term, other))
            yield from (("uk", form) for form in ukrainian_forms(ukrainian_spelling(term)))
    elif language == "uk":
        yield from (("uk", form) for form in ukrainian_forms(term))
    elif row["side"] == "cuba" and row["kind"] == "person" and language == "es":
        yield from _with_genitive("de", (term,))
        cyrillic = cyrillic_spelling(term)
        yield from (("ru", form) for form in russian_forms(cyrillic))
        yield from (("uk", form) for form in ukrainian_forms(ukrainian_spelling(cyrillic)))
    elif language == "de":
        yield from _with_genitive("de", (term,))


def _with_genitive(language: str, terms: Iterable[str]) -> Iterator[tuple[str, str]]:
    for term in terms:
        for form in german_forms(term) if language == "de" else (term,):
            yield language, form


def write_generated(seeds: Path) -> int:
    """Write ``terms_generated.csv`` beside ``terms.csv`` and return the number of its rows."""
    with (seeds / "terms.csv").open(encoding="utf-8", newline="") as file:
        made = generated_rows(csv.DictReader(file))
    with (seeds / "terms_generated.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(made)
    return len(made)


if __name__ == "__main__":
    print(write_generated(Path(sys.argv[1])))
