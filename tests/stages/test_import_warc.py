"""Pages of WARC files from anywhere go the way of fetched pages, each to its disposition."""

import gzip
import io
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

import builders
from builders import NOW
from press import Press, press_settings, write_catalog
from stages.test_replay import TEXT, TITLE, tables
from vigia.cli.import_warc import _take_up, command
from vigia.errors import InputError, ParseError
from vigia.model import Feed
from vigia.settings import Settings
from vigia.stages.import_warc import import_warc
from vigia.stages.replay import replay

HTML = f"<html><head><title>{TITLE} | El Muelle</title></head><body><article><h1>{TITLE}</h1><p>{TEXT}</p>"
TODAY = HTML.replace(TITLE, "Cuba y Rusia hoy")
OTHER = "<html><head><title>Gana el equipo</title></head><body><p>" + "El equipo ganó por dos carreras. " * 30


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home with one outlet in its catalog."""
    feed = Feed("el-muelle-es", "el-muelle", "http://el-muelle.example/feed", "es", "news", "high", True, "")
    write_catalog(tmp_path / "catalog", [builders.outlet()], [feed])
    return press_settings(Press(), tmp_path / "home", tmp_path / "catalog")


def crawl(path: Path, pages: Iterable[tuple[str, str, dict[str, str], bytes]]) -> Path:
    """Write a file as CC-NEWS has them: responses alone, a gzip member each."""
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        writer.write_record(writer.create_warcinfo_record("x", {"software": "Nutch 1.6 (CC)"}))
        for url, status, headers, body in pages:
            head = StatusAndHeaders(
                status, [("Content-Type", "text/html"), *headers.items()], protocol="HTTP/1.1"
            )
            writer.write_record(
                writer.create_warc_record(
                    url, "response", payload=io.BytesIO(body), http_headers=head,
                    warc_headers_dict={"WARC-Date": "2026-11-18T10:00:00Z"},
                )
            )  # fmt: skip
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """One page of each kind."""
    packed = gzip.compress(HTML.encode())
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(packed), packed)
    return crawl(
        tmp_path / "CC-NEWS.warc.gz",
        [
            ("https://www.el-muelle.example/otro", "200 OK", {}, OTHER.encode()),
            ("https://m.el-muelle.example/acuerdo", "200 OK",
             {"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}, chunked),
            ("https://elsewhere.example/a?utm_source=x", "200 OK", {}, TODAY.encode()),
            ("https://elsewhere.example/a", "200 OK", {}, HTML.encode()),
            ("https://elsewhere.example/gone", "404 Not Found", {}, b"gone"),
            ("https://elsewhere.example/moved", "301 Moved", {"Location": "/a"}, b""),
            ("https://elsewhere.example/forbidden", "403 Forbidden", {}, b"no"),
            ("https://elsewhere.example/", "200 OK", {}, HTML.encode()),
            ("dns:elsewhere.example", "200 OK", {}, b"x"),
            ("https://elsewhere.example/image", "200 OK", {"Content-Type": "image/png"}, b"\x89PNG Cuba"),
            ("https://elsewhere.example/bad", "200 OK", {"Content-Encoding": "gzip"}, b"\x1f\x8bnot gzip"),
        ],
    )  # fmt: skip


def brought_in(settings: Settings, file: Path) -> Counter[str]:
    """Import a file and load it; return the counts of the import."""
    run_id, shards, done = import_warc(settings, file, NOW)
    _take_up(settings, run_id, shards)
    return Counter(done.counts)


def test_every_record_gets_its_disposition(settings: Settings, file: Path) -> None:
    """Pages become articles of the outlet that owns the domain, or of none; the rest says why it is not."""
    counts = brought_in(settings, file)
    assert counts.total() == 12
    assert counts["repeated"] == counts["warcinfo"] == 1
    found = tables(settings, "(select url, disposition from entries)").popitem()[1]
    assert dict(found) == {
        "https://www.el-muelle.example/otro": "tagged",
        "https://m.el-muelle.example/acuerdo": "tagged",
        "https://elsewhere.example/a?utm_source=x": "tagged",
        "https://elsewhere.example/gone": "vanished",
        "https://elsewhere.example/moved": "unusable",
        "https://elsewhere.example/forbidden": "refused",
        "https://elsewhere.example/": "homepage",
        "dns:elsewhere.example": "bad_url",
        "https://elsewhere.example/image": "not_html",
        "https://elsewhere.example/bad": "unusable",
    }
    articles = tables(settings, "(select outlet_id, title, relevance, is_backlog from articles)").popitem()[1]
    assert set(articles) >= {
        ("el-muelle", TITLE, "match", True),
        ("el-muelle", "Gana el equipo", "none", True),
        ("imported", "Cuba y Rusia hoy", "match", True),
    }


def test_the_same_file_again_changes_no_row(settings: Settings, file: Path) -> None:
    """Nor does a replay of what it left in the archive, nor importing our own copy of it."""
    brought_in(settings, file)
    before = tables(settings)
    brought_in(settings, file)
    assert tables(settings) == before
    from vigia.cli.replay import take_up

    take_up(settings, "replay-1", replay(settings, "replay-1"), NOW)
    assert tables(settings) == before
    (own,) = (settings.home / "archive").glob("*.warc.gz")
    brought_in(settings, own)
    assert tables(settings, "articles", "article_versions") == {
        name: before[name] for name in ("articles", "article_versions")
    }


def test_what_is_no_warc_file_is_said(settings: Settings, tmp_path: Path) -> None:
    """A missing file and one of another kind end the command with a clear message."""
    (tmp_path / "x.warc").write_bytes(b"<html>" * 99)
    with pytest.raises(ParseError, match="not a WARC file"):
        import_warc(settings, tmp_path / "x.warc", NOW)
    with pytest.raises(InputError, match="no such file"):
        import_warc(settings, tmp_path / "none.warc", NOW)
    assert list((settings.home / "archive").iterdir()) == []


def test_the_command_counts_on_stdout_and_tells_progress_on_stderr(
    settings: Settings, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Data and progress are apart; the models take the imported outlet and its feed."""
    monkeypatch.setenv("VIGIA_HOME", str(settings.home))
    monkeypatch.setenv("VIGIA_CATALOG", str(settings.catalog))
    done = CliRunner().invoke(command, [str(file), "--publish"], catch_exceptions=False)
    assert done.exit_code == 0
    assert "4 pages" in done.stdout
    assert "2 matches_new" in done.stdout
    assert "100%" in done.stderr or "read," in done.stderr
    assert "read," not in done.stdout
