"""``vigia demo``: everything once, through Airflow, on the bundled newsroom."""

import subprocess
import sys

import click


@click.command()
def command() -> None:
    """Run the whole pipeline on an invented newsroom served on this machine, offline.

    Everything is kept in VIGIA_HOME (.vigia/demo if that is not set); a second demo there finds
    nothing new. Nobody is alerted but the demo itself.
    """
    # A process of its own: the library knows nothing of Airflow, and Airflow reads its environment
    # when it is first imported.
    try:
        code = subprocess.call([sys.executable, "-m", "vigia_airflow.demo"])
    except KeyboardInterrupt:
        code = 130
    sys.exit(code if code >= 0 else 128 - code)
