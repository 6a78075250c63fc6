"""Other rules on what is stored: retag, rules diff and rules stats."""

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pydantic import SecretStr

import builders
from asked import rows
from builders import NOW
from press import write_catalog
from vigia.cli.retag import command as retag_command
from vigia.cli.rules import command as rules_command
from vigia.model import Article, Feed
from vigia.runs import run_folder, write_records
from vigia.settings import Settings
from vigia.stages.load import load
from vigia.stages.publish import publish
from vigia.stages.retag import retag
from vigia.stages.rules import compare_rules, rule_stats
from vigia.stages.tag import tag

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
LATER = NOW + timedelta(days=1)
ARTICLES = {
    "a1": ("Cuba y Rusia firman un acuerdo petrolero", "Cuba y Rusia firmaron un acuerdo sobre petróleo."),
    "a2": (
        "Zembolandia vende níquel a Rusia",
        "La isla de Zembolandia y Moscú firmaron un contrato de níquel.",
    ),
    "a3": ("Gana el equipo", "El equipo de casa ganó por dos carreras ante un estadio lleno."),
}
ZEMBOLANDIA = "cuba,cuba,country,es,Zembolandia,cap,,\n"


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with three articles, tagged and loaded by the seeds of the project, and published."""
    folder = tmp_path_factory.mktemp("loaded")
    (folder / "seeds").mkdir()
    for path in SEEDS.glob("*.csv"):
        shutil.copy(path, folder / "seeds")
    feed = Feed("el-muelle-es", "el-muelle", "http://el-muelle.example/feed", "es", "news", "high", True, "")
    write_catalog(folder / "catalog", [builders.outlet()], [feed])
    bring(settings_of(folder), "run-1", ARTICLES)
    publish(settings_of(folder), NOW)
    return folder


@pytest.fixture
def settings(loaded: Path, tmp_path: Path) -> Settings:
    """A copy of that home and its seeds."""
    shutil.copytree(loaded, tmp_path / "copy", symlinks=True)
    return settings_of(tmp_path / "copy")


def settings_of(folder: Path) -> Settings:
    """Return the settings of a home, seeds and catalog in a folder."""
    return Settings(home=folder / "home", seeds=folder / "seeds", catalog=folder / "catalog")


def bring(settings: Settings, run_id: str, texts: dict[str, tuple[str, str]]) -> None:
    """Tag and load articles as a run does."""
    folder = run_folder(settings.home, run_id)
    articles: list[Article] = []
    for article_id, (title, body) in texts.items():
        number = int(article_id[1:])
        one = builders.article(number, title=title, summary="", body=body, run_id=run_id)
        articles.append(one)
    write_records(folder, "articles", articles, 0)
    write_records(folder, "entries", [builders.entry(int(one[1:]), run_id=run_id) for one in texts], 0)
    tag(settings, run_id, 0)
    load(settings, run_id, NOW)


def learn(settings: Settings, row: str = ZEMBOLANDIA) -> None:
    """Add a row to the terms."""
    with (settings.seeds / "terms.csv").open("a", encoding="utf-8") as file:
        file.write(row)


def contents(settings: Settings) -> dict[str, list[Any]]:
    """Return all that tagging writes."""
    tables = "articles match_topics article_actors evidence stories article_tags_history alerts".split()
    return {table: rows(settings, f"from {table} order by all") for table in tables}


def test_new_rules_find_what_was_missed(settings: Settings) -> None:
    """An article that the rules come to see as a match gets its tags, evidence and story."""
    learn(settings)
    assert retag(settings, LATER).counts == {"read": 3, "changed": 1, "none → match": 1}
    assert rows(
        settings, "select article_id, story_id is null from articles where relevance = 'match' order by 1"
    ) == [
        ("a1", False),
        ("a2", False),
    ]
    assert rows(settings, "select count(*) from evidence where surface = 'Zembolandia'") == [(2,)]
    assert rows(settings, "select count(distinct rules_hash) from articles") == [(1,)]
    assert rows(settings, "select count(*) from stories") == [(2,)]


def test_retagging_equals_tagging_anew(settings: Settings, tmp_path: Path) -> None:
    """A retagged home holds the same tags as one that the new rules tagged from the start."""
    learn(settings)
    retag(settings, LATER)
    fresh = settings.model_copy(update={"home": tmp_path / "fresh"})
    bring(fresh, "run-1", ARTICLES)
    for table in ("articles", "match_topics", "article_actors", "evidence", "stories"):
        assert rows(settings, f"from {table} order by all") == rows(fresh, f"from {table} order by all")


def test_what_was_said_stays_findable(settings: Settings) -> None:
    """The tags before are kept with the time they held, and only of articles that changed."""
    learn(settings)
    retag(settings, LATER)
    assert rows(
        settings,
        "select article_id, relevance, topics, story_id, tagged_from, tagged_until, cause "
        "from article_tags_history",
    ) == [("a2", "none", [], None, NOW, LATER, "rules")]


def test_a_match_that_is_none_leaves_its_story(settings: Settings) -> None:
    """Rules that no longer see a side take the article out of its story, and the story away."""
    (story,) = rows(settings, "select story_id from stories")
    terms = (settings.seeds / "terms.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in terms if not line.startswith(("cuba,", "cuban,"))]
    (settings.seeds / "terms.csv").write_text("".join(kept), encoding="utf-8")
    assert retag(settings, LATER).counts["match → none"] == 1
    assert rows(settings, "from stories") == rows(settings, "from match_topics") == []
    history = "select relevance, topics, story_id from article_tags_history where article_id = 'a1'"
    assert rows(settings, history) == [("match", ["energy"], *story)]


def test_retagging_again_changes_nothing(settings: Settings) -> None:
    """What today's rules have tagged is not read again."""
    learn(settings)
    retag(settings, LATER)
    before = contents(settings)
    assert retag(settings, LATER + timedelta(days=1)).counts == {"read": 0, "changed": 0}
    assert contents(settings) == before


