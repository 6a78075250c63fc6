"""Pages go into WARC files that anyone can read, and come back from where they were written."""

import gzip
import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
from warcio.archiveiterator import ArchiveIterator as WarcioIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter as WarcioWriter

from vigia.archive import (
    ArchivedPage,
    ArchiveWriter,
    captures,
    drafts_left,
    index_file,
    read_fields,
    read_page,
    read_records,
    salvage,
)
from vigia.errors import ArchiveBusy, DiskFull, InputError, PageUnreadable, ParseError
from vigia.web import Answer

AT = datetime(2026, 11, 25, 12, 30, 5, tzinfo=UTC)
HTML = "<p>La Habana y Москва</p>".encode()


def an_answer(url: str = "https://a.example/x", body: bytes = HTML, **head: str) -> Answer:
    lines = [
        "HTTP/1.1 200 OK",
        "Content-Type: text/html",
        *(f"{k.replace('_', '-')}: {v}" for k, v in head.items()),
    ]
    return Answer(
        url="https://a.example/old",
        final_url=url,
        status=200,
        headers={"content-type": "text/html"},
        body=body,
        wire_bytes=10,
        elapsed_seconds=0.5,
        redirects=((301, url),),
        request_head=b"GET /x HTTP/1.1\r\nHost: a.example\r\n\r\n",
        response_head="\r\n".join(lines).encode() + b"\r\n\r\n",
    )


def pages(path: Path) -> list[ArchivedPage]:
    """Return the pages of a WARC file."""
    return [record.page for record in read_records(path) if record.page]


def test_page_comes_back_from_its_place(tmp_path: Path) -> None:
    """Each page is read back by file and offset, without reading the ones before."""
    with ArchiveWriter(tmp_path, "run-0") as writer:
        places = [
            writer.write(an_answer(f"https://a.example/{n}", HTML * n), AT, {"entry-id": str(n)})
            for n in range(5)
        ]
    assert {file for file, _ in places} == {"run-0.warc.gz"}
    for number, (file, offset) in reversed(list(enumerate(places))):
        page = read_page(tmp_path, file, offset)
        assert page == ArchivedPage(
            url=f"https://a.example/{number}",
            fetched_at=AT,
            status=200,
            headers={"content-type": "text/html", "content-length": str(len(HTML) * number)},
            body=HTML * number,
        )


def test_packed_answer_is_kept_unpacked(tmp_path: Path) -> None:
    """The headers of the packed form stay readable, but no reader tries to unpack again."""
    answer = an_answer(Content_Encoding="gzip", Transfer_Encoding="chunked", Content_Length="5")
    with ArchiveWriter(tmp_path, "run") as writer:
        place = writer.write(answer, AT, {})
    page = read_page(tmp_path, *place)
    assert page.body == HTML
    assert page.headers["x-archive-orig-content-encoding"] == "gzip"
    assert page.headers["content-length"] == str(len(HTML))


def test_warcio_reads_every_record(tmp_path: Path) -> None:
    """Another reader finds request, response and metadata with right digests, and can seek."""
    with ArchiveWriter(tmp_path, "run") as writer:
        writer.write(an_answer(), AT, {"entry-id": "e1\r\nforged: yes"})
        file, offset = writer.write(an_answer("https://a.example/2"), AT, {"entry-id": "e2"})
    with (tmp_path / file).open("rb") as stream:
        records = [
            (
                record.rec_type,
                record.rec_headers.get_header("WARC-Target-URI"),
                record.content_stream().read(),
                record,
            )
            for record in WarcioIterator(stream, check_digests="raise")
        ]
        stream.seek(offset)
        assert (
            next(iter(WarcioIterator(stream))).rec_headers.get_header("WARC-Target-URI")
            == "https://a.example/2"
        )
    assert [kind for kind, *_ in records] == ["warcinfo"] + ["response", "request", "metadata"] * 2
    assert records[1][1:3] == ("https://a.example/x", HTML)
    response_id = records[1][3].rec_headers.get_header("WARC-Record-ID")
    assert [r[3].rec_headers.get_header("WARC-Concurrent-To") for r in records[2:4]] == [response_id] * 2
    metadata = records[3][2].decode()
    assert "requested-url: https://a.example/old\r\nredirect: 301 https://a.example/x\r\n" in metadata
    assert "entry-id: e1 forged: yes\r\n" in metadata


