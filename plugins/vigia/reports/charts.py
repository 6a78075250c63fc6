"""The chart of the last weeks as SVG for a page; drawn by matplotlib, coloured by the page.

Matplotlib writes colours as numbers. Each role has a colour of its own that is then replaced by a
CSS variable, so that one picture serves light, dark and print. Its text stays text.
"""

import io
import re
from collections.abc import Sequence
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from vigia.reports.records import TrendDay
from vigia.reports.wording import short_day

SIZES = {"wide": (7.6, 2.1), "narrow": (3.6, 2.2)}  # inches of 72 points

_ROLES = {
    "match": "#010203",
    "mention": "#020304",
    "ink": "#030405",
    "line": "#040506",
    "unwatched": "#050607",
}
_STYLE: Any = {
    "svg.fonttype": "none",
    "font.family": "DejaVu Sans",
    "font.size": 8.5,
    "axes.linewidth": 0.8,
    "svg.hashsalt": "vigia",
}
_PROLOGUE = re.compile(r"^.*?(?=<svg )", re.DOTALL)
_ID = re.compile(r'(\bid="|href="#|url\(#)')
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)


def trend_chart(days: Sequence[TrendDay], size: str) -> str:
    """Return ``<svg>`` with matches and mentions a day; empty when there is nothing to draw.

    ``size`` is a key of ``SIZES``. The same days give the same bytes.
    """
    if not any(day.matches or day.mentions for day in days):
        return ""
    with matplotlib.rc_context(_STYLE):
        figure = Figure(figsize=SIZES[size], layout="constrained")
        FigureCanvasSVG(figure)
        _draw(figure.add_subplot(), days, labels=7 if size == "wide" else 4)
        drawn = io.StringIO()
        figure.savefig(drawn, format="svg", transparent=True, metadata={"Date": None})
    return _themed(drawn.getvalue(), size)


def _draw(axes: Axes, days: Sequence[TrendDay], labels: int) -> None:
    places = range(len(days))
    matches = [day.matches for day in days]
    mentions = [day.mentions for day in days]
    axes.bar(places, matches, width=0.74, color=_ROLES["match"])
    axes.bar(places, mentions, width=0.74, bottom=matches, color=_ROLES["mention"])
    for place, day in enumerate(days):
        if not day.is_watched:
            axes.axvspan(place - 0.5, place + 0.5, color=_ROLES["unwatched"], linewidth=0, zorder=0)
    step = max(1, -(-len(days) // labels))
    ticks = list(range(len(days) - 1, -1, -step))
    axes.set_xticks(ticks, [short_day(days[tick].day) for tick in ticks])
    axes.set_xlim(-0.6, len(days) - 0.4)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    axes.grid(axis="y", color=_ROLES["line"], linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelcolor=_ROLES["ink"])
    for edge in ("top", "left", "right"):
        axes.spines[edge].set_visible(False)
    axes.spines["bottom"].set_color(_ROLES["line"])


def _themed(svg: str, name: str) -> str:
    svg = _METADATA.sub("", _PROLOGUE.sub("", svg))
    for role, colour in _ROLES.items():
        svg = svg.replace(colour, f"var(--{role})")
    svg = _ID.sub(rf"\1{name}-", svg)  # two charts in one page must not share an id
    # The page gives the size; the picture is described by its caption and the table beside it.
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1).strip()