def test_rules_that_change_no_tag_leave_no_history(settings: Settings) -> None:
    """A new version of the rules is noted, and nothing else changes."""
    learn(settings, "cuba,cuba,country,es,Quimbambia,cap,,\n")
    before = contents(settings)
    assert retag(settings, LATER).counts == {"read": 3, "changed": 0}
    after = contents(settings)
    assert after.pop("articles") != before.pop("articles")
    assert after == before


def test_nobody_is_alerted_of_what_the_rules_see_late(settings: Settings) -> None:
    """Neither retagging nor the next load of the same story records an alert."""
    channel = settings.model_copy(update={"alert_urls": (SecretStr("json://127.0.0.1:9/hook"),)})
    learn(settings)
    retag(channel, LATER)
    bring(channel, "run-2", {"a4": ARTICLES["a2"]})
    assert rows(settings, "select count(*) from stories where article_count = 2") == [(1,)]
    assert rows(settings, "from alerts") == []


def test_a_retag_that_fails_changes_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """All is one transaction, and no run folder is left behind."""

    def fails(_: object) -> list[str]:
        raise RuntimeError("the power went")

    learn(settings)
    before = contents(settings)
    monkeypatch.setattr("vigia.stages.retag.form_stories", fails)
    with pytest.raises(RuntimeError, match="power"):
        retag(settings, LATER)
    assert contents(settings) == before
    assert list((settings.home / "runs").glob("retag-*")) == []


def test_an_edit_keeps_the_tags_of_the_text_before(settings: Settings) -> None:
    """The history also holds what was said before an outlet changed its text."""
    bring(settings, "run-2", {"a1": ("Cuba abre un mercado", "El mercado abrió en La Habana.")})
    found = rows(settings, "select article_id, relevance, topics, cause from article_tags_history")
    assert found == [("a1", "match", ["energy"], "edit")]


