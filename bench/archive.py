"""Part ``archive``: taking in a WARC file as CC-NEWS has them, against reading and rewriting it."""

import random
import resource
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

from fastwarc.stream_io import GzipWriter
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType
from warcio.archiveiterator import ArchiveIterator as PeerIterator
from warcio.warcwriter import WARCWriter

from bench.children import Cost, Meter, measured
from bench.data import SEEDS, own_items
from bench.newsprint import CHUNK_WORDS, plain_sentences, prose
from bench.tables import COST_COLUMNS, Column, Table, Value, cost_cells
from vigia.settings import Settings
from vigia.stages.extract import extract
from vigia.stages.gate import gate
from vigia.stages.import_warc import import_warc
from vigia.stages.load import load
from vigia.stages.tag import tag
from vigia.tagging.tagger import read_tagger

MEGABYTES = 100
BODY_CHARS = 4_000
LINKS = 450  # beside the article: a page of news has about 120 KB
LINKS_PER_BLOCK, BLOCKS = 25, 400  # of one language; making each link anew would take longer than the rest
STATE_BYTES = 12_000  # of what does not compress; packed, a real page has some 35 KB
MATCH_SHARE = 0.02  # of the pages, with the text of an item labelled as a match
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
_COLUMNS = (
    Column("what"), Column("pages", "count"), Column("pages / CPU s", "count"), Column("CPU ratio", "ratio"),
    *COST_COLUMNS,
)  # fmt: skip
_REWRITTEN = "warcio: read, and written anew"


def run(megabytes: int) -> Iterator[Table]:
    """Take in a file of so many megabytes, and one of a quarter of it."""
    with tempfile.TemporaryDirectory(prefix="vigia-bench-") as name:
        folder = Path(name)
        file, small = folder / "CC-NEWS.warc.gz", folder / "CC-NEWS-quarter.warc.gz"
        (pages, html_bytes), _ = measured(_write, file, megabytes * 1_000_000)
        (few, _), _ = measured(_write, small, megabytes * 250_000)
        peers: dict[str, tuple[int, Cost]] = {
            _REWRITTEN: measured(_rewrite, file),
            "warcio: read": measured(_read_by_warcio, file),
            "fastwarc: read": measured(_read_by_fastwarc, file),
        }
        ours = [*_taken(folder / "quarter", small, few), *_taken(folder / "whole", file, pages)]
    base = peers[_REWRITTEN][1].cpu_seconds / pages
    rows: list[tuple[Value, ...]] = [
        (what, count, count / cost.cpu_seconds, cost.cpu_seconds / count / base, *cost_cells(cost))
        for what, count, cost in [*((what, *peer) for what, peer in peers.items()), *ours]
    ]
    yield Table(
        f"archive: a file of {megabytes} MB",
        _COLUMNS,
        rows,
        (
            f"Pages of {html_bytes / pages / 1000:,.0f} KB; {MATCH_SHARE:.0%} of them are matches.",
            f"CPU ratio of a page, against {_REWRITTEN}.",
            "Copied: read, told apart, written to our archive. Taken up: gate, extract, tag, load, with the",
            "CPU of the child that parses. Peak MB: of the process or its child, whichever is larger.",
        ),
    )


def _taken(home: Path, file: Path, pages: int) -> list[tuple[str, int, Cost]]:
    settings = Settings(home=home, seeds=SEEDS, least_free_bytes=0)
    size = f"{file.stat().st_size / 1e6:,.0f} MB"
    (run_id, shards), copied = measured(_copy, settings, file)
    (cpu_seconds, peak_mb), done = measured(_take_up, settings, run_id, shards)
    whole = Cost(done.cpu_seconds + cpu_seconds, done.wall_seconds, max(done.peak_mb, peak_mb), done.start_mb)
    return [(f"vigia: {size} copied", pages, copied), (f"vigia: {size} taken up", pages, whole)]


def _copy(meter: Meter, settings: Settings, file: Path) -> tuple[str, int]:
    with meter:
        run_id, shards, _ = import_warc(settings, file, NOW)
    return run_id, shards


def _take_up(meter: Meter, settings: Settings, run_id: str, shards: int) -> tuple[float, float]:
    """Return CPU seconds and peak MB of the children."""
    with meter:
        for shard in range(shards):
            gate(settings, run_id, shard)
            extract(settings, run_id, shard)
            tag(settings, run_id, shard)
        load(settings, run_id, NOW)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e6


