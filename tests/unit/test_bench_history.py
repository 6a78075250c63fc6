"""The generated history of the bench: as large as asked for, and as a load would have left it."""

from pathlib import Path

import pytest
from bench.history import Extent, make_history

from vigia.settings import Settings
from vigia.warehouse import writer

BROKEN = {
    "an article without its entry": "from articles anti join entries using (entry_id, canonical_url)",
    "a match without a story": "from articles where (relevance = 'match') <> (story_id is not null)",
    "a story without its article": "from stories anti join articles using (story_id)",
    "a topic that is none": "from match_topics anti join topics using (topic)",
    "evidence elsewhere": "from evidence join articles using (article_id) "
    'where body[start + 1:"end"] <> surface',
    "a day that is not known": "from articles anti join changed_days using (report_date)",
    "rows out of order": "from (select first_seen_at < lag(first_seen_at) over (order by rowid) as back "
    "from entries) where back",
}


def test_a_history_is_whole(home: Path) -> None:
    """Articles are as many as asked for, other rows about as many, and nothing dangles."""
    settings = Settings(home=home)
    counts = make_history(settings, Extent(articles=1000, rows=10_000, days=50))
    assert counts["articles"] == 1000
    references = ("outlets", "feeds", "feed_states", "actors", "runs")
    grown = sum(count for table, count in counts.items() if table not in ("articles", *references))
    assert grown == pytest.approx(10_000, rel=0.05)
    with writer(*settings.warehouse) as connection:
        found = [name for name, rows in BROKEN.items() if connection.execute(f"select 1 {rows}").fetchone()]
    assert found == []
