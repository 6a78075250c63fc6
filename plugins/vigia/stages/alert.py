"""alert: what is pending goes out, once to each channel."""

from collections import Counter
from datetime import datetime

from vigia.errors import DeliveryError
from vigia.model import StageReport
from vigia.notify import channel_name, deliver
from vigia.reports.alerts import alert_text
from vigia.settings import Settings
from vigia.warehouse import DueAlert, claim_alert, due_alerts, record_delivery, writer


def alert(settings: Settings, now: datetime, again: bool = False) -> StageReport:
    """Send the pending alerts, one by one; each outcome is recorded before the next is sent.

    The warehouse is not held while a message is under way. ``again`` also sends what an earlier
    run left undecided or gave up.
    """
    url_by_channel = {
        channel_name(url.get_secret_value()): url.get_secret_value() for url in settings.alert_urls
    }
    with writer(*settings.warehouse) as connection:
        due = due_alerts(connection, list(url_by_channel), again=again)
    counts: Counter[str] = Counter()
    failures = []
    for message in due:
        with writer(*settings.warehouse) as connection:
            if not claim_alert(connection, message.alert_id, again=again):
                continue
        error = _deliver(url_by_channel[message.channel], message)
        with writer(*settings.warehouse) as connection:
            record_delivery(connection, message.alert_id, now, error)
        counts["sent" if error is None else "failed"] += 1
        if error is not None:
            failures.append(f"{message.channel}: {error}")
    return StageReport("alert", "", dict(counts), tuple(failures))


def _deliver(url: str, message: DueAlert) -> str | None:
    title, body = alert_text(
        title=message.story_title,
        sentence=message.reason,
        outlet_names=message.outlets,
        topics=message.topics,
        url=message.url,
        published_at=message.published_at,
        first_seen_at=message.first_seen_at,
    )
    try:
        deliver(url, title, body, message.alert_id)
    except DeliveryError as error:
        return str(error)
    return None
