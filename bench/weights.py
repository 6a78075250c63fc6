"""``python -m bench.weights``: what the features of relevance are worth on the labelled items.

Fits a logistic regression with a quadratic penalty to the features of all labelled items, prints its
weights on the scale of the score beside those in use, and how well it does on items that it was not
fitted to (eight folds). Weights are then rounded by hand into ``vigia.tagging.relevance``.
"""

from collections.abc import Sequence

import numpy as np

from bench.data import SEEDS, Labelled, fitted_items, own_items, shared_items
from vigia.tagging.features import features
from vigia.tagging.relevance import THRESHOLD, WEIGHTS, scenes_of
from vigia.tagging.tagger import Tagger, read_tagger

SCALE = 1.7  # of the score against log odds, so that most matches score 3 to 12
PENALTY = 1 / 0.3
FOLDS = 8
ALWAYS = "both sides named"
NAMES = [name for name in WEIGHTS if name != ALWAYS]
Table = np.ndarray


def command() -> None:
    """Fit, and print."""
    tagger = read_tagger(SEEDS)
    items = own_items() + fitted_items() + shared_items()
    tables = [_table(tagger, item) for item in items]
    known = [number for number, table in enumerate(tables) if len(table)]
    missed = sum(items[number].relevance == "match" for number in range(len(items))) - sum(
        items[number].relevance == "match" for number in known
    )
    tables = [tables[number] for number in known]
    is_match = np.array([items[number].relevance == "match" for number in known])
    weights = fit(tables, is_match)
    print(f"{len(known)} items name both sides; {missed} matches do not, as read.")
    print(f"F1 on folds left out: {_cross_validated(tables, is_match, missed):.3f}")
    print(f"{'fitted':>7} {'in use':>7}")
    print(f"{SCALE * weights[0] + THRESHOLD:7.2f} {WEIGHTS[ALWAYS]:7.2f} {ALWAYS}")
    for name, weight in zip(NAMES, weights[1:], strict=True):
        print(f"{SCALE * weight:7.2f} {WEIGHTS[name]:7.2f} {name}")


def fit(tables: Sequence[Table], is_match: Table) -> Table:
    """Return the intercept and the weights; of a round-up the brief that scores best speaks."""
    chosen = [table.mean(axis=0) for table in tables]
    for _ in range(4):
        weights = _regression(np.array(chosen), is_match)
        chosen = [table[np.argmax(table @ weights)] for table in tables]
    return weights


def _regression(features_of: Table, is_match: Table) -> Table:
    """Newton's method for the penalised likelihood; the intercept, first, is free."""
    penalty = np.diag([0.0] + [PENALTY] * (features_of.shape[1] - 1))
    weights = np.zeros(features_of.shape[1])
    for _ in range(30):
        odds = 1 / (1 + np.exp(-features_of @ weights))
        slope = features_of.T @ (odds - is_match) + penalty @ weights
        curve = (features_of * (odds * (1 - odds))[:, None]).T @ features_of + penalty
        step = np.linalg.solve(curve, slope)
        weights = weights - step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def _cross_validated(tables: Sequence[Table], is_match: Table, missed: int) -> float:
    found = np.zeros(len(tables), bool)
    folds = np.arange(len(tables)) % FOLDS
    for fold in range(FOLDS):
        rest = [number for number in range(len(tables)) if folds[number] != fold]
        weights = fit([tables[number] for number in rest], is_match[rest])
        for number in np.flatnonzero(folds == fold):
            found[number] = (tables[number] @ weights).max() > 0
    hits = int((found & is_match).sum())
    return 2 * hits / (2 * hits + int((found != is_match).sum()) + missed)


def _table(tagger: Tagger, item: Labelled) -> Table:
    """Return one row for each scene that could be a match: 1, then the features."""
    rows = [dict(features(scene)) for scene in scenes_of(tagger.read(item.item))]
    return np.array([[1.0] + [float(row[name]) for name in NAMES] for row in rows])


if __name__ == "__main__":
    command()
