"""``vigia demo``: everything once, through Airflow, on the bundled newsroom."""

import os
import sys

import click


@click.command()
def command() -> None:
    """Run the whole pipeline on an invented newsroom served on this machine, offline.

    Everything is kept in VIGIA_HOME (.vigia/demo if that is not set); a second demo there finds
    nothing new. Nobody is alerted but the demo itself.
    """
    # Another program takes our place: the library knows nothing of Airflow, and Airflow reads its
    # environment when it is first imported.
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "vigia_airflow.demo"])  # noqa: S606 no shell is wanted