@pytest.fixture
def environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The commands see the home of the test."""
    for name in ("home", "seeds", "catalog"):
        monkeypatch.setenv(f"VIGIA_{name.upper()}", str(getattr(settings, name)))
    return settings


def test_the_retag_command_counts_by_relevance(environment: Settings) -> None:
    """It says how many articles went from what to what, and how readers get to see it."""
    learn(environment)
    result = CliRunner().invoke(retag_command)
    assert result.exit_code == 0, result.output
    assert "3 articles were tagged again, 1 have other tags now\n  none → match: 1\n" in result.stdout
    assert "vigia retag --publish" in result.stderr


def test_the_retag_command_publishes_on_request(environment: Settings) -> None:
    """With --publish the models are built and readers see the new tags."""
    learn(environment)
    result = CliRunner().invoke(retag_command, ["--publish"])
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == str(environment.home / "published" / "vigia.duckdb")
    stats = {one.rule: one for one in rule_stats(environment)}
    assert stats["terms.csv:cuba"].match_share == 1.0


def test_stats_count_how_each_rule_fired(environment: Settings) -> None:
    """Hits, articles, the share that match, articles with nothing else of the side; silent rules last."""
    found = {one.rule: one for one in rule_stats(environment)}
    russia, cuba, silent = (found[f"terms.csv:{name}"] for name in ("russia", "cuba", "rosneft"))
    assert (cuba.hits, cuba.articles, cuba.match_share, cuba.alone) == (2, 1, 1.0, 1)
    assert (russia.hits, russia.kept, russia.articles, russia.match_share, russia.alone) == (3, 3, 2, 0.5, 1)
    assert (silent.hits, silent.articles, silent.match_share) == (0, 0, None)
    assert next(iter(found)) == "terms.csv:russia"
    table = CliRunner().invoke(rules_command, ["stats"])
    assert "terms.csv:russia" in table.stdout
    assert "never did" in table.stdout
    lines = CliRunner().invoke(rules_command, ["stats", "--json"]).stdout.splitlines()
    assert len(lines) == len(found)


def test_stats_tell_rules_that_are_gone(environment: Settings) -> None:
    """A rule that fired and has left the seeds is told as such."""
    path = environment.seeds / "terms.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("\nrussia,", "\nruthenia,"), encoding="utf-8")
    generated = environment.seeds / "terms_generated.csv"
    text = generated.read_text(encoding="utf-8")
    generated.write_text(text.replace("\nrussia,", "\nruthenia,"), encoding="utf-8")
    assert not next(one for one in rule_stats(environment) if one.rule == "terms.csv:russia").is_known


@pytest.fixture
def other_seeds(environment: Settings, tmp_path: Path) -> Path:
    """Keep the seeds as they were; learn a term."""
    shutil.copytree(environment.seeds, tmp_path / "before")
    learn(environment)
    return tmp_path / "before"


def test_diff_shows_which_articles_a_rule_changes(environment: Settings, other_seeds: Path) -> None:
    """Only articles that hold a surface that differs are tagged; each change names its rule."""
    found = compare_rules(environment, other_seeds, NOW - timedelta(days=1), 100)
    assert (found.read, found.touched) == (3, 1)
    (change,) = found.changes
    assert (change.article_id, change.before.relevance, change.after.relevance) == ("a2", "none", "match")
    assert list(found.by_cause()) == ["terms.csv:cuba"]


def test_diff_is_bounded(environment: Settings, other_seeds: Path) -> None:
    """Neither older articles nor more than asked for are read."""
    assert compare_rules(environment, other_seeds, NOW + timedelta(seconds=1), 100).read == 0
    assert compare_rules(environment, other_seeds, NOW - timedelta(days=1), 2).read == 2


@pytest.mark.parametrize(
    ("file", "row", "cause"),
    [
        ("topic_terms.csv", "tourism,es,acuerdo petrolero,9\n", "topic_terms.csv:tourism"),
        ("lookalikes.csv", "deal,,place,es,Cuba y Rusia,\n", "lookalikes.csv:deal"),
        ("countries.csv", "ZZ,es,petrolero,\n", None),
    ],
)
def test_diff_finds_the_file_that_caused_a_change(
    environment: Settings, tmp_path: Path, file: str, row: str, cause: str | None
) -> None:
    """A topic's term or a look-alike is named as the cause; what changes nothing is not told."""
    shutil.copytree(environment.seeds, tmp_path / "before")
    with (environment.seeds / file).open("a", encoding="utf-8") as seeds:
        seeds.write(row)
    found = compare_rules(environment, tmp_path / "before", NOW - timedelta(days=1), 100)
    assert found.touched == 1
    assert cause in found.by_cause() if cause else found.changes == ()


Git = Callable[..., None]


@pytest.fixture
def git(environment: Settings) -> Git:
    """Put the seeds into a repository of their own."""

    def run(*arguments: str) -> None:
        names = ["-c", "user.name=T", "-c", "user.email=t@example.org"]
        subprocess.run(
            ["git", "-C", str(environment.seeds), *names, *arguments], check=True, capture_output=True
        )

    run("init", "-q")
    return run


def test_diff_compares_with_a_revision(
    environment: Settings, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seeds of a git revision are compared with today's, which need not be committed."""
    git("add", ".")
    git("commit", "-qm", "seeds")
    learn(environment)
    monkeypatch.setattr("vigia.cli.rules.now", lambda: LATER)
    shown = CliRunner().invoke(rules_command, ["diff", "--since", "HEAD"])
    assert shown.exit_code == 0, shown.output
    assert shown.stdout.startswith("terms.csv:cuba: 1 article(s)\n  none 0 → match ")
    assert "1 of 3 articles change; 1 hold a surface that differs" in shown.stdout
    (line,) = CliRunner().invoke(rules_command, ["diff", "--since", "HEAD", "--json"]).stdout.splitlines()
    change = json.loads(line)
    assert (change["article_id"], change["after"]["relevance"]) == ("a2", "match")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--since", "no-such-thing"], "expected a revision"),
        (["--since", "--output=x"], "expected a revision"),
        ([], "either --since REV or --seeds FOLDER"),
        (["--since", "HEAD", "--seeds", "x"], "either --since REV or --seeds FOLDER"),
    ],
)
def test_diff_refuses_what_it_cannot_compare(
    environment: Settings, git: Git, arguments: list[str], message: str
) -> None:
    """A revision that is none is an error in words, and is never taken for an option."""
    result = CliRunner().invoke(rules_command, ["diff", *arguments])
    assert message in str(result.exception)
    assert not (environment.seeds / "x").exists()
