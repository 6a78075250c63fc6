"""Full-text search: the only door to the index library.

An index is a folder published with each snapshot. Text and questions are folded like the tagger folds
them, so that habana finds Habana and елка finds ёлка.
"""

from vigia.search.asking import Question, ask, excerpt
from vigia.search.index import IndexedArticle, has_index, refresh

__all__ = ["IndexedArticle", "Question", "ask", "excerpt", "has_index", "refresh"]