def test_file_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    """An error in the block leaves what was there before, and no draft."""
    with ArchiveWriter(tmp_path, "run") as writer:
        place = writer.write(an_answer(body=b"first"), AT, {})
    with pytest.raises(RuntimeError), ArchiveWriter(tmp_path, "run") as writer:
        writer.write(an_answer(body=b"second"), AT, {})
        assert read_page(tmp_path, *place).body == b"first"
        raise RuntimeError
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run.cdxj", "run.warc.gz"]
    assert read_page(tmp_path, *place).body == b"first"


def test_rerun_takes_the_place_of_the_earlier(tmp_path: Path) -> None:
    """A second run of the same name replaces the file, and what a killed one left is overwritten."""
    (tmp_path / "run.warc.gz.open").write_bytes(b"half a rec")
    for body in (b"first", b"second"):
        with ArchiveWriter(tmp_path, "run") as writer:
            place = writer.write(an_answer(body=body), AT, {})
    assert read_page(tmp_path, *place).body == b"second"
    assert len(pages(tmp_path / "run.warc.gz")) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run.cdxj", "run.warc.gz"]


def test_what_an_earlier_run_of_the_name_archived_may_be_kept(tmp_path: Path) -> None:
    """Its places stay good: what is archived now goes into further files, also when it fails or is large."""
    places = []
    for bodies in ((b"first",), (b"second", b"third")):
        with ArchiveWriter(tmp_path, "run", rotate_bytes=1_000, keeps_earlier=True) as writer:
            places += [writer.write(an_answer(body=body), AT, {}) for body in bodies]
    with pytest.raises(RuntimeError), ArchiveWriter(tmp_path, "run", keeps_earlier=True) as writer:
        writer.write(an_answer(body=b"fourth"), AT, {})
        raise RuntimeError
    assert [file for file, _ in places] == ["run.warc.gz", "run.2.warc.gz", "run.3.warc.gz"]
    assert [read_page(tmp_path, *place).body for place in places] == [b"first", b"second", b"third"]
    assert len(list(tmp_path.glob("*.warc.gz*"))) == 3


def test_large_archive_goes_on_in_further_files(tmp_path: Path) -> None:
    """Past the size a further file begins; a smaller rerun leaves none of the old ones."""
    with ArchiveWriter(tmp_path, "run", rotate_bytes=1_000) as writer:
        places = [writer.write(an_answer(body=bytes(f"{n}" * 9, "ascii")), AT, {}) for n in range(4)]
    assert [file for file, _ in places] == ["run.warc.gz", "run.2.warc.gz", "run.3.warc.gz", "run.4.warc.gz"]
    assert [read_page(tmp_path, *place).body[:1] for place in places] == [b"0", b"1", b"2", b"3"]
    with ArchiveWriter(tmp_path, "run") as writer:
        writer.write(an_answer(), AT, {})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run.cdxj", "run.warc.gz"]


def test_no_pages_make_no_file(tmp_path: Path) -> None:
    """A shard without pages leaves nothing, and does not touch what is there."""
    with ArchiveWriter(tmp_path / "new", "run"):
        pass
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize(
    "file", ["../outside.warc.gz", "/etc/passwd", "a/../../outside.warc.gz", "link.warc.gz"]
)
def test_path_out_of_the_archive_is_refused(tmp_path: Path, file: str) -> None:
    """No name, not even a link, leads out of the folder."""
    folder = tmp_path / "archive"
    folder.mkdir()
    (tmp_path / "outside.warc.gz").write_bytes(b"x")
    (folder / "link.warc.gz").symlink_to(tmp_path / "outside.warc.gz")
    with pytest.raises(InputError, match="outside"):
        read_page(folder, file, 0)


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "a b", "x" * 300])
def test_name_that_could_leave_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    """A writer takes plain names only."""
    with pytest.raises(InputError):
        ArchiveWriter(tmp_path, name)


def test_wrong_place_is_unreadable(tmp_path: Path) -> None:
    """A missing file, an offset between records, or a record of another kind is no page."""
    with ArchiveWriter(tmp_path, "run") as writer:
        file, offset = writer.write(an_answer(), AT, {})
    size = (tmp_path / file).stat().st_size
    for place in [("none.warc.gz", 0), (file, offset + 7), (file, 0), (file, size), (file, -1)]:
        with pytest.raises(PageUnreadable):
            read_page(tmp_path, *place)


