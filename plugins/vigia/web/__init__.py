"""The web door: one bounded, polite, guarded GET.

- ``door``       :class:`Web`: redirects, robots, politeness and bounds put together
- ``exchange``   one request and its answer, within bounds
- ``routes``     which hosts and addresses may be asked, and where they are
- ``addresses``  which IP addresses are public
- ``robots``     robots.txt as RFC 9309 reads it
- ``pace``       how fast one host is asked
- ``waiting``    how long an answer says that nobody needs to ask again
- ``answer``     the records
"""

from vigia.web.answer import Answer, Limits, RobotsFile
from vigia.web.door import Web
from vigia.web.waiting import freshness_seconds

__all__ = ["Answer", "Limits", "RobotsFile", "Web", "freshness_seconds"]
