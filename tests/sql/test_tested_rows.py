"""The data tests of a daily build: they read what changed since all of them passed, and no more."""

from collections.abc import Callable

Rebuild = Callable[..., list[str]]

DAMAGE = {
    "accepted_values_stg_articles_relevance": "update articles set relevance = 'no' where report_date = '{day}'",
    "not_null_stg_polls_run_id": "alter table polls alter run_id drop not null; "
    "update polls set run_id = null where cast(timezone('America/Havana', polled_at) as date) = '{day}'",
    "adds_up_daily_coverage_matches": "update daily_coverage set mentions = mentions + 1 "
    "where report_date = '{day}'",
    "lives_are_whole": "alter view item_life rename to whole_life; create view item_life as from whole_life "
    "where not (event = 'disposed' and cast(timezone('America/Havana', happened_at) as date) = '{day}')",
}


def failed(rebuild: Rebuild, day: str) -> list[str]:
    """Damage a day; return the names of the tests that fail when the last of all days alone has changed."""
    change = "update changed_days set changed_at = '2026-12-01 00:00:00+00' where report_date = '2026-11-23';"
    damage = ";".join(sql.format(day=day) for sql in DAMAGE.values())
    found = rebuild(change + damage, "test", "--select", "test_type:data", untested_since="2026-11-30 00:00:00+00")
    return [test for test in DAMAGE if any(name.startswith(test) for name in found)]


def test_damage_on_a_changed_day_is_found(rebuild: Rebuild) -> None:
    """A day that changed is tested in every way."""
    assert failed(rebuild, "2026-11-23") == list(DAMAGE)


def test_a_day_that_did_not_change_is_not_read_again(rebuild: Rebuild) -> None:
    """It was tested when it changed; the weekly test of every row looks at it again."""
    assert failed(rebuild, "2026-11-22") == []
