"""``vigia tag``: JSON Lines in, JSON Lines out."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from vigia.cli.tag import command

ITEM = {"id": "a", "title": "Rusia y Cuba firman un acuerdo", "summary": "", "body": "", "lang": "es"}


def run(*lines: str | bytes) -> Result:
    """Tag lines from stdin."""
    data = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    return CliRunner().invoke(command, ["-"], input=data)


def answers(result: Result) -> list[dict[str, object]]:
    """Return the answers, read as strict UTF-8."""
    return [json.loads(line) for line in result.stdout_bytes.decode("utf-8").splitlines()]


def test_an_item_is_tagged_with_all_reasons() -> None:
    """An answer has the agreed keys, and its evidence slices back."""
    result = run(json.dumps(ITEM | {"source": "extra fields are ignored"}))
    (answer,) = answers(result)
    assert result.exit_code == 0
    assert list(answer) == [
        "id", "relevance", "score", "topics", "actors", "evidence", "language", "rules_hash",
    ]  # fmt: skip
    assert (answer["id"], answer["relevance"], answer["language"]) == ("a", "match", "es")
    first = answer["evidence"][0]  # type: ignore[index]
    assert set(first) == set("field start end surface entity_id side rule weight dropped_because".split())
    assert ITEM["title"][first["start"] : first["end"]] == first["surface"] == "Rusia"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("not json", "not JSON"),
        ("[1]", "expected an object"),
        ("{}", "id"),
        ('{"id": "x", "title": "a", "summary": ""}', "body: missing"),
        ('{"id": "x", "title": 1, "summary": "", "body": ""}', "title: int"),
        ('{"id": "x", "title": null, "summary": "", "body": ""}', "title: NoneType"),
        ('{"id": true, "title": "", "summary": "", "body": ""}', "id"),
        ('{"id": "x", "title": "", "summary": "", "body": "", "lang": 3}', "lang: int"),
        ('{"id": "x", "title": "\\ud800", "summary": "", "body": ""}', "lone surrogate"),
        ('{"id": "\\udfff", "title": "", "summary": "", "body": ""}', "id"),
        (b'{"id": "x", "title": "\xff", "summary": "", "body": ""}', "not JSON"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_bad_line_gives_an_error_in_its_place(line: str | bytes, message: str) -> None:
    """A line that cannot be tagged is answered in its place, the others are tagged, and the exit is 1."""
    result = run(json.dumps(ITEM), line, json.dumps(ITEM))
    before, bad, after = answers(result)
    assert result.exit_code == 1
    assert before == after
    assert message in str(bad["error"])
    assert set(bad) <= {"id", "error"}


@pytest.mark.parametrize("language", ["es", None])
def test_empty_fields_are_fine(language: str | None) -> None:
    """An item of empty fields is none."""
    (answer,) = answers(run(json.dumps({"id": 1, "title": "", "summary": "", "body": "", "lang": language})))
    assert (answer["id"], answer["relevance"], answer["evidence"]) == (1, "none", [])


def test_the_language_is_found_when_it_is_not_given() -> None:
    """Without ``lang`` the language is worked out from the text."""
    item = {"id": "r", "title": "Президент России прилетел в Гавану с визитом", "summary": "", "body": ""}
    assert answers(run(json.dumps(item)))[0]["language"] == "ru"


def test_a_file_is_read_and_blank_lines_are_skipped(tmp_path: Path) -> None:
    """A file may stand in place of stdin."""
    file = tmp_path / "items.jsonl"
    file.write_text(json.dumps(ITEM) + "\n\n" + json.dumps(ITEM) + "\n", encoding="utf-8")
    assert len(answers(CliRunner().invoke(command, [str(file)]))) == 2


@pytest.mark.parametrize(
    "garbage", ["a" * 300_000, "\x00" * 100_000, "\u202e" * 100_000, "Куба, " * 30_000, "«" * 100_000]
)
def test_garbage_is_answered(garbage: str) -> None:
    """Long runs of anything are tagged like any text, with a bounded number of reasons."""
    (answer,) = answers(run(json.dumps(ITEM | {"title": "", "body": garbage})))
    assert answer["relevance"] == "none"
    assert len(answer["evidence"]) <= 4_000  # type: ignore[arg-type]
