"""``vigia alerts``: send what is pending, or a trial message to every channel."""

import click

from vigia.cli.clock import now
from vigia.errors import DeliveryError, SettingsError
from vigia.notify import channel_name, deliver
from vigia.settings import Settings, read_settings
from vigia.stages.alert import alert
from vigia.stages.build import OF_ALERTS, build
from vigia.stages.publish import publish


@click.group()
def command() -> None:
    """Send alerts to the channels of VIGIA_ALERT_URLS."""


@command.command()
@click.option("--again", is_flag=True, help="Also send what an earlier run left undecided or gave up.")
def send(again: bool) -> None:
    """Send the pending alerts and publish what became of them."""
    settings, instant = _with_channels(), now()
    done = alert(settings, instant, again)
    build(settings, OF_ALERTS)
    publish(settings, instant)
    for failure in done.failures:
        click.echo(failure, err=True)
    click.echo(f"{done.counts.get('sent', 0)} sent, {done.counts.get('failed', 0)} failed")
    if done.failures:
        raise click.exceptions.Exit(1)


@command.command()
def test() -> None:
    """Send a trial message to every channel and say which took it."""
    failed = False
    for url in _with_channels().alert_urls:
        channel = channel_name(url.get_secret_value())
        try:
            deliver(url.get_secret_value(), "Vigía: trial message", "This channel works.", f"trial-{channel}")
            click.echo(f"{channel}: taken")
        except DeliveryError as error:
            failed = True
            click.echo(f"{channel}: {error}")
    if failed:
        raise click.exceptions.Exit(1)


def _with_channels() -> Settings:
    settings = read_settings()
    if not settings.alert_urls:
        raise SettingsError(
            "no channel is set: give Apprise addresses in VIGIA_ALERT_URLS, as a JSON list such as "
            '["mailtos://user:password@example.org"]'
        )
    return settings
