"""What outlets reserve of text and data mining is recorded, once a month and by page."""

from datetime import timedelta
from pathlib import Path

import builders
from builders import NOW
from press import Answer, Press, press_settings, serving, write_catalog
from vigia.cli.run import bring_in
from vigia.model import Feed
from vigia.warehouse import writer

SITE = "http://el-muelle.example"


def test_reservations_are_recorded_and_not_asked_for_at_each_run(tmp_path: Path) -> None:
    """Each place that says something has a row; the next run asks for none, the next month does."""
    feed = Feed("el-muelle-es", "el-muelle", f"{SITE}/feed", "es", "news", "high", True, "")
    write_catalog(tmp_path / "catalog", [builders.outlet()], [feed])
    press = Press()
    press.feed(f"{SITE}/feed", [(f"{SITE}/1", "Cuba y Rusia acuerdan algo", "Fri, 20 Nov 2026 10:00:00 GMT")])
    press.page(
        f"{SITE}/1", "Nota", "Texto. " * 90, headers={"Content-Type": "text/html", "TDM-Reservation": "1"}
    )
    press.answers[f"{SITE}/robots.txt"] = Answer(b"User-agent: *\nContent-Signal: ai-train=no\n")
    press.answers[f"{SITE}/.well-known/tdmrep.json"] = Answer(b'[{"location": "/", "tdm-reservation": 1}]')
    press.answers[f"{SITE}/.well-known/tdmrep.json"].headers["Content-Type"] = "application/json"
    with serving(press):
        settings = press_settings(press, tmp_path / "home", tmp_path / "catalog")
        for number, days in enumerate((0, 1, 31)):
            bring_in(settings, f"run-{number}", NOW + timedelta(days=days), all_feeds=True)
            assert press.asked[f"{SITE}/ai.txt"] == (1, 1, 2)[number]
    with writer(settings.home, 1) as connection:
        rows = connection.execute(
            "select source, is_reserved, statement, last_seen_at - first_seen_at from reservations order by 1"
        ).fetchall()
    month = timedelta(days=31)
    assert rows == [
        ("ai.txt", False, "", month),
        ("header", True, "tdm-reservation: 1", timedelta(0)),
        ("robots.txt", True, "Content-Signal: ai-train=no", month),
        ("tdmrep.json", True, '[{"location": "/", "tdm-reservation": 1}]', month),
    ]
