"""The command line: each command in the module of its name, imported only when it is called.

Data goes to stdout, logs to stderr; exit 0 done, 1 failed, 2 misuse.
"""

import sys
from importlib import import_module

import click

from vigia import __version__
from vigia.errors import InputError, SettingsError, VigiaError

COMMANDS = {
    "alerts": "send what is pending, or a trial alert",
    "backup": "put what cannot be made again in one file",
    "demo": "run everything on the bundled newsroom",
    "doctor": "say what is wrong with this installation and how to mend it",
    "explain": "show why a URL, file or text is tagged as it is",
    "extract": "turn HTML pages into articles",
    "feeds": "check the feeds",
    "import-warc": "bring in the pages of WARC files",
    "publish": "publish a snapshot of the warehouse",
    "query": "run SQL on the published database",
    "replay": "read archived pages again by the code of today",
    "report": "write the report of a day",
    "restore": "put a backup in place",
    "retag": "tag what is stored with the rules of today",
    "rules": "lint the rules, count how they fire, show what a change changes",
    "run": "run the whole way of the data once, without Airflow",
    "search": "search titles, summaries and bodies",
    "settings": "print every setting with its value",
    "tag": "tag items of news",
}


class LazyCommands(click.Group):
    """Import ``vigia.cli.<name>`` when its command is called, so that ``vigia --help`` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import one command."""
        if name not in COMMANDS:
            return None
        command = import_module(f"vigia.cli.{name.replace('-', '_')}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="vigia")
def vigia() -> None:
    """Watch the world's news for what passes between Cuba and Russia."""


def main() -> None:
    """Run the command line, and turn our errors into one clear line and an exit code."""
    try:
        # With this mode click gives back the code of an Exit instead of ending the process.
        code = vigia(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (SettingsError, InputError) as error:
        click.echo(f"vigia: {error}", err=True)
        sys.exit(2)
    except VigiaError as error:
        click.echo(f"vigia: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output went away (vigia … | head): that is not an error.
        sys.stderr.close()
        sys.exit(0)