def _foreign(path: Path, *pages: tuple[dict[str, str], bytes], is_gzip: bool = True) -> Path:
    with path.open("wb") as stream:
        writer = WarcioWriter(stream, gzip=is_gzip)
        writer.write_record(writer.create_warcinfo_record("x", {"software": "test"}))
        for number, (headers, body) in enumerate(pages):
            head = StatusAndHeaders("200 OK", list(headers.items()), protocol="HTTP/1.1")
            url = f"http://a.example/{number}"
            writer.write_record(
                writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=head)
            )
    return path


@pytest.mark.parametrize("is_gzip", [True, False])
def test_foreign_pages_are_unpacked(tmp_path: Path, is_gzip: bool) -> None:
    """Chunked and packed bodies of other tools come out plain, and so do bodies wrongly called packed."""
    packed = gzip.compress(HTML)
    chunked = b"%x;a=b\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (9, packed[:9], len(packed) - 9, packed[9:])
    path = _foreign(
        tmp_path / "f.warc",
        ({}, HTML),
        ({"Content-Encoding": "gzip"}, packed),
        ({"Content-Encoding": "br"}, brotli.compress(HTML)),
        ({"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"}, chunked),
        ({"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"}, HTML),
        ({"X-Crawler-Content-Encoding": "gzip"}, HTML),
        is_gzip=is_gzip,
    )
    assert [page.body for page in pages(path)] == [HTML] * 6


def test_bomb_in_foreign_archive_is_left_out(tmp_path: Path) -> None:
    """A page that unpacks without end is told of and left out; the ones after it are read."""
    bomb = brotli.compress(bytes(70_000_000))
    path = _foreign(tmp_path / "f.warc.gz", ({"Content-Encoding": "br"}, bomb), ({}, HTML))
    found = list(read_records(path))
    assert [record.page.url for record in found if record.page] == ["http://a.example/1"]
    assert ["when unpacked" in record.note for record in found if record.note] == [True]


def test_archive_that_breaks_off_gives_what_is_whole(tmp_path: Path) -> None:
    """Of a file cut in the middle of a page, the pages before it are read."""
    path = _foreign(tmp_path / "f.warc.gz", ({}, b"one"), ({}, os.urandom(90_000)))
    path.write_bytes(path.read_bytes()[:-20_000])
    assert [page.body for page in pages(path)] == [b"one"]
    assert ["breaks off" in (r.note or "") for r in read_records(path)][-1]


@pytest.mark.parametrize(
    "data",
    [b"<html>not a WARC</html>" * 99, bytes(999), gzip.compress(b"hello " * 99)],
    ids=["a page", "zeros", "packed text"],
)
def test_file_that_is_no_warc_is_a_parse_error(tmp_path: Path, data: bytes) -> None:
    """A file of another kind says so."""
    (tmp_path / "f.warc.gz").write_bytes(data)
    with pytest.raises(ParseError, match="not a WARC file"):
        list(read_records(tmp_path / "f.warc.gz"))


@pytest.mark.parametrize("is_gzip", [True, False])
def test_damaged_record_costs_only_itself(tmp_path: Path, is_gzip: bool) -> None:
    """Broken bytes in the middle of a file are told of, and what follows them is read."""
    path = _foreign(tmp_path / "f.warc", *[({}, f"{n}".encode() * 900) for n in range(5)], is_gzip=is_gzip)
    offsets = [record.offset for record in read_records(path)]
    data = bytearray(path.read_bytes())
    data[offsets[3] + 1] ^= 0x55
    path.write_bytes(data[: offsets[4]] + b"rubbish\n" * 99 + data[offsets[4] :])
    found = list(read_records(path))
    assert [record.url[-1] for record in found if record.page] == ["0", "1", "3", "4"]
    assert [record.kind for record in found].count("damaged") >= 1


def test_index_lists_each_page_and_finds_it(tmp_path: Path) -> None:
    """The lines are sorted CDXJ; offset and length cut out the record; what was not had is listed too."""
    with ArchiveWriter(tmp_path, "run") as writer:
        places = [
            writer.write(
                an_answer(f"https://www.b{n}.example/X?q={n}"), AT, {"entry-id": f"e{n}", "run-id": "r"}
            )
            for n in (2, 1)
        ]
        writer.note("https://c.example/", AT, {"entry-id": "e3", "run-id": "r", "page": "{}"})
    lines = (tmp_path / "run.cdxj").read_text().splitlines()
    assert [line.split(" ")[:2] for line in lines] == [
        ["example,b1)/x?q=1", "20261125123005"],
        ["example,b2)/x?q=2", "20261125123005"],
        ["example,c)/", "20261125123005"],
    ]
    found = {capture.entry_id: capture for capture in captures(tmp_path)}
    assert [(found[e].file, found[e].offset) for e in ("e2", "e1")] == places
    assert [found[e].status for e in ("e1", "e2", "e3")] == [200, 200, None]
    fields = json.loads(lines[0].split(" ", 2)[2])
    cut = (tmp_path / "run.warc.gz").read_bytes()[int(fields["offset"]) :][: int(fields["length"])]
    assert gzip.decompress(cut).endswith(HTML + b"\r\n\r\n")
    assert read_fields(tmp_path, "run.warc.gz", found["e3"].offset)["page"] == "{}"
    assert read_fields(tmp_path, *places[0])["entry-id"] == "e2"


