"""What an outlet says of text and data mining: in robots.txt, tdmrep.json, ai.txt, headers and pages.

It is read and recorded; what is forbidden by robots.txt is not fetched in any case.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_MAX_CHARS = 300  # of a statement that is kept
_HEAD_BYTES = 100_000  # of a page, where its meta tags are
# Cloudflare's ai-train and ai-input, the IETF's train-ai; "search" alone is no reservation.
_SIGNAL_NO = re.compile(r"\b(?:ai-train|ai-input|train-ai|bots)\s{0,9}=\s{0,9}(?:no|n|0)\b", re.I)
_NO_AI = re.compile(r"\bno(?:image)?ai\b", re.I)
_META = re.compile(rb"<meta\b[^>]{0,500}>", re.I)
_NAME = re.compile(
    rb"\b(?:name|property)\s{0,9}=\s{0,9}[\"']?\s{0,9}(tdm-reservation|tdm-policy|robots)\b", re.I
)
_CONTENT = re.compile(rb"\bcontent\s{0,9}=\s{0,9}(?:\"([^\"]{0,300})|'([^']{0,300})|([^\s>]{0,300}))", re.I)
_AI_DISALLOW = re.compile(
    r"^\s{0,99}disallow\s{0,9}:\s{0,9}(/|\*|/\*|\*\.(?:txt|html?|pdf))\s{0,99}$", re.I | re.M
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What one place says: whether rights are reserved, in its own words, and the policy it names."""

    is_reserved: bool
    words: str = ""
    policy_url: str | None = None


def of_robots(lines: Iterable[str]) -> Statement:
    """Read the Content-Signal and Content-Usage lines of a robots.txt."""
    words = "; ".join(lines)
    return Statement(bool(_SIGNAL_NO.search(words)), _short(words))


def of_tdmrep(text: str) -> Statement:
    """Read /.well-known/tdmrep.json, a list of locations; reserved if any of them is."""
    try:
        rules = json.loads(text)
    except (ValueError, RecursionError):
        return Statement(False)
    rules = [rule for rule in rules if isinstance(rule, dict)] if isinstance(rules, list) else []
    reserved = [rule for rule in rules if _is_one(rule.get("tdm-reservation"))]
    policies = (rule.get("tdm-policy") for rule in reserved)
    policy = next((policy for policy in policies if isinstance(policy, str)), None)
    words = json.dumps(reserved or rules, ensure_ascii=False) if rules else ""
    return Statement(bool(reserved), _short(words), policy and _short(policy))


def of_ai_txt(text: str) -> Statement:
    """Read /ai.txt as Spawning writes it: reserved where texts or everything are disallowed."""
    found = [" ".join(line.split()) for line in (match[0] for match in _AI_DISALLOW.finditer(text[:50_000]))]
    return Statement(bool(found), _short("; ".join(dict.fromkeys(found))))


def of_headers(headers: Mapping[str, str]) -> Statement:
    """Read the headers of an answer, whose names are small."""
    words = {
        name: headers[name] for name in ("tdm-reservation", "tdm-policy", "x-robots-tag") if name in headers
    }
    no_ai = bool(_NO_AI.search(words.get("x-robots-tag", "")))
    is_reserved = _is_one(words.get("tdm-reservation")) or no_ai
    if not no_ai:
        words.pop("x-robots-tag", None)
    written = "; ".join(f"{name}: {value}" for name, value in words.items())
    return Statement(is_reserved, _short(written), words.get("tdm-policy"))


def of_page(body: bytes) -> Statement:
    """Read the meta tags of a page."""
    found: dict[str, str] = {}
    for tag in _META.findall(body[:_HEAD_BYTES]):
        name, content = _NAME.search(tag), _CONTENT.search(tag)
        if name and content:
            value = next((part for part in content.groups() if part is not None), b"")
            found.setdefault(name[1].decode("ascii").lower(), value.decode("utf-8", "replace").strip())
    if not _NO_AI.search(found.get("robots", "")):
        found.pop("robots", None)
    is_reserved = _is_one(found.get("tdm-reservation")) or "robots" in found
    words = "; ".join(f"{name}: {value}" for name, value in found.items())
    return Statement(is_reserved, _short(words), found.get("tdm-policy"))


def _is_one(value: Any) -> bool:
    return str(value).strip() == "1" if value is not None and not isinstance(value, bool) else value is True


def _short(words: str) -> str:
    return " ".join(words.split())[:_MAX_CHARS]
