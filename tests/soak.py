"""How often what is dear is tried: some of it each time the tests run, all of it with ``make soak``."""

import os

IS_SOAK = os.environ.get("SOAK") == "1"


def times(promised: int, ordinarily: int) -> int:
    """Return how often to try: as often as was promised, or enough to see a rule broken again."""
    return promised if IS_SOAK else ordinarily
