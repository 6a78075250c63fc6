"""Pages go into WARC files that anyone can read, and come back from where they were written."""

import gzip
import io
import os
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
from warcio.archiveiterator import ArchiveIterator as WarcioIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter as WarcioWriter

from vigia.archive import ArchivedPage, ArchiveWriter, read_page, read_pages
from vigia.errors import InputError, PageUnreadable, ParseError
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
    assert [path.name for path in tmp_path.iterdir()] == ["run.warc.gz"]
    assert read_page(tmp_path, *place).body == b"first"


def test_rerun_takes_the_place_of_the_earlier(tmp_path: Path) -> None:
    """A second run of the same name replaces the file, and what a killed one left is overwritten."""
    (tmp_path / "run.warc.gz.open").write_bytes(b"half a rec")
    for body in (b"first", b"second"):
        with ArchiveWriter(tmp_path, "run") as writer:
            place = writer.write(an_answer(body=body), AT, {})
    assert read_page(tmp_path, *place).body == b"second"
    assert len(list(read_pages(tmp_path / "run.warc.gz"))) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["run.warc.gz"]


def test_large_archive_goes_on_in_further_files(tmp_path: Path) -> None:
    """Past the size a further file begins; a smaller rerun leaves none of the old ones."""
    with ArchiveWriter(tmp_path, "run", rotate_bytes=1_000) as writer:
        places = [writer.write(an_answer(body=bytes(f"{n}" * 9, "ascii")), AT, {}) for n in range(4)]
    assert [file for file, _ in places] == ["run.warc.gz", "run.2.warc.gz", "run.3.warc.gz", "run.4.warc.gz"]
    assert [read_page(tmp_path, *place).body[:1] for place in places] == [b"0", b"1", b"2", b"3"]
    with ArchiveWriter(tmp_path, "run") as writer:
        writer.write(an_answer(), AT, {})
    assert [path.name for path in tmp_path.iterdir()] == ["run.warc.gz"]


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
    assert [page.body for page in read_pages(path)] == [HTML] * 6


def test_bomb_in_foreign_archive_is_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A page that unpacks without end is logged and left out; the ones after it are read."""
    bomb = brotli.compress(bytes(70_000_000))
    path = _foreign(tmp_path / "f.warc.gz", ({"Content-Encoding": "br"}, bomb), ({}, HTML))
    assert [page.url for page in read_pages(path)] == ["http://a.example/1"]
    assert "when unpacked" in caplog.text


def test_archive_that_breaks_off_gives_what_is_whole(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Of a file cut in the middle of a page, the pages before it are read."""
    path = _foreign(tmp_path / "f.warc.gz", ({}, b"one"), ({}, os.urandom(90_000)))
    path.write_bytes(path.read_bytes()[:-20_000])
    assert [page.body for page in read_pages(path)] == [b"one"]
    assert "breaks off" in caplog.text


@pytest.mark.parametrize("data", [b"<html>not a WARC</html>" * 99, bytes(999), gzip.compress(b"hello " * 99)])
def test_file_that_is_no_warc_is_a_parse_error(tmp_path: Path, data: bytes) -> None:
    """A file of another kind says so."""
    (tmp_path / "f.warc.gz").write_bytes(data)
    with pytest.raises(ParseError, match="not a WARC file"):
        list(read_pages(tmp_path / "f.warc.gz"))
