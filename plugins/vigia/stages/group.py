"""group: the matches around those just loaded, into stories.

The one stage that runs inside another: load needs its stories before it commits, so that a match is
never without its alert.
"""

from collections.abc import Mapping
from typing import Any

from vigia.stories.candidate import Candidate
from vigia.stories.grouping import WINDOW, group
from vigia.warehouse import Connection, assign_stories, group_window, window_start


def form_stories(connection: Connection) -> list[str]:
    """Group the matches near those just loaded; return the ids of the stories that are new."""
    since = window_start(connection, WINDOW)
    if since is None:
        return assign_stories(connection, {}, {})
    grouping = group(_candidate(row) for row in group_window(connection, since))
    return assign_stories(connection, grouping.story_by_article, grouping.original_by_copy)


def _candidate(row: Mapping[str, Any]) -> Candidate:
    sets = {"entities": frozenset(row["entities"]), "topics": frozenset(row["topics"])}
    return Candidate(**(dict(row) | sets))