def _read_by_fastwarc(meter: Meter, file: Path) -> int:
    with meter, file.open("rb") as stream:
        return sum(
            1
            for record in ArchiveIterator(stream, record_types=WarcRecordType.response)
            if record.reader.read(record.content_length)
        )


def _read_by_warcio(meter: Meter, file: Path) -> int:
    with meter, file.open("rb") as stream:
        return sum(
            1
            for record in PeerIterator(stream)
            if record.rec_type == "response" and record.content_stream().read()
        )


def _rewrite(meter: Meter, file: Path) -> int:
    count = 0
    with meter, file.open("rb") as stream, file.with_suffix(".anew").open("wb") as target:
        writer = WARCWriter(target, gzip=True)
        for record in PeerIterator(stream):
            writer.write_record(record)
            count += record.rec_type == "response"
    file.with_suffix(".anew").unlink()
    return count


def _write(meter: Meter, file: Path, size: int) -> tuple[int, int]:
    """Write a file of about ``size`` bytes; return its pages, and the bytes of their HTML."""
    page_of = _pages()
    count = html_bytes = 0
    with meter, file.open("wb") as stream:
        writer = GzipWriter(stream, 6)
        while stream.tell() < size:
            body = page_of(count).encode()
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n"
            record = WarcRecord()
            record.init_headers(WarcRecordType.response)
            record.record_date = NOW - timedelta(days=7) + timedelta(seconds=count)
            record.headers["WARC-Target-URI"] = f"https://news-{count % 97}.example/2026/11/{count}.html"
            record.headers["Content-Type"] = "application/http; msgtype=response"
            record.set_bytes_content(head % len(body) + body)
            record.write(writer, checksum_data=True)
            writer.finish()
            count, html_bytes = count + 1, html_bytes + len(body)
    return count, html_bytes


def _pages() -> Callable[[int], str]:
    """Return what makes the page of a number, the same at every run; each is of one language."""
    items = own_items()
    find = (tagger := read_tagger(SEEDS)).cuban_side.find
    matches = [one for one in items if one.relevance == "match"]
    pieces: dict[str, list[str]] = {}
    for language, sentences in plain_sentences(items, tagger).items():
        words = [word for word in " ".join(sentences).split() if word.islower()]
        # What names the Cuban side, alone or beside another term, would open the gate for every page.
        safe = [word for word in words if not find(word) and len(find(f"Cuba {word}")) == 1]
        pieces[language] = [" ".join(safe[at : at + CHUNK_WORDS]) for at in range(0, len(safe) - CHUNK_WORDS)]
    rng = random.Random(0)  # noqa: S311 - deterministic on purpose
    links = {language: [_links(found, rng) for _ in range(BLOCKS)] for language, found in pieces.items()}

    def page(number: int) -> str:
        rng = random.Random(number)  # noqa: S311 - deterministic on purpose
        one = rng.choice(matches)
        is_match = rng.random() < MATCH_SHARE
        prosaic = escape(prose(pieces[one.language], BODY_CHARS, rng))
        title = escape(one.item.title if is_match else prosaic[:70])
        text = f"<p>{escape(one.item.body)}</p>" if is_match else ""
        text += "".join(f"<p>{prosaic[at : at + 500]}</p>" for at in range(0, BODY_CHARS, 500))
        beside = "".join(rng.choices(links[one.language], k=LINKS // LINKS_PER_BLOCK))
        state = rng.randbytes(STATE_BYTES).hex()
        return (
            f"<!DOCTYPE html><html><head><title>{title}</title><script>state='{state}'</script></head>"
            f"<body><nav>{beside}</nav>"
            f"<article><h1>{title}</h1>{text}</article></body></html>"
        )

    return page


def _links(pieces: list[str], rng: random.Random) -> str:
    return "".join(
        f'<li class="related__item related__item--{n % 7}"><a class="related__link" data-position="{n}" '
        f'href="/2026/11/{rng.randrange(10**7)}.html"><span class="related__title">'
        f"{escape(prose(pieces, 60, rng))}</span></a></li>\n"
        for n in range(LINKS_PER_BLOCK)
    )
