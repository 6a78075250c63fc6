"""``vigia rules lint``: what it finds, and where."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from vigia.cli.rules import command
from vigia.stages.rules import lint_seeds

Spoil = Callable[..., Path]


def test_sound_seeds_have_no_findings(small_seeds: Spoil) -> None:
    """Nothing is said of rows that are in order, but that an actor's name may lack."""
    assert lint_seeds(small_seeds()) == []


@pytest.mark.parametrize(
    ("file", "row", "level", "check", "message"),
    [
        ("terms", "cu,cuba,country,es,Cuba,cap,,", "warning", "claimed twice", "line 2"),
        ("terms", "cu,cuba,country,es,Re\u0301gla,,,", "error", "not NFC", "composed"),
        ("terms", "cu,cuba,country,ru,Kубинский,,,", "error", "mixed scripts", "one alphabet"),
        ("terms", "cu,cuba,country,es,cub(?:a|ano),,,", "error", "looks like a regex", "literal"),
        ("terms", "cu,cuba,country,es,cub*,,,", "warning", "short wildcard", "fewer than 4"),
        ("terms", "mark,cuba,person,en,mark cuban,,,", "warning", "shadowed", "mark-cuban, always"),
        ("lookalikes", "vat,,place,es,Cuba de,", "warning", "greedy look-alike", "with only 2 letter"),
        ("lookalikes", "vat,,place,es,tina de Cuba,", "error", "no miss example", "look-alike vat"),
        ("topics", "aid,Aid,Gifts,3", "error", "topic lacks a language", "en, es, ru, pt, fr, de, it, uk"),
        ("actors", "gaesa,GAESA,cuba,company,,,", "warning", "actor lacks a language", "in en, es, ru"),
        ("examples", "terms.csv:cuba,miss,es,,Cuba cierra,", "error", "example fails", "counts 'Cuba'"),
        ("examples", "terms.csv:cuba,hit,es,,Rusia abre,", "error", "example fails", "found 'Rusia'"),
        ("examples", "terms.csv:cuba,match,es,,Cuba abre hoy,", "error", "example fails", "expected match"),
        ("examples", "terms.csv:russia,none,es,,Cuba abre ya,", "error", "example fails", "not among"),
        ("examples", "terms.csv:kuba,hit,es,,Cuba abre,", "error", "example fails", "rule 'terms.csv:kuba'"),
        ("examples", "terms.csv:cuba,yes,es,,Cuba abre,", "error", "example fails", "expect 'yes'"),
        ("examples", "lookalikes.csv:mark-cuban,miss,en,,Mark,", "error", "example fails", "no surface"),
        ("examples", "lookalikes.csv:mark-cuban,hit,en,,Mark Cuban,", "error", "example fails", "nothing"),
        ("examples", "terms.csv:cuba,hit,es,,Cuba abre,", "error", "example repeated", "examples.csv:3"),
        ("terms", "cu,atlantis,country,es,Cuba libre,,,", "error", "cannot be read", "side 'atlantis'"),
    ],
)
def test_a_faulty_row_is_found_where_it_is(
    small_seeds: Spoil, file: str, row: str, level: str, check: str, message: str
) -> None:
    """Each fault is told with its level, its file and line, and what was expected."""
    seeds = small_seeds(**{file: row})
    line = len((seeds / f"{file}.csv").read_text(encoding="utf-8").splitlines())
    found = [one for one in lint_seeds(seeds) if one.check == check]
    assert [(one.level, one.place) for one in found] == [(level, f"{file}.csv:{line}")]
    assert message in found[0].message


def test_a_look_alike_that_decides_nothing_is_doubted(small_seeds: Spoil) -> None:
    """An example that misses without its look-alike proves nothing of it."""
    seeds = small_seeds(lookalikes="vat,,place,es,tina de vino,")
    with (seeds / "examples.csv").open("a", encoding="utf-8") as file:
        file.write("lookalikes.csv:vat,miss,es,,Una tina de vino,\n")
    assert [(one.level, one.check) for one in lint_seeds(seeds)] == [
        ("warning", "look-alike decides nothing")
    ]


def test_a_missing_file_is_told(small_seeds: Spoil) -> None:
    """Seeds without examples are not taken for sound."""
    seeds = small_seeds()
    (seeds / "examples.csv").unlink()
    assert [one.place for one in lint_seeds(seeds)] == ["examples.csv:1"]


def test_the_command_fails_on_errors_alone(small_seeds: Spoil, monkeypatch: pytest.MonkeyPatch) -> None:
    """Warnings leave the exit 0; errors make it 1; each line begins with its place."""
    monkeypatch.setenv("VIGIA_SEEDS", str(small_seeds(terms="cu,cuba,country,es,rum*,,,")))
    warned = CliRunner().invoke(command, ["lint"])
    assert warned.exit_code == 0
    assert warned.stdout.startswith("terms.csv:6: warning: term 'rum*'")
    monkeypatch.setenv(
        "VIGIA_SEEDS", str(small_seeds("bad", examples="terms.csv:cuba,miss,es,,Cuba cierra,"))
    )
    failed = CliRunner().invoke(command, ["lint"])
    assert failed.exit_code == 1
    assert "examples.csv:4: error: terms.csv:cuba, miss" in failed.stdout


def test_the_seeds_of_the_project_have_no_errors() -> None:
    """What is shipped passes its own lint."""
    result = CliRunner().invoke(command, ["lint", "--json"])
    assert result.exit_code == 0, [line for line in result.stdout.splitlines() if '"error"' in line]
