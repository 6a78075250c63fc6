"""A SAX driver on expat for documents from strangers: bounded, and deaf to the outside.

``create_parser`` is what ``xml.sax.make_parser`` looks for in a driver module.
"""

from collections.abc import Mapping
from typing import Any
from xml.parsers import expat
from xml.sax import expatreader
from xml.sax.handler import ContentHandler, feature_external_ges, feature_namespaces

from vigia.errors import FeedUnreadable

MAX_ATTRIBUTES = 200  # SAX looks attributes up one by one: 100,000 of them take minutes
MAX_DEPTH = 200  # feeds nest about ten deep, XHTML content some thirty
MAX_ENTRIES = 2_000  # Media Cloud reads as many; real feeds have 10 to 500
MAX_SITEMAP_URLS = 50_000  # what the sitemap protocol allows
_ENTRY_NAMES = {"item": MAX_ENTRIES, "entry": MAX_ENTRIES, "url": MAX_SITEMAP_URLS}


class BoundedParser(expatreader.ExpatParser):
    """Expat that hands over whole runs of text, and stops at traps.

    Past the limit of entries the rest of the document is read but not handed over.
    """

    _parser: Any  # made by reset(); the types of the standard library do not know it

    def reset(self) -> None:
        """Make a fresh expat: text in one piece, no parameter entities."""
        super().reset()
        self.depth = 0
        self.counts: dict[str, int] = {}
        self._parser.buffer_text = True
        self._parser.buffer_size = 65_536
        self._parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def start_element_ns(self, name: str, attrs: Mapping[str, str]) -> None:
        """Count before handing over.

        Raises FeedUnreadable at too many attributes or too deep a nesting.
        """
        self.depth += 1
        if len(attrs) > MAX_ATTRIBUTES or self.depth > MAX_DEPTH:
            raise FeedUnreadable(
                f"an element with {len(attrs)} attributes at depth {self.depth}; "
                f"expected at most {MAX_ATTRIBUTES} and {MAX_DEPTH}: this is no honest feed"
            )
        if self._is_over(name.rpartition(" ")[2].rpartition(":")[2].lower()):
            self.setContentHandler(ContentHandler())
        super().start_element_ns(name, attrs)

    def end_element_ns(self, name: str) -> None:
        """Keep the depth."""
        self.depth -= 1
        super().end_element_ns(name)

    def _is_over(self, name: str) -> bool:
        if name not in _ENTRY_NAMES:
            return False
        self.counts[name] = self.counts.get(name, 0) + 1
        return self.counts[name] > _ENTRY_NAMES[name]


def create_parser(*_: Any) -> BoundedParser:
    """Make a parser with namespaces on and external entities off."""
    parser = BoundedParser()
    parser.setFeature(feature_namespaces, True)
    parser.setFeature(feature_external_ges, False)
    return parser
