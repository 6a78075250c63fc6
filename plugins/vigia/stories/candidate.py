"""What grouping knows of an article."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """One matching article of the window that is grouped."""

    article_id: str
    outlet_id: str
    publisher_family: str
    language_code: str | None
    at: datetime  # published, else first seen
    title: str
    text: str  # title, summary and body
    sentence: str | None
    score: float
    entities: frozenset[str]  # ids of the actors found
    topics: frozenset[str]
    story_id: str | None  # None while it is in no story
