"""What the doctor finds."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One subject that was examined: what was seen, and what to do if it is not well."""

    subject: str
    state: Literal["ok", "warning", "wrong"]
    seen: str
    mend: str = ""
