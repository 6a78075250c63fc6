"""Feeds of every format, in the shapes that real systems give them, come out as they should.

The documents are invented. After a wanted change: ``python tests/golden/feeds/test_golden_feeds.py``
writes the expected files anew; read the difference before committing it.
"""

import json
from dataclasses import asdict
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from vigia.feeds.identity import entry_keys
from vigia.feeds.parsing import parse_feed

FOLDER = Path(__file__).parent
DOCUMENTS = sorted(path for path in FOLDER.iterdir() if path.suffix in (".xml", ".jsonfeed"))


def as_json(path: Path) -> str:
    """Parse a document as an outlet of Havana would give it, and write it out with its keys."""
    document = parse_feed(path.read_bytes(), "https://home.example/feed", None, ZoneInfo("America/Havana"))
    record = asdict(document) | {"keys": entry_keys(document)}
    return json.dumps(record, default=str, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_document_is_read_as_before(path: Path) -> None:
    """A document gives exactly the fields and keys of its expected file."""
    assert as_json(path) == path.with_suffix(".json").read_text("utf-8")


def test_every_format_has_a_document() -> None:
    """No format is without a golden document."""
    formats = {json.loads(path.with_suffix(".json").read_text("utf-8"))["format"] for path in DOCUMENTS}
    assert formats == {"rss", "rdf", "atom", "json", "sitemap"}


if __name__ == "__main__":
    for document_path in DOCUMENTS:
        document_path.with_suffix(".json").write_text(as_json(document_path), "utf-8")
