"""One field of a feed at a time: bounded, plain, dated. Shared by the formats."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from vigia.dates import MAX_DATE_CHARS, ParsedDate, parse_date
from vigia.model import FeedEntry
from vigia.text import clean_text, plain_text
from vigia.urls import absolute_url

MAX_TITLE_CHARS = 1_000
MAX_SUMMARY_CHARS = 10_000
MAX_CONTENT_CHARS = 200_000  # the longest article of the pages measured had 130,000
MAX_GUID_CHARS = 2_000
MAX_LEAD_CHARS = 500
MAX_AUTHORS = 20
MAX_ODD_DATES = 25  # after so many dates that only dateparser could read, it is not asked again

_MAIL = re.compile(r"(?<!\S)\(?[^\s()@]{1,64}@[^\s()@]{1,200}\)?")
_LANGUAGE = re.compile(r"\s*([A-Za-z]{2})(?:[-_].*)?\s*")


@dataclass(slots=True)
class RawEntry:
    """An entry's fields as its format has them, before anything is cleaned."""

    guid: str | None = None
    url: str | None = None
    title: str = ""
    summary: str = ""
    content: str = ""
    authors: list[str] = field(default_factory=list)
    published: str | None = None
    updated: str | None = None
    language: str | None = None


@dataclass(slots=True)
class Reader:
    """Turns raw entries of one document into clean ones.

    ``url`` is the document's address, ``zone`` and ``day_first`` are those of its outlet.
    """

    url: str
    zone: ZoneInfo
    day_first: bool
    unread_dates: int = 0

    def read_all(self, raw_entries: Iterable[RawEntry]) -> tuple[FeedEntry, ...]:
        """Clean the entries; those that say nothing at all are left out."""
        entries = (self.read(raw) for raw in raw_entries)
        return tuple(entry for entry in entries if entry.guid or entry.url or entry.title or entry.summary)

    def read(self, raw: RawEntry) -> FeedEntry:
        """Clean one entry.

        A content that says no more than the summary is dropped; a missing summary is the lead of the content.
        """
        summary = plain_text(raw.summary)[:MAX_SUMMARY_CHARS]
        content = plain_text(raw.content)[:MAX_CONTENT_CHARS]
        updated = self._date(raw.updated)
        published = self._date(raw.published) or updated
        return FeedEntry(
            guid=one_line(raw.guid or "")[:MAX_GUID_CHARS] or None,
            url=self.address(raw.url) if raw.url else None,
            title=one_line(plain_text(raw.title))[:MAX_TITLE_CHARS],
            summary=summary or lead(content),
            content=content if len(content) > len(summary) else "",
            authors=author_names(raw.authors),
            published_at=published.at if published else None,
            published_is_day=bool(published and published.is_day),
            updated_at=updated.at if updated else None,
            language_code=language_code(raw.language),
            note=self._date_note(raw, published),
        )

    def address(self, text: str) -> str | None:
        """Return a written address absolute, None where it is none."""
        return absolute_url(clean_text(text), self.url)

    def moment(self, text: str) -> datetime | None:
        """Return a written date in UTC, None where it is none."""
        parsed = self._date(text)
        return parsed.at if parsed else None

    def _date(self, text: str | None) -> ParsedDate | None:
        text = one_line(text[: 2 * MAX_DATE_CHARS]) if text else ""
        if not text or self.unread_dates >= MAX_ODD_DATES:
            return None
        parsed = parse_date(text, self.zone, self.day_first)
        self.unread_dates += parsed is None
        return parsed

    def _date_note(self, raw: RawEntry, published: ParsedDate | None) -> str | None:
        written = one_line((raw.published or raw.updated or "")[: 2 * MAX_DATE_CHARS])
        return f"unusable date: {written[:60]!r}" if written and published is None else None


def one_line(text: str) -> str:
    """Return clean text with its line breaks as blanks."""
    return " ".join(clean_text(text).split())


def lead(content: str) -> str:
    """Return the first paragraph of a text, cut at a word."""
    first = content.partition("\n")[0]
    return first if len(first) <= MAX_LEAD_CHARS else first[:MAX_LEAD_CHARS].rpartition(" ")[0] + "…"


def author_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return the distinct names in their order, without the mail addresses beside them."""
    found: dict[str, None] = {}
    for written in names:
        name = one_line(plain_text(written[:MAX_TITLE_CHARS]))[:200]
        without = _MAIL.sub("", name).strip(" ()")
        found[without or name] = None
    return tuple(name for name in found if name)[:MAX_AUTHORS]


def language_code(text: str | None) -> str | None:
    """Return the ISO 639-1 code in a language tag such as es-ES."""
    found = _LANGUAGE.fullmatch(text[:40]) if text else None
    return found.group(1).lower() if found else None


def seconds(text: object, unit: int) -> int | None:
    """Return a written whole number of units as seconds; None if it is none or not positive."""
    written = str(text).strip() if text is not None else ""
    return int(written) * unit if written.isdecimal() and 0 < len(written) < 9 and int(written) else None
