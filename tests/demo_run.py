"""The demo as a person runs it, once for all tests that look at what it leaves."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vigia.newsroom.content import read_newsroom
from vigia.settings import ROOT
from vigia.urls import canonical_url
from vigia.warehouse import query, reader

NEWSROOM = ROOT / "seeds" / "newsroom"


@dataclass(frozen=True)
class DemoRun:
    """A home after a demo, and what the demo printed."""

    home: Path
    printed: str

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Query the published database."""
        with reader(self.home) as connection:
            return query(connection, sql)[1]

    def tables(self) -> dict[str, list[Any]]:
        """Return every row of every published table."""
        names = self.rows("select table_name from duckdb_tables() where schema_name = 'main'")
        return {name: self.rows(f'from "{name}" order by all') for (name,) in names}

    def labels(self) -> dict[str, str]:
        """Return what the newsroom's authors meant each article to be, by canonical URL."""
        sites = read_newsroom(NEWSROOM).sites.values()
        return {canonical_url(page.url): page.label.relevance for site in sites for page in site.articles}

    def wires(self) -> dict[str, str | None]:
        """Return which wire each article was written from, by canonical URL."""
        sites = read_newsroom(NEWSROOM).sites.values()
        return {canonical_url(page.url): page.wire for site in sites for page in site.articles}

    def vigia(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a vigia command on this home."""
        return subprocess.run(
            [sys.executable, "-m", "vigia", *arguments],
            env={**os.environ, "VIGIA_HOME": str(self.home)},
            capture_output=True,
            text=True,
            check=False,
        )


def run_demo(home: Path) -> DemoRun:
    """Run ``vigia demo`` on a home; it must succeed and print no error."""
    done = subprocess.run(
        [sys.executable, "-m", "vigia", "demo"],
        env={**os.environ, "VIGIA_HOME": str(home), "VIGIA_ALERT_URLS": '["json://leak.example/"]'},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    return DemoRun(home, done.stdout)
