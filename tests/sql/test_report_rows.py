"""The daily reports, as the models build them from the small warehouse."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from small_warehouse import NEWS_DAY as DAY
from small_warehouse import report_rows

GOLDEN = Path(__file__).parents[1] / "golden" / "reports"

Query = Callable[..., list[dict[str, Any]]]


def test_a_day_is_a_day_of_the_zone(built: Query) -> None:
    """What is published at 02:00 UTC counts on the day before in Havana; the future counts when seen."""
    found = built(
        "select article_id, report_date from articles where article_id in ('a1', 'a6', 'a7') order by all"
    )
    assert [row["report_date"] for row in found] == [DAY, DAY, DAY]


def test_headline_figures_carry_the_week_before(built: Query) -> None:
    """Means are over the watched days of the week before: six, since nothing was polled on the 20th."""
    figures = {row["figure"]: row for row in built("from report_daily_figures where report_date = ?", DAY)}
    assert {name: row["value"] for name, row in figures.items()} == {
        "matches": 5, "stories": 2, "outlets": 4, "languages": 3, "mentions": 1, "articles": 7, "entries": 9,
    }  # fmt: skip
    matches = figures["matches"]
    assert (matches["week_mean"], matches["change"], matches["days_compared"]) == (0.3, 4.7, 6)
    assert matches["week_before"] == 1


def test_stories_come_by_weight(built: Query) -> None:
    """Two houses outweigh two outlets of one house."""
    found = built("from report_daily_stories where report_date = ? order by ordinal", DAY)
    assert [(row["story_id"], row["weight"], row["family_count"], row["outlet_count"]) for row in found] == [
        ("s1", 2.0, 2, 2),
        ("s2", 1.1, 1, 2),
    ]


def test_a_story_counts_an_outlet_once(built: Query) -> None:
    """A copy at the same outlet adds an article, not an outlet; the first own text is linked."""
    (story,) = built("from report_daily_stories where report_date = ? and story_id = 's2'", DAY)
    assert story["article_count"] == 3
    assert story["article_count_ever"] == 4
    assert story["outlets"] == ["El Faro Diario", "El Faro Diario (English)"]
    assert story["urls"] == ["https://faro.example/a3", "https://faro-en.example/a5"]
    assert [(article["is_copy"], article["article_count"]) for article in story["articles"]] == [
        (False, 2),
        (True, 1),
    ]


def test_a_story_that_goes_on_says_since_when(built: Query) -> None:
    """A story is new on the day of its first article only."""
    found = built(
        "select story_id, first_date, is_new from report_daily_stories where report_date = ? order by 1", DAY
    )
    assert [tuple(row.values()) for row in found] == [("s1", DAY, True), ("s2", date(2026, 11, 21), False)]


def test_topics_compare_with_the_week_before(built: Query) -> None:
    """A topic that is new to the week has a mean of nought, not of nothing."""
    found = built("from report_daily_topics where report_date = ? order by ordinal", DAY)
    assert [(row["topic"], row["matches"], row["match_share"], row["week_mean"]) for row in found] == [
        ("culture", 3, 0.6, 0.2),
        ("energy", 2, 0.4, 0.0),
        ("trade", 1, 0.2, 0.0),
    ]


def test_actors_come_by_side(built: Query) -> None:
    """Each actor counts its articles and how often it is named."""
    found = built("from report_daily_actors where report_date = ? order by ordinal", DAY)
    assert [(row["side"], row["name"], row["matches"], row["hits"]) for row in found] == [
        ("cuba", "GAESA", 1, 1),
        ("russia", "Rosneft", 2, 4),
    ]


def test_outlets_come_by_owner_class(built: Query) -> None:
    """The class with most matches comes first; an outlet with a mention alone is there too."""
    found = built("from report_daily_outlets where report_date = ? order by ordinal", DAY)
    assert [(row["owner_class"], row["outlet_id"], row["matches"], row["mentions"]) for row in found] == [
        ("state", "faro", 2, 0),
        ("state", "faro-en", 1, 0),
        ("exile", "orilla", 1, 0),
        ("public", "norte", 1, 0),
        ("wire", "cable", 0, 1),
    ]


def test_languages_count_what_could_not_be_told(built: Query) -> None:
    """An article without a language is counted as und."""
    found = built("from report_daily_languages where report_date = ? order by ordinal", DAY)
    assert [(row["language_code"], row["matches"], row["articles"]) for row in found] == [
        ("es", 3, 4), ("de", 1, 1), ("en", 1, 1), ("und", 0, 1),
    ]  # fmt: skip


def test_coverage_comes_by_owner_class(built: Query) -> None:
    """Of seven expected feeds six were polled and four did well; the classes sum to that."""
    found = built("from report_daily_coverage where report_date = ? order by ordinal", DAY)
    assert [
        (row["owner_class"], row["feeds_expected"], row["feeds_polled"], row["feeds_healthy"])
        for row in found
    ] == [("all", 7, 6, 4), ("state", 3, 3, 2), ("wire", 2, 1, 1), ("exile", 1, 1, 0), ("public", 1, 1, 1)]


def test_gaps_say_what_failed_and_why(built: Query) -> None:
    """Failing, never polled and overrun feeds and refused pages are each named with a reason."""
    found = built("from report_daily_gaps where report_date = ? order by ordinal", DAY)
    assert [(row["kind"], row["feed_id"], row["outlet"], row["note"]) for row in found] == [
        (
            "failing", "volna-1", "Волна",
            "The only poll failed; the last: no answer from volna.example within 10 s.",
        ),
        ("never_polled", "cable-2", "Cable Sur", "It has never been polled."),
        (
            "missing_entries", "orilla-1", "La Orilla",
            "1 of 1 polls shared no entry with the poll before: items may have come and gone between.",
        ),
        ("refused", None, "Nordsee-Echo", "The meaning of refused."),
    ]  # fmt: skip


def test_a_day_without_polls_is_no_quiet_day(built: Query) -> None:
    """On the 20th no feed rests: none was watched."""
    found = built("from daily_feed_health where report_date = date '2026-11-20'")
    assert {row["status"] for row in found} == {"not_polled", "never_polled"}
    (day,) = built("from daily_coverage where report_date = date '2026-11-20'")
    assert (day["feeds_healthy"], day["is_watched"]) == (0, False)


def test_the_trend_is_four_weeks_at_most(built: Query) -> None:
    """The chart of the 23rd holds the days from the first known one on, oldest first."""
    found = built("from report_daily_trend where report_date = ? order by ordinal", DAY)
    assert [row["day"].day for row in found] == list(range(14, 24))
    assert [row["matches"] for row in found] == [0, 0, 1, 0, 0, 0, 0, 1, 0, 5]
    assert [row["day"].day for row in found if not row["is_watched"]] == [20]


def test_the_method_names_zone_rules_and_clock(built: Query) -> None:
    """Undated and future-dated articles are counted as dated by first sight."""
    (method,) = built("from report_daily_method where report_date = ?", DAY)
    assert method["time_zone"] == "America/Havana"
    assert method["rules_hashes"] == ["rules-1"]
    assert (method["articles_by_published"], method["articles_by_first_seen"]) == (5, 2)
    assert method["articles_copied"] == 2


def test_a_url_has_a_life(built: Query) -> None:
    """The life of a URL tells all that happened to it, in order."""
    found = built(
        "select event, detail from item_life where canonical_url = ? order by happened_at, ordinal",
        "https://norte.example/a1",
    )
    assert [row["event"] for row in found] == [
        "published", "seen", "fetched", "disposed", "tagged", "grouped", "alerted", "delivered",
    ]  # fmt: skip
    assert found[2]["detail"] == "HTTP 200, 2000 bytes, archived in run-23.warc.gz"


def test_an_edit_is_part_of_the_life(built: Query) -> None:
    """The replaced version is told with its title."""
    (edit,) = built("from item_life where event = 'edited'")
    assert edit["happened_at"] == datetime(2026, 11, 22, 15, 10, tzinfo=UTC)
    assert edit["detail"] == 'version 1 replaced; it was a match titled "Preparan convenio"'


def test_other_rules_are_part_of_the_life(built: Query) -> None:
    """What an article was before other rules tagged it is told, and it is tagged since then."""
    before, now = built(
        "from item_life where article_id = 'a9' and event in ('retagged', 'tagged') order by ordinal"
    )
    assert before["happened_at"] == now["happened_at"]
    assert before["detail"].startswith(
        "by other rules; it was a mention, score 1.25, by rules rules-0 since "
    )
    assert now["detail"].startswith("match")


def test_golden_rows_are_what_the_sql_builds(connection: duckdb.DuckDBPyConnection) -> None:
    """The rows behind the golden reports are those of the small warehouse, to the last column."""
    stored = json.loads((GOLDEN / "rows.json").read_text("utf-8"))
    found = json.dumps(report_rows(connection, DAY), default=lambda day: day.isoformat())
    assert json.loads(found) == stored
