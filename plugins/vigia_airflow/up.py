"""``python -m vigia_airflow.up``: a local Airflow with everything scheduled on the live feeds.

It is for one person on one machine: SQLite, tasks as local processes, nothing that listens on
anything but 127.0.0.1 (``airflow standalone`` serves logs to the whole network).
"""

import signal
import sys
import time
from types import FrameType

import click

from vigia.errors import VigiaError
from vigia.settings import read_settings
from vigia_airflow.local import USER, LocalAirflow, free_port

FIRST_PORT = 8080


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="8080 or the next free if not given.")
@click.option("--once-ready-exit", is_flag=True, help="End everything as soon as it is ready; for tests.")
def up(port: int | None, once_ready_exit: bool) -> None:
    """Start Airflow, say where it is, and end all of it on Ctrl-C."""
    settings = read_settings()
    # An absolute home: Airflow's processes may work in another folder than ours.
    extra = {"VIGIA_HOME": str(settings.home)}
    airflow = LocalAirflow(settings.home / "airflow", port or free_port(FIRST_PORT), extra)
    click.echo("Starting Airflow (about half a minute) …", err=True)
    with airflow:
        click.echo(
            f"Airflow is at {airflow.url}\n"
            f"  user      {USER}\n"
            f"  password  in {airflow.password_file}\n"
            f"  logs      in {airflow.log_folder}\n"
            f"  tables    {settings.home / 'published' / 'vigia.duckdb'}\n"
            f"  reports   {settings.home / 'reports'}"
        )
        if not once_ready_exit:
            click.echo("Ctrl-C ends it.", err=True)
            _watch(airflow)


def _watch(airflow: LocalAirflow) -> None:
    while True:
        airflow.require_alive()
        time.sleep(1)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> None:
    """Run the command; SIGTERM ends it like Ctrl-C, by way of every ``finally``."""
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)  # also when a script started us in the background
    try:
        up(standalone_mode=False)
    except (KeyboardInterrupt, click.Abort):
        click.echo("Ended.", err=True)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except VigiaError as error:
        click.echo(f"vigia: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