def test_index_is_made_again_as_it_was(tmp_path: Path) -> None:
    """A lost or older index is made by the next who asks, with the same lines."""
    with ArchiveWriter(tmp_path, "run", rotate_bytes=1_000) as writer:
        for n in range(5):
            writer.write(an_answer(f"https://a.example/{n}"), AT, {"entry-id": f"e{n}"})
    before = list(captures(tmp_path))
    texts = {path.name: path.read_text() for path in tmp_path.glob("*.cdxj")}
    assert len(before) == 5
    assert len(texts) == len(list(tmp_path.glob("*.warc.gz"))) > 1
    (tmp_path / "run.cdxj").unlink()
    os.utime(tmp_path / "run.2.cdxj", (0, 0))
    assert list(captures(tmp_path)) == before
    assert {path.name: path.read_text() for path in tmp_path.glob("*.cdxj")} == texts


def test_index_of_a_foreign_file_has_its_pages(tmp_path: Path) -> None:
    """A file of another tool that is laid into the archive is indexed like our own."""
    path = _foreign(tmp_path / "f.warc.gz", ({"Content-Type": "text/html"}, HTML), ({}, b"x"))
    assert index_file(path).name == "f.cdxj"
    assert [(c.url, c.status, c.entry_id) for c in captures(tmp_path)] == [
        ("http://a.example/0", 200, None),
        ("http://a.example/1", 200, None),
    ]


def _killed_writer(folder: Path) -> None:
    """Write three pages in a process that is killed with the file open."""
    code = f"""
import os, sys
sys.path[:0] = {sys.path!r}
from unit.test_archive import AT, ArchiveWriter, Path, an_answer
writer = ArchiveWriter(Path({str(folder)!r}), "run").__enter__()
for n in range(3):
    writer.write(an_answer(f"https://a.example/{{n}}", os.urandom(9000)), AT, {{"entry-id": f"e{{n}}"}})
writer._file.flush()
os.kill(os.getpid(), 9)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9


def test_kill_loses_only_the_record_it_tore(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The next writer of the name keeps the whole records of a killed one, and says what is lost."""
    _killed_writer(tmp_path)
    draft = tmp_path / "run.warc.gz.open"
    assert drafts_left(tmp_path) == [draft]
    os.truncate(draft, draft.stat().st_size - 30)  # in the metadata of the third page
    with ArchiveWriter(tmp_path, "run") as writer:
        writer.write(an_answer(), AT, {})
    assert [page.url[-1] for page in pages(tmp_path / "run.salvaged-1.warc.gz")] == ["0", "1", "2"]
    assert "a torn one of" in caplog.text
    assert len(list(captures(tmp_path))) == 4
    with (tmp_path / "run.salvaged-1.warc.gz").open("rb") as stream:
        assert len(list(WarcioIterator(stream, check_digests="raise"))) == 9


def test_living_writer_is_not_salvaged(tmp_path: Path) -> None:
    """A draft that someone writes is no draft of a killed run, and nobody else writes it."""
    with ArchiveWriter(tmp_path, "run") as writer:
        writer.write(an_answer(), AT, {})
        assert drafts_left(tmp_path) == []
        assert salvage(tmp_path / "run.warc.gz.open") is None
        with pytest.raises(ArchiveBusy), ArchiveWriter(tmp_path, "run") as other:
            other.write(an_answer(), AT, {})
    assert len(pages(tmp_path / "run.warc.gz")) == 1


def test_writer_stops_before_the_disk_is_full(tmp_path: Path) -> None:
    """With less free than is to stay so nothing is written, and nothing is left behind."""
    with (
        pytest.raises(DiskFull, match="VIGIA_LEAST_FREE_BYTES"),
        ArchiveWriter(tmp_path, "run", least_free_bytes=1 << 60) as writer,
    ):
        writer.write(an_answer(), AT, {})
    assert list(tmp_path.iterdir()) == []
