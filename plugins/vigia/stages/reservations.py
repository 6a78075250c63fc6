"""What an outlet reserves of text and data mining, looked up once a month and recorded."""

from datetime import datetime
from urllib.parse import urljoin

from vigia.errors import FetchError
from vigia.model import Outlet, Reservation
from vigia.web import Answer, Web
from vigia.web.rights import Statement, of_ai_txt, of_headers, of_page, of_robots, of_tdmrep

_MAX_BYTES = 500_000
_FILES = (("tdmrep.json", "/.well-known/tdmrep.json", of_tdmrep), ("ai.txt", "/ai.txt", of_ai_txt))


async def look_up(door: Web, outlet: Outlet, now: datetime) -> list[Reservation]:
    """Return what an outlet's robots.txt, tdmrep.json and ai.txt say; what cannot be read says nothing."""
    try:
        robots = await door.robots_file(outlet.home_url)
    except FetchError as error:
        unread = Statement(False, f"could not be read: {error}"[:300])
        return [_reservation(outlet, "robots.txt", urljoin(outlet.home_url, "/robots.txt"), unread, now)]
    found = [_reservation(outlet, "robots.txt", robots.url, of_robots(robots.statements), now)]
    for source, path, read in _FILES:
        url = urljoin(outlet.home_url, path)
        try:
            answer = await door.get(
                url, max_bytes=_MAX_BYTES, accept="application/json, text/plain, */*;q=0.1"
            )
        except FetchError:
            said = Statement(False)
        else:
            is_page = "html" in (answer.content_type or "")  # an error page that says 200
            said = Statement(False) if is_page else read(answer.body.decode("utf-8", "replace"))
        found.append(_reservation(outlet, source, url, said, now))
    return found


def of_answer(outlet_id: str, answer: Answer, now: datetime) -> list[Reservation]:
    """Return what one page reserves in its headers or meta tags; mostly nothing."""
    said = {"header": of_headers(answer.headers), "meta": of_page(answer.body)}
    return [
        Reservation(outlet_id, source, answer.url, True, words.words, words.policy_url, now)  # type: ignore[arg-type]
        for source, words in said.items()
        if words.is_reserved
    ]


def _reservation(outlet: Outlet, source: str, url: str, said: Statement, now: datetime) -> Reservation:
    return Reservation(outlet.outlet_id, source, url, said.is_reserved, said.words, said.policy_url, now)  # type: ignore[arg-type]
