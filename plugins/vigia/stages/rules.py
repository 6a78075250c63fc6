"""rules: what the rules of tagging do: whether they are sound, how they fire, what a change changes."""

import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from vigia.catalog import read_catalog, read_numbered_rows
from vigia.errors import CatalogError, InputError
from vigia.model import Tags
from vigia.settings import Settings
from vigia.tagging.change import RulesChange
from vigia.tagging.examples import EXAMPLE_COLUMNS, rule_names
from vigia.tagging.lexicon import read_lexicon
from vigia.tagging.lint import FILES, Finding, SeedRow, lint
from vigia.tagging.tagger import Item
from vigia.warehouse import Connection, query, reader

BATCH = 500  # articles that are held at once
GIT_SECONDS = 60


def lint_seeds(seeds: Path) -> list[Finding]:
    """Lint a folder of seeds; rows that cannot be compiled at all are errors too."""
    try:
        lexicon = read_lexicon(seeds)
        columns = {"examples.csv": EXAMPLE_COLUMNS}
        numbered = {name: read_numbered_rows(seeds / name, columns.get(name, ())) for name in FILES}
    except CatalogError as error:
        return [Finding("error", "cannot be read", *_placed(fault, seeds)) for fault in error.faults]
    return lint({name: [SeedRow(*row) for row in rows] for name, rows in numbered.items()}, lexicon)


def _placed(fault: str, seeds: Path) -> tuple[str, str]:
    place, _, message = fault.removeprefix(f"{seeds}/").partition(": ")
    return place, message


@dataclass(frozen=True, slots=True)
class RuleStat:
    """How one rule fired in the published articles."""

    rule: str
    hits: int
    kept: int  # of the hits, those that count
    articles: int  # with a hit
    match_share: float | None  # of these articles; None where there are none
    alone: int  # articles in which nothing else counts for its side
    is_known: bool  # whether the seeds still have it


# A bilateral word is of both sides: where one counts, no other rule stands alone.
_STATS_SQL = """
    with
    kept as (
        select article_id, rule, side from evidence where dropped_because is null
    ),
    lonely as (
        select any_value(rule) as rule
        from kept
        where side is not null
        group by article_id, side
        having count(distinct rule) = 1
            and article_id not in (select article_id from kept where side is null)
    ),
    alone as (
        select rule, count(*) as articles from lonely group by rule
    ),
    fired as (
        select
            rule,
            count(*) as hits,
            count(*) filter (dropped_because is null) as kept,
            count(distinct article_id) as articles,
            count(distinct article_id) filter (relevance = 'match') as matches
        from evidence
        join articles using (article_id)
        group by rule
    )
    select
        rule,
        hits,
        kept,
        fired.articles as articles,
        matches / fired.articles as match_share,
        coalesce(alone.articles, 0) as alone
    from fired
    left join alone using (rule)
    order by hits desc, rule
"""


def rule_stats(settings: Settings) -> list[RuleStat]:
    """Count how each rule fired in the published database, the busiest first.

    Rules that never fired come last, with zeros.
    """
    known = rule_names(read_lexicon(settings.seeds))
    with reader(settings.home, settings.encryption_key) as connection:
        names, rows = query(connection, _STATS_SQL)
    fired = [RuleStat(**dict(zip(names, row, strict=True)), is_known=row[0] in known) for row in rows]
    silent = sorted(known - {stat.rule for stat in fired})
    return fired + [RuleStat(rule, 0, 0, 0, None, 0, is_known=True) for rule in silent]


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """A published article that other rules tag otherwise."""

    article_id: str
    url: str
    title: str
    before: Tags
    after: Tags
    causes: tuple[str, ...]  # rules


@dataclass(frozen=True, slots=True)
class RulesDifference:
    """What today's rules change against others."""

    read: int  # articles
    touched: int  # of them, those that hold a surface that differs
    changes: tuple[ArticleChange, ...]

    def by_cause(self) -> dict[str, list[ArticleChange]]:
        """Return the changes of each rule, the rule with most of them first."""
        causes: dict[str, list[ArticleChange]] = {}
        for change in self.changes:
            for cause in change.causes:
                causes.setdefault(cause, []).append(change)
        return dict(sorted(causes.items(), key=lambda pair: (-len(pair[1]), pair[0])))


def compare_rules(settings: Settings, other: Path, since: datetime, most: int) -> RulesDifference:
    """Tag published articles by the seeds in ``other`` and by today's, and return what differs.

    At most ``most`` articles first seen since an instant are read, the newest first.
    """
    change = RulesChange(read_lexicon(other), read_lexicon(settings.seeds))
    read, touched, changes = 0, 0, []
    with reader(settings.home, settings.encryption_key) as connection:
        for article_id, url, item in _articles(settings, connection, since, most):
            read += 1
            if not change.touches(item):
                continue
            touched += 1
            before, after, causes = change.tag(item)
            if causes:
                changes.append(ArticleChange(article_id, url, item.title, before, after, causes))
    return RulesDifference(read, touched, tuple(changes))


def _articles(
    settings: Settings, connection: Connection, since: datetime, most: int
) -> Iterator[tuple[str, str, Item]]:
    outlets = read_catalog(settings.catalog_folder).outlets
    result = connection.execute(
        "select article_id, url, outlet_id, title, summary, body, language_code from articles "
        # Without its body an article would seem changed by any rule; a snapshot of an earlier release has no
        # column that says so.
        "where first_seen_at >= ? and (body <> '' or body_source = 'none') "
        "order by first_seen_at desc, article_id limit ?",
        [since, most],
    )
    while rows := result.fetchmany(BATCH):
        for article_id, url, outlet_id, title, summary, body, language in rows:
            country = outlets[outlet_id].country_code if outlet_id in outlets else None
            yield article_id, url, Item(title, summary, body, language, country)


def seeds_of_revision(seeds: Path, revision: str, target: Path) -> None:
    """Write the seeds as a git revision has them into a folder.

    Raises InputError when the seeds are in no repository or the revision is none of it.
    """
    tree = _git(seeds, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
    packed = _git(seeds, "archive", "--format=tar", tree, ".")
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        archive.extractall(target, filter="data")


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, check=True, timeout=GIT_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InputError(f"git cannot be asked about {folder}: {error}") from error
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode("utf-8", "replace").strip()
        raise InputError(
            f"git {arguments[0]} in {folder}: {reason}; expected a revision such as HEAD~1, or use --seeds"
        ) from error
    return done.stdout
