"""The plain text of one alert: what happened, who says so, and why it was sent."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from vigia.reports.escaping import one_line, safe_url
from vigia.reports.wording import instant, listed, number

MAX_TITLE_CHARS = 150  # mail subjects and push messages are cut beyond about that
MAX_OUTLETS = 8


def alert_text(
    title: str,
    sentence: str | None,
    outlet_names: Sequence[str],
    topics: Sequence[str],
    url: str | None,
    published_at: datetime | None,
    first_seen_at: datetime | None = None,
    reason: str | None = None,
) -> tuple[str, str]:
    """Return the title and the body of an alert as plain text.

    ``sentence`` made the article a match; ``reason`` says more about the rule where it is known.
    Times are UTC. Everything given is cleaned and bounded; what is no http(s) address is left out.
    """
    topic_list = listed([one_line(topic, 40) for topic in topics])
    lines = [one_line(title), ""]
    if sentence:
        lines += ["Why: it matched because of the sentence", f"“{one_line(sentence)}”"]
    if reason and reason != sentence:
        lines += [one_line(reason)]
    lines += [
        "",
        f"Outlets: {_outlets(outlet_names)}",
        f"Topics: {topic_list or 'none assigned'}",
        f"Published: {_published(published_at, first_seen_at)}",
    ]
    if link := safe_url(url):
        lines += ["", link]
    return f"Cuba–Russia: {one_line(title, MAX_TITLE_CHARS)}", "\n".join(lines) + "\n"


def _outlets(names: Sequence[str]) -> str:
    shown = [one_line(name, 80) for name in names[:MAX_OUTLETS]]
    if len(names) > MAX_OUTLETS:
        shown.append(f"{len(names) - MAX_OUTLETS} more")
    return listed(shown) or "not known"


def _published(published_at: datetime | None, first_seen_at: datetime | None) -> str:
    if published_at is None:
        return f"not said; first seen {instant(first_seen_at)}" if first_seen_at else "not said"
    delay = first_seen_at - published_at if first_seen_at else timedelta(0)
    if delay < timedelta(minutes=1):
        return instant(published_at)
    return f"{instant(published_at)}, seen {_span(delay)} later"


def _span(delay: timedelta) -> str:
    minutes = int(delay.total_seconds() // 60)
    return f"{minutes} min" if minutes < 120 else f"{number(minutes // 60)} h"
