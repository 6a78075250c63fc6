"""A month of invented feeds: when each item comes, what a document shows, when the server is down.

Times are seconds since the start. Rhythms are those of outlets we read: blogs that post twice a week,
WordPress sites with ten items, ministries that work from Monday to Friday and publish in batches,
dailies with a morning edition, agencies around the clock, and sites that events make burst.
"""

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

HOUR, DAY = 3_600, 86_400
_WEEK = (1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.4)  # Monday to Sunday; the start is a Monday
_WORKING_WEEK = (1.0, 1.0, 1.0, 1.0, 1.0, 0.05, 0.02)
_EVEN_WEEK = (1.0, 1.0, 1.0, 1.0, 1.0, 0.7, 0.6)
KINDS = {"wordpress": 40, "agency": 12, "daily": 14, "ministry": 14, "blog": 10, "bursting": 10}


@dataclass(slots=True)
class Rhythm:
    """One feed: the times of its items, its window, its outages, its move and its wish."""

    feed_id: str
    kind: str
    window: int
    times: list[float]
    outages: list[tuple[float, float]] = field(default_factory=list)
    moves_at: float | None = None  # all GUIDs change with it
    max_age_seconds: float | None = None

    def is_up(self, at: float) -> bool:
        """Say whether the server answers."""
        return not any(begin <= at < end for begin, end in self.outages)

    def shown(self, at: float) -> range:
        """Return the numbers of the items in the document, oldest first."""
        count = bisect_right(self.times, at)
        return range(max(0, count - self.window), count)

    def key(self, item: int, at: float) -> str:
        """Return what identifies an item in the document of a moment."""
        has_moved = self.moves_at is not None and at >= self.moves_at
        return f"guid:{'new' if has_moved else 'old'}/{item}"


def rhythms(rng: Random, count: int, days: int) -> Iterator[Rhythm]:
    """Yield so many feeds of all kinds over so many days."""
    for number in range(count):
        (kind,) = rng.choices(list(KINDS), list(KINDS.values()))
        window, times = _MAKERS[kind](rng, days)
        made = Rhythm(f"feed-{number}", kind, window, sorted(at for at in times if at < days * DAY))
        made.outages = [_outage(rng, days) for _ in range(_poisson(rng, 0.8))]
        if number % 10 == 0:
            made.moves_at = rng.uniform(8, days) * DAY
        made.max_age_seconds = {3: HOUR, 6: 6 * HOUR, 9: DAY}.get(number % 12)
        yield made


def _outage(rng: Random, days: int) -> tuple[float, float]:
    begin = rng.uniform(3, days) * DAY
    return begin, begin + _log_uniform(rng, HOUR / 2, 36 * HOUR)


def _wordpress(rng: Random, days: int) -> tuple[int, list[float]]:
    return 10, _arrivals(rng, _log_uniform(rng, 1.5, 45), _WEEK, _waking(rng), days)


def _agency(rng: Random, days: int) -> tuple[int, list[float]]:
    rate = rng.uniform(80, 500)
    window = next(window for window in (30, 50, 100) if window >= min(rate / 8, 100))
    return window, _arrivals(rng, rate, _EVEN_WEEK, rng.choice(([1 / 24] * 24, _waking(rng))), days)


def _daily(rng: Random, days: int) -> tuple[int, list[float]]:
    rate, window, edition = rng.uniform(10, 60), rng.choice((20, 25, 30, 50)), rng.choice((5, 9, 10)) * HOUR
    times = _arrivals(rng, 0.6 * rate, _WEEK, _waking(rng), days)
    for day in range(days):
        size = min(_poisson(rng, 0.4 * rate * _WEEK[day % 7]), window - 2)
        times += [day * DAY + edition + rng.random() * HOUR for _ in range(size)]
    return window, times


def _ministry(rng: Random, days: int) -> tuple[int, list[float]]:
    begin = rng.choice((6, 13, 14))
    hours = [1 / 9 if (hour - begin) % 24 < 9 else 0.0 for hour in range(24)]
    batches = _arrivals(rng, rng.uniform(0.5, 5), _WORKING_WEEK, hours, days)
    times = [at + 60 * place for at in batches for place in range(min(6, 1 + _poisson(rng, 0.8)))]
    return rng.choice((10, 15, 25)), times


def _blog(rng: Random, days: int) -> tuple[int, list[float]]:
    return 10, _arrivals(rng, _log_uniform(rng, 0.1, 1.5), (1.0,) * 7, _waking(rng), days)


def _bursting(rng: Random, days: int) -> tuple[int, list[float]]:
    times = _arrivals(rng, rng.uniform(3, 15), _WEEK, _waking(rng), days)
    for _ in range(rng.randint(1, 4)):
        begin = rng.uniform(0, days * DAY)
        times += [begin + rng.random() * 3 * HOUR for _ in range(rng.randint(8, 25))]
    return 10, times


_MAKERS = {
    "wordpress": _wordpress, "agency": _agency, "daily": _daily, "ministry": _ministry, "blog": _blog,
    "bursting": _bursting,
}  # fmt: skip


def _arrivals(
    rng: Random, per_day: float, week: Sequence[float], hours: Sequence[float], days: int
) -> list[float]:
    """Return the times of a Poisson process whose rate follows hour and weekday."""
    return [
        (24 * day + hour + rng.random()) * HOUR
        for day in range(days)
        for hour in range(24)
        for _ in range(_poisson(rng, per_day * week[day % 7] * hours[hour]))
    ]


def _waking(rng: Random) -> list[float]:
    """Return the shares of the hours of a day of sixteen hours, in some time zone."""
    begin = rng.choice((5, 10, 12, 13))
    weights = [0.15] * 24
    for hour in range(16):
        weights[(begin + hour) % 24] = 1 + 0.6 * math.sin(math.pi * hour / 16)
    return [weight / sum(weights) for weight in weights]


def _poisson(rng: Random, mean: float) -> int:
    if mean > 30:
        return max(0, round(rng.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def _log_uniform(rng: Random, low: float, high: float) -> float:
    return math.exp(rng.uniform(math.log(low), math.log(high)))
