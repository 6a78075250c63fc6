"""``vigia extract`` answers each line in its place, and survives whatever a line holds."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from vigia.cli.extract import command

TEXT = "El tren salió de Santa Clara con cuatro coches reparados y llegó a la capital dos horas después. "
HTML = f"<html lang='es'><head><title>El tren</title></head><body><article><p>{TEXT * 4}</p></article></body>"
KEYS = {"id", "title", "body", "authors", "published_at", "published_source", "language", "disposition"}


def answers(*lines: object, seconds: str = "30") -> tuple[int, list[dict[str, Any]]]:
    """Give lines to the command; return its exit code and its answers."""
    written = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    result = CliRunner().invoke(command, input=written, env={"VIGIA_PARSE_SECONDS": seconds})
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def test_pages_come_out_as_articles_in_order(tmp_path: Path) -> None:
    """A page is given as text, as a file or as a packed file; the answers keep the order."""
    plain, packed = tmp_path / "a.html", tmp_path / "b.html.gz"
    plain.write_bytes(HTML.replace("ó", "&oacute;").encode("windows-1252"))
    packed.write_bytes(gzip.compress(HTML.encode()))
    url = "https://diario.example/tren"
    code, found = answers(
        {"id": "a", "html": HTML, "url": url},
        {"id": 2, "path": str(plain), "url": url},
        {"id": "c", "path": str(packed), "url": url},
    )
    assert code == 0
    assert [one["id"] for one in found] == ["a", 2, "c"]
    assert all(one.keys() == KEYS and one["disposition"] == "extracted" for one in found)
    assert {one["body"] for one in found} == {(TEXT * 4).strip()}
    assert {(one["title"], one["language"]) for one in found} == {("El tren", "es")}


def test_path_is_relative_to_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path without a root is one of the current folder."""
    (tmp_path / "page.html").write_text(HTML, "utf-8")
    monkeypatch.chdir(tmp_path)
    code, found = answers({"id": 1, "path": "page.html", "url": "https://diario.example/tren"})
    assert (code, found[0]["title"]) == (0, "El tren")


def test_bad_lines_give_errors_in_their_places(tmp_path: Path) -> None:
    """Lines that cannot be read give errors with their id where they have one; exit 1 at the end."""
    broken = tmp_path / "broken.html.gz"
    broken.write_bytes(b"no gzip")
    good = {"id": "good", "html": HTML, "url": "https://diario.example/tren"}
    code, found = answers(
        "{",
        good,
        "[1]",
        '{"html": "x"}',
        {"id": "no page"},
        {"id": "absent", "path": str(tmp_path / "absent.html")},
        {"id": "folder", "path": str(tmp_path)},
        {"id": "broken", "path": str(broken)},
        {"id": "nul", "path": "a\0b"},
        {"id": "typed", "html": 7},
        {"id": "url", "html": HTML, "url": []},
        good,
    )
    assert code == 1
    assert [one.get("id") for one in found] == [
        None, "good", None, None, "no page", "absent", "folder", "broken", "nul", "typed", "url", "good",
    ]  # fmt: skip
    assert ["error" in one for one in found] == [True, False, *[True] * 9, False]


def test_page_over_the_limit_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page larger than the setting allows is refused before it is read further."""
    monkeypatch.setenv("VIGIA_PAGE_MAX_BYTES", "1000")
    code, found = answers({"id": 1, "html": "x" * 1001, "url": "https://diario.example/tren"})
    assert code == 1
    assert "1000 bytes" in found[0]["error"]


def test_page_that_hangs_is_an_error_and_the_next_one_an_article() -> None:
    """A page that takes too long is ended; the lines after it are answered."""
    # Within every limit of the guard, and yet seconds of work.
    endless = "<article><p>" + "".join(f"{TEXT[:60]}{number}<br>" for number in range(39_000))
    code, found = answers(
        {"id": "endless", "html": f"<html><body>{endless}", "url": "https://diario.example/a"},
        {"id": "next", "html": HTML, "url": "https://diario.example/tren"},
        seconds="2",
    )
    assert code == 1
    assert "longer than 2 s" in found[0]["error"]
    assert (found[1]["id"], found[1]["disposition"]) == ("next", "extracted")


def test_lone_surrogates_go_through_as_escapes() -> None:
    """Half a surrogate pair in an id or a page breaks no output."""
    code, found = answers(
        '{"id": "\\ud800", "html": "<p>Hola \\udfff</p>", "url": "https://diario.example/a"}'
    )
    assert (code, found[0]["id"]) == (0, "\ud800")


def test_date_is_written_in_iso() -> None:
    """The date of publication is ISO 8601 with its offset, with its source."""
    head = '<meta property="article:published_time" content="2026-05-04T10:00:00-04:00">'
    page = HTML.replace("</head>", f"{head}</head>")
    _, found = answers({"id": 1, "html": page, "url": "https://diario.example/tren"})
    assert (found[0]["published_at"], found[0]["published_source"]) == ("2026-05-04T14:00:00+00:00", "meta")


def test_nothing_in_nothing_out() -> None:
    """No lines, or blank ones, give no answers and no error."""
    assert answers("", "  ") == (0, [])
