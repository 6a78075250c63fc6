"""``vigia rules``: lint the rules, count how they fire, show what a change of them changes."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from vigia.cli.clock import now
from vigia.errors import InputError
from vigia.model import Tags
from vigia.settings import read_settings
from vigia.stages.rules import (
    ArticleChange,
    RulesDifference,
    RuleStat,
    compare_rules,
    lint_seeds,
    rule_stats,
    seeds_of_revision,
)
from vigia.tagging.lint import Finding
from vigia.text import clean_text

FEW = 5  # warnings of one kind, and articles of one rule, that are printed unless all are asked for
WIDTH = 90  # characters of a title


@click.group()
def command() -> None:
    """Work with the rules of tagging, which stand in the seeds."""


@command.command()
@click.option("--all", "every", is_flag=True, help=f"Print every warning, not {FEW} of each kind.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a finding.")
def lint(every: bool, as_json: bool) -> None:
    """Check the seeds of the rules, and try every sentence of examples.csv.

    Exit 1 when there are errors; warnings alone leave it 0.
    """
    findings = lint_seeds(read_settings().seeds)
    errors = sum(one.level == "error" for one in findings)
    if as_json:
        for one in findings:
            click.echo(json.dumps(asdict(one), ensure_ascii=False))
    else:
        for line in _findings(findings, every):
            click.echo(_plain(line))
        click.echo(f"{errors} error(s), {len(findings) - errors} warning(s)")
    if errors:
        raise click.exceptions.Exit(1)


def _findings(findings: Iterable[Finding], every: bool) -> Iterable[str]:
    for (level, check), group in groupby(findings, key=lambda one: (one.level, one.check)):
        alike = list(group)
        shown = alike if every or level == "error" else alike[:FEW]
        yield from (f"{one.place}: {level}: {one.message}" for one in shown)
        if len(shown) < len(alike):
            yield f"… and {len(alike) - len(shown)} more warnings of this kind ({check}); see --all"


@command.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a rule.")
def stats(as_json: bool) -> None:
    """Count how each rule fired in the published database; those that never did come last."""
    found = rule_stats(read_settings())
    if as_json:
        for one in found:
            click.echo(json.dumps(asdict(one), ensure_ascii=False))
        return
    fired = [one for one in found if one.hits]
    table = Table("rule", *("hits", "that count", "articles", "that match", "alone for its side"))
    for one in fired:
        table.add_row(*_cells(one))
    Console(width=None if sys.stdout.isatty() else 120).print(table)
    silent = [one.rule for one in found if not one.hits]
    click.echo(f"{len(fired)} rules fired, {len(silent)} never did; --json lists these too")


def _cells(one: RuleStat) -> list[str]:
    share = "" if one.match_share is None else f"{one.match_share:.0%}"
    name = escape(_plain(one.rule)) + ("" if one.is_known else " (no longer in the seeds)")
    return [name, f"{one.hits}", f"{one.kept}", f"{one.articles}", share, f"{one.alone}"]


@command.command()
@click.option("--since", "revision", metavar="REV", help="Compare with the seeds of this git revision.")
@click.option("--seeds", "folder", type=click.Path(path_type=Path), help="Compare with seeds in a folder.")
@click.option("--days", type=click.IntRange(1), default=30, show_default=True, help="Age of articles.")
@click.option("--limit", type=click.IntRange(1), default=20_000, show_default=True, help="Most articles.")
@click.option("--all", "every", is_flag=True, help=f"Print every article, not {FEW} of each rule.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object an article that changes.")
def diff(
    revision: str | None, folder: Path | None, days: int, limit: int, every: bool, as_json: bool
) -> None:
    """Tag published articles by other rules and by today's, and show which ones change and why.

    The code stays the same: only the seeds of the other rules are read.
    """
    if (revision is None) == (folder is None):
        raise InputError("expected either --since REV or --seeds FOLDER, to compare today's seeds with")
    settings, since = read_settings(), now() - timedelta(days=days)
    with TemporaryDirectory() as temporary:
        other = folder or Path(temporary)
        if revision is not None:
            seeds_of_revision(settings.seeds, revision, other)
        found = compare_rules(settings, other, since, limit)
    if as_json:
        for change in found.changes:
            click.echo(json.dumps(_record(change), ensure_ascii=False))
        return
    for line in _difference(found, every):
        click.echo(_plain(line))


def _difference(found: RulesDifference, every: bool) -> Iterable[str]:
    for cause, changes in found.by_cause().items():
        yield f"{cause}: {len(changes)} article(s)"
        for change in changes if every else changes[:FEW]:
            yield f"  {_verdict(change.before)} → {_verdict(change.after)}  {change.title[:WIDTH]}"
            yield f"    {change.url}"
        if not every and len(changes) > FEW:
            yield f"  … and {len(changes) - FEW} more; see --all"
    yield (
        f"{len(found.changes)} of {found.read} articles change; {found.touched} hold a surface that differs"
    )


def _verdict(tags: Tags) -> str:
    topics = ", ".join(topic.id for topic in tags.topics)
    return f"{tags.relevance} {tags.score:g}" + (f" ({topics})" if topics else "")


def _record(change: ArticleChange) -> dict[str, object]:
    record: dict[str, object] = {
        name: getattr(change, name) for name in ("article_id", "url", "title", "causes")
    }
    for name in ("before", "after"):
        tags: Tags = getattr(change, name)
        topics = [topic.id for topic in tags.topics]
        record[name] = {"relevance": tags.relevance, "score": tags.score, "topics": topics}
    return record


def _plain(text: str) -> str:
    """Return text from outside as one line that commands no terminal."""
    return " ".join(clean_text(text).split()) if not text.startswith("  ") else "  " + _plain(text.strip())
