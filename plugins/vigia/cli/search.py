"""``vigia search``: full-text search of the published articles."""

from datetime import datetime

import click

from vigia.cli.output import print_rows, shape_options
from vigia.search import Question
from vigia.settings import read_settings
from vigia.stages.search import search

LISTED = 20
JOINED = 100_000  # answers that --sql may count over
DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--since", type=DAY, help="First report day, YYYY-MM-DD.")
@click.option("--until", type=DAY, help="Last report day, YYYY-MM-DD.")
@click.option("--language", "languages", multiple=True, help="ISO 639-1; may be given again.")
@click.option(
    "--relevance",
    "relevances",
    multiple=True,
    type=click.Choice(["match", "mention", "none"]),
    help="May be given again.",
)
@click.option("--outlet", "outlets", multiple=True, help="Id of an outlet; may be given again.")
@click.option("--limit", type=click.IntRange(1), help=f"Most answers: {LISTED}, with --sql {JOINED:,}.")
@click.option("--sql", help="Query over found(article_id, score), which joins every table.")
@shape_options
def command(
    words: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    languages: tuple[str, ...],
    relevances: tuple[str, ...],
    outlets: tuple[str, ...],
    limit: int | None,
    sql: str | None,
    shape: str | None,
    as_json: bool,
) -> None:
    r"""Search titles, summaries and bodies; accents and capitals do not matter.

    All WORDS must be there; also '"a phrase"', -without, this OR that, begin*.

    \b
    vigia search habana fragata
    vigia search 'кубин*' --since 2026-11-01 --relevance match
    vigia search petróleo --sql "from found join matches using (article_id) select outlet, score"
    """
    question = Question(
        words=" ".join(words),
        since=since.date() if since else None,
        until=until.date() if until else None,
        languages=languages,
        relevances=relevances,
        outlets=outlets,
        limit=limit or (JOINED if sql else LISTED),
    )
    print_rows(*search(read_settings(), question, sql), shape, as_json)
