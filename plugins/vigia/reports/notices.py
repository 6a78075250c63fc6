"""The sentences of the report that weigh its figures: what happened, and how far to trust it."""

from vigia.reports.records import DailyReport
from vigia.reports.wording import counted, number, percent

# Below this share of healthy feeds, figures are not comparable with other days.
COMPARABLE_SHARE = 0.8


def headline(report: DailyReport) -> str:
    """Return the day in one sentence."""
    if not report.is_known:
        return "Nothing is known of this day."
    if not report.figure("matches"):
        return (
            "No article about what passes between Cuba and Russia was found "
            f"among the {counted(report.figure('articles'), 'article')} of the day."
        )
    return (
        f"{counted(report.figure('stories'), 'story', 'stories')} in "
        f"{counted(report.figure('matches'), 'matching article')} from "
        f"{counted(report.figure('outlets'), 'outlet')} in "
        f"{counted(report.figure('languages'), 'language')}."
    )


def notices(report: DailyReport) -> list[str]:
    """Return what a reader must know before believing the figures; often nothing."""
    whole = report.whole
    if not report.is_known:
        return [
            "No feed was polled on this day and nothing was loaded for it. This says nothing about the news."
        ]
    found = []
    if not report.is_watched:
        found.append(
            "No feed was polled on this day. What is shown was still in the feeds when they were polled "
            "later, and is incomplete."
        )
    elif whole and whole.feeds_expected and whole.feeds_healthy < COMPARABLE_SHARE * whole.feeds_expected:
        found.append(
            f"Only {number(whole.feeds_healthy)} of {counted(whole.feeds_expected, 'feed')} "
            f"({percent(whole.feeds_healthy / whole.feeds_expected)}) were healthy: the figures may be "
            "too low; do not compare them with other days."
        )
    if report.method[0].entries_queued:
        found.append(
            f"The pages of {counted(report.method[0].entries_queued, 'entry', 'entries')} of this day are "
            "still to be fetched; the figures may rise."
        )
    return found


def quiet_day(report: DailyReport) -> str | None:
    """Return what a day without a story means, None on a day with one."""
    whole = report.whole
    if report.stories:
        return None
    if not report.is_known or not report.is_watched or whole is None:
        return "No story is known; the day was not watched."
    return (
        f"No story. {number(whole.feeds_polled)} of {counted(whole.feeds_expected, 'feed')} were polled, and "
        f"none of the {counted(whole.articles, 'article')} read was about the relation."
    )
