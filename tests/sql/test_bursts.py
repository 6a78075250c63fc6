"""Bursts: the SQL of the model on small tables, without dbt, against values of SciPy."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from small_warehouse import PROJECT

TODAY = date(2026, 11, 23)  # a Monday

# As dbt renders it for all days.
SQL = (PROJECT / "models" / "marts" / "daily_bursts.sql").read_text(encoding="utf-8")
for macro, words in {r"config\(.*?\)": "", r"of_stale_days\(.*?\)": "true", r"ref\('(\w+)'\)": r"\1"}.items():
    SQL = re.sub(rf"\{{\{{ {macro} \}}\}}", words, SQL)

# p-values of scipy.stats.nbinom.sf(stories - 1, r, r / (r + mu)) (SciPy 1.17.1), with mu and r worked out
# by the formulas of the model written as loops over days.
BY_SCIPY = {
    "energy": (1.869158878504673, 1, 0.1293448028384771),
    "trade": (0.3387605042016807, 1.746904022645804, 0.0041298076751346315),
    "culture": (0.007352941176470588, 1, 9.56483043892429e-07),
    "military": (0.6453488372093023, 6.913461538461538, 0.008204447697452256),
}


def usual_stories(topic: str, day: date) -> int:
    """Return the stories of a day before today, by a rule that is easy to repeat elsewhere."""
    number = (TODAY - day).days
    return {
        "energy": 2 * (day.isoweekday() == 1) + (number % 3 == 0),
        "trade": (number % 5 == 0) * (number % 4),
        "culture": int(number == 40),
        "military": 9 * (number % 11 == 0),
    }[topic]


TODAYS = {"energy": 4, "trade": 5, "culture": 3, "military": 12}

MATCHES = pa.schema(
    {
        "article_id": pa.string(),
        "story_id": pa.string(),
        "report_date": pa.date32(),
        "publisher_family": pa.string(),
        "is_backlog": pa.bool_(),
    }
)

Bursts = Callable[..., dict[str, dict[str, Any]]]


@pytest.fixture
def bursts() -> Bursts:
    """A function that gives the rows of today, by key."""

    def run(
        days: int = 100,
        todays: dict[str, int] = TODAYS,
        families: int = 2,
        is_backlog: bool = False,
        damage: str = "select 1",
    ) -> dict[str, dict[str, Any]]:
        connection = duckdb.connect()
        connection.execute(
            f"""
            create table daily_coverage as
            select day::date as report_date, 10 as feeds_expected, 9 as feeds_healthy, true as is_watched
            from generate_series(date '{TODAY}' - {days}, date '{TODAY}', interval 1 day) as days(day);
            create table matches (
                article_id varchar, story_id varchar, report_date date, publisher_family varchar,
                is_backlog boolean
            );
            create table stg_match_topics (article_id varchar, topic varchar);
            create table stg_article_actors (article_id varchar, actor_id varchar)
            """
        )
        stories = [(topic, TODAY, count, is_backlog) for topic, count in todays.items()]
        stories += [
            (topic, day, usual_stories(topic, day), False)
            for topic in TODAYS
            for day in (TODAY - timedelta(number) for number in range(1, days + 1))
        ]
        articles = [
            (f"{topic}-{day}-{story}-{copy}", f"{topic}-{day}-{story}", day, f"family-{copy}", backlog)
            for topic, day, count, backlog in stories
            for story in range(count)
            for copy in range(families)
        ]
        names = ["article_id", "story_id", "report_date", "publisher_family", "is_backlog"]
        rows = pa.Table.from_pylist([dict(zip(names, article, strict=True)) for article in articles], MATCHES)
        connection.register("rows", rows)
        connection.execute("insert into matches from rows")
        connection.execute(
            "insert into stg_match_topics select article_id, split_part(article_id, '-', 1) from matches"
        )
        connection.execute(damage)
        found = connection.execute(f"select * from ({SQL}) where report_date = '{TODAY}'")
        names = [column[0] for column in found.description or ()]
        return {row["key"]: row for row in (dict(zip(names, values, strict=True)) for values in found.fetchall())}

    return run


@pytest.mark.parametrize("topic", TODAYS)
def test_the_odds_are_those_of_scipy(bursts: Bursts, topic: str) -> None:
    """For steady, clumped, new and weekly counts."""
    row = bursts()[topic]
    usual, dispersion, p_value = BY_SCIPY[topic]
    assert row["usual"] == pytest.approx(usual, rel=1e-9)
    assert row["dispersion"] == pytest.approx(dispersion, rel=1e-9)
    assert row["p_value"] == pytest.approx(p_value, rel=1e-6)


def test_false_discoveries_are_controlled(bursts: Bursts) -> None:
    """q is the least over this and higher odds of odds times candidates by rank."""
    rows = sorted(bursts().values(), key=lambda row: row["p_value"])
    raw = [row["p_value"] * len(rows) / rank for rank, row in enumerate(rows, 1)]
    expected = [min(1, *raw[place:]) for place in range(len(raw))]
    assert [row["q_value"] for row in rows] == pytest.approx(expected)


def test_a_burst_is_unusual_and_not_from_one_house(bursts: Bursts) -> None:
    """What is usual on a Monday is none, nor what one publisher family tells alone."""
    assert {key for key, row in bursts().items() if row["is_burst"]} == {"culture", "military", "trade"}
    assert not any(row["is_burst"] for row in bursts(families=1).values())


def test_two_stories_are_no_burst(bursts: Bursts) -> None:
    """However rare the topic."""
    assert not bursts(todays={"culture": 2})["culture"]["is_burst"]


def test_copies_and_a_backlog_are_no_burst(bursts: Bursts) -> None:
    """Stories are counted, and a first poll is no news."""
    assert bursts(families=5)["trade"]["stories"] == 5
    assert bursts(is_backlog=True) == {}


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (f"update daily_coverage set feeds_healthy = 7 where report_date = '{TODAY}'", "Only 7 of 10 feeds"),
        (f"update daily_coverage set is_watched = false where report_date = '{TODAY}'", "No feed was polled"),
        (f"update daily_coverage set feeds_healthy = 7 where report_date < '{TODAY}'", "Only 0 of the 84 days"),
    ],
)
def test_poor_coverage_withholds(bursts: Bursts, damage: str, words: str) -> None:
    """Of the day itself or of those before; the reason is told."""
    rows = bursts(damage=damage).values()
    assert [row["is_burst"] for row in rows] == [False] * len(TODAYS)
    assert all(row["withheld_because"].startswith(words) for row in rows)


def test_a_young_home_tells_nothing_yet(bursts: Bursts) -> None:
    """Until 14 days can be compared with."""
    assert bursts(days=13)["culture"]["withheld_because"].startswith("Only 13 of the 84 days")
    assert bursts(days=14)["culture"]["withheld_because"] is None


def test_days_of_poor_coverage_are_not_compared_with(bursts: Bursts) -> None:
    """A fetch outage does not make the next day a burst."""
    outage = f"""
        update daily_coverage set feeds_healthy = 0
        where report_date between date '{TODAY}' - 9 and date '{TODAY}' - 1
    """
    row = bursts(damage=outage)["energy"]
    assert row["days_compared"] == 75
