"""gate: a scan of each page for what a match must name, so that few pages need extraction."""

from collections import Counter
from collections.abc import Iterator

from vigia.archive import read_page
from vigia.articles.gate import Gate as Scanner
from vigia.catalog import read_catalog
from vigia.decoding import charset_of, decode
from vigia.model import Disposition, Entry, Gate, Page, StageReport
from vigia.runs import read_records, run_folder, write_records
from vigia.settings import Settings
from vigia.tagging.tagger import read_tagger

# In a Cuban outlet the Cuban side is often only 'the Government': its pages always pass.
HOME_COUNTRY = "CU"


def gate(settings: Settings, run_id: str, shard: int) -> StageReport:
    """Scan the pages of a shard; write ``gates`` of the run."""
    folder = run_folder(settings.home, run_id)
    entries = {(entry.run_id, entry.entry_id): entry for entry in read_records(folder, "queue", Entry, shard)}
    outlets = read_catalog(settings.catalog_folder).outlets
    scanner = Scanner(read_tagger(settings.seeds).cuban_side.find)

    def scanned() -> Iterator[Gate]:
        for page in read_records(folder, "pages", Page, shard):
            if page.disposition is not Disposition.QUEUED:
                continue
            entry = entries[page.run_id, page.entry_id]
            outlet = outlets.get(entry.outlet_id)
            terms = _scan(settings, scanner, page, entry)
            is_home = outlet is not None and outlet.country_code == HOME_COUNTRY
            # What a match became is always read; what has no title yet must be, to have one.
            is_open = bool(terms) or is_home or entry.is_revisit or not entry.title
            yield Gate(page.run_id, page.entry_id, is_open, terms)

    gates = list(scanned())
    write_records(folder, "gates", gates, shard)
    return StageReport("gate", run_id, dict(Counter("open" if g.is_open else "closed" for g in gates)))


def _scan(settings: Settings, scanner: Scanner, page: Page, entry: Entry) -> tuple[str, ...]:
    archived = read_page(settings.home / "archive", page.archive_file or "", page.archive_offset or 0)
    html, _ = decode(archived.body, charset_of(page.content_type))
    return scanner.scan(html, entry.title, entry.summary, entry.content)
