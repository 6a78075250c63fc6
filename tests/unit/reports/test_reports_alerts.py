"""The text of an alert."""

from datetime import UTC, datetime, timedelta

from vigia.reports.alerts import alert_text

AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


def test_an_alert_says_what_why_who_and_when() -> None:
    """Title, sentence, outlets, topics, both clocks and the address are in the text."""
    title, body = alert_text(
        title="Llega un petrolero",
        sentence="Rusia envió a Cuba un petrolero.",
        outlet_names=["La Orilla", "Cable Sur"],
        topics=["energy", "trade"],
        url="https://orilla.example/a2",
        published_at=AT,
        first_seen_at=AT + timedelta(minutes=50),
    )
    assert title == "Cuba–Russia: Llega un petrolero"
    assert body == (
        "Llega un petrolero\n"
        "\n"
        "Why: it matched because of the sentence\n"
        "“Rusia envió a Cuba un petrolero.”\n"
        "\n"
        "Outlets: La Orilla and Cable Sur\n"
        "Topics: energy and trade\n"
        "Published: 2026-11-23 14:00 UTC, seen 50 min later\n"
        "\n"
        "https://orilla.example/a2\n"
    )


def test_an_alert_without_a_date_says_when_it_was_seen() -> None:
    """A missing publication time is not made up."""
    _, body = alert_text("T", None, [], [], None, None, AT, reason="rule 7")
    assert "Published: not said; first seen 2026-11-23 14:00 UTC" in body
    assert "Outlets: not known" in body
    assert "Topics: none assigned" in body
    assert "rule 7" in body


def test_a_hostile_title_cannot_add_lines_or_links() -> None:
    """Line breaks are blanks, and an address that is no web address is left out."""
    title, body = alert_text(
        "A\nSubject: x\r\nB", "s\n\nhttps://evil.example", ["o\n1"], ["t"], "javascript:alert(1)", AT
    )
    assert title == "Cuba–Russia: A Subject: x B"
    assert "javascript" not in body
    assert len(body.splitlines()) == 8


def test_an_alert_is_bounded() -> None:
    """Neither a long title nor many outlets make a long message."""
    title, body = alert_text(
        "x" * 5000, "y" * 5000, ["o" * 500] * 99, ["t" * 90] * 17, "https://x.example/", AT
    )
    assert len(title) <= 165
    assert len(body) < 4000
    assert "and 91 more" in body
