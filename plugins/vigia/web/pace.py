"""How fast one host is asked. Times are monotonic seconds handed in, so nothing here waits."""

from dataclasses import dataclass, field

from vigia.errors import Refused

_LATENCY_WEIGHT = 0.25  # of the newest answer in the moving average (Scrapy's AutoThrottle, Media Cloud)
_LONGEST_DELAY = 60.0  # seconds; also the longest crawl-delay that is honoured
_FIRST_PENALTY = 1.0  # seconds; where the usual delay is 0, doubling it would not slow anything
_CONNECT_FAILURE_SECONDS = 600.0
_TIMEOUTS_OF_THE_DEAD = 3  # a host that lets so many requests in a row time out is not asked on


@dataclass(slots=True)
class Pace:
    """The delays of one host."""

    base_seconds: float
    concurrency: int = 1
    crawl_delay: float = 0.0
    _latency: float = 0.0
    _penalty: float = 0.0
    _next_start: float = 0.0
    _paused_until: float = 0.0
    _paused_status: int = 0

    @property
    def delay_seconds(self) -> float:
        """Seconds between two starts: what is configured, or what the host's ways make longer."""
        # So many starts in the time of one answer keep just as many requests under way.
        adapted = self._latency / self.concurrency
        wanted = max(self.base_seconds, self.crawl_delay, adapted, self._penalty)
        return max(self.base_seconds, min(wanted, _LONGEST_DELAY))

    def reserve(self, now: float) -> float:
        """Take the next turn and return when it starts."""
        start = max(now, self._next_start, self._paused_until)
        self._next_start = start + self.delay_seconds
        return start

    def answered(self, elapsed_seconds: float) -> None:
        """Learn how long the host took; a slow host is asked more slowly."""
        if self._latency == 0.0:
            self._latency = elapsed_seconds
        else:
            self._latency += _LATENCY_WEIGHT * (elapsed_seconds - self._latency)

    def pushed_back(self, status: int, retry_after_seconds: float | None, now: float) -> None:
        """Double the delay for good after a 429 or 503, and pause for as long as was asked."""
        self._penalty = max(2 * self.delay_seconds, _FIRST_PENALTY)
        self._next_start = max(self._next_start, now + self.delay_seconds)
        if retry_after_seconds is not None:
            self._paused_until = max(self._paused_until, now + retry_after_seconds)
            self._paused_status = status

    def check(self, url: str, now: float) -> None:
        """Raise Refused when the host asked for a pause too long to sit out."""
        left = self._paused_until - now
        if left > _LONGEST_DELAY:
            message = f"the host answered {self._paused_status} before and asked for {left:.0f} s of rest"
            raise Refused(url, message, self._paused_status, left)


@dataclass(slots=True)
class Failures:
    """Which host and port could not be reached lately, so that none costs a timeout for each page."""

    _failed_at: dict[tuple[str, int], tuple[float, str]] = field(default_factory=dict)
    _timeouts: dict[tuple[str, int], int] = field(default_factory=dict)

    def recent(self, place: tuple[str, int], now: float) -> str | None:
        """Return what happened there within the last ten minutes, None if nothing did."""
        failed = self._failed_at.get(place)
        if failed is None or now - failed[0] > _CONNECT_FAILURE_SECONDS:
            return None
        return failed[1]

    def not_connected(self, place: tuple[str, int], message: str, now: float) -> None:
        """Remember that no connection came about."""
        self._failed_at[place] = (now, message)

    def timed_out(self, place: tuple[str, int], message: str, now: float) -> None:
        """Count a connection that came about but brought no answer in time."""
        self._timeouts[place] = self._timeouts.get(place, 0) + 1
        if self._timeouts[place] >= _TIMEOUTS_OF_THE_DEAD:
            self.not_connected(place, message, now)

    def answered(self, place: tuple[str, int]) -> None:
        """Forget the failures of a place that answers."""
        self._timeouts.pop(place, None)
        self._failed_at.pop(place, None)
