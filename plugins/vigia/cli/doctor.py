"""``vigia doctor``: what is wrong with this installation, and how to mend it."""

import json
from dataclasses import asdict

import click

from vigia.cli.clock import now
from vigia.settings import read_settings
from vigia.stages.doctor import examine
from vigia.stages.finding import Finding

MARKS = {"ok": "✓", "warning": "!", "wrong": "✗"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a finding.")
def command(as_json: bool) -> None:
    """Examine versions, disk, lock, clock, seeds, warehouse, feeds and alerts.

    Exit 1 when something is wrong; warnings alone leave it 0.
    """
    findings = examine(read_settings(), now())
    for finding in findings:
        click.echo(json.dumps(asdict(finding), ensure_ascii=False) if as_json else _line(finding))
    if any(finding.state == "wrong" for finding in findings):
        raise click.exceptions.Exit(1)


def _line(finding: Finding) -> str:
    mend = f"\n    → {finding.mend}" if finding.mend else ""
    return f"{MARKS[finding.state]} {finding.subject}: {finding.seen}{mend}"
