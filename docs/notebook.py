# ---
# jupyter:
#   jupytext:
#     formats: py:percent
# ---
# %%
"""Drawing from the published file.

Opens ``published/vigia.duckdb`` of ``VIGIA_HOME`` (after ``make demo``: ``.vigia/demo``) and draws four
pictures. Runs in Jupyter, opened with jupytext, and as ``python docs/notebook.py``; the pictures are also
written to ``VIGIA_HOME/notebook/``. The dictionary and the cookbook beside this file tell more.
"""

import os
from pathlib import Path

import duckdb
import matplotlib.pyplot as plt

HOME = Path(os.environ.get("VIGIA_HOME", ".vigia/demo"))
PICTURES = HOME / "notebook"
PICTURES.mkdir(exist_ok=True)
news = duckdb.connect()
FILE = HOME / "published" / "vigia.duckdb"
if key := os.environ.get("VIGIA_ENCRYPTION_KEY"):  # the home is encrypted
    news.execute(f"attach '{FILE}' as vigia (read_only, encryption_key ?)", [key])
else:
    news.execute(f"attach '{FILE}' as vigia (read_only)")
news.execute("use vigia")
INKS = ["#1b4965", "#ca6702", "#5fa8d3", "#94a187", "#9b2226", "#6d597a", "#b08968"]


def rows(sql: str) -> list[tuple]:
    """Return the rows of a query."""
    return news.execute(sql).fetchall()


# %% [markdown]
# ## How many matches a day, in which language
# Days on which no feed was polled are grey: nothing is known of them, which is not the same as nothing.

# %%
days = rows("select report_date, is_watched from daily_coverage order by report_date desc limit 28")[::-1]
counts = rows("select language_code, report_date, matches from daily_languages where matches > 0")
figure, axes = plt.subplots(figsize=(9, 3.6), layout="constrained")
below = dict.fromkeys((day for day, _ in days), 0)
for ink, language in zip(INKS, sorted({language for language, _, _ in counts}), strict=False):
    of_day = {day: matches for code, day, matches in counts if code == language}
    heights = [of_day.get(day, 0) for day in below]
    axes.bar(list(below), heights, bottom=list(below.values()), color=ink, label=language)
    below = {day: base + height for (day, base), height in zip(below.items(), heights, strict=True)}
for day, is_watched in days:
    if not is_watched:
        axes.axvspan(day, day, color="#dddddd", linewidth=12, zorder=0)
axes.set(title="Matches a day, by language", ylabel="articles")
axes.legend(ncols=7, frameon=False, loc="upper left")
axes.tick_params(axis="x", rotation=45)
figure.savefig(PICTURES / "days.png")

# %% [markdown]
# ## What state and independent outlets write about

# %%
topics = rows(
    """
    select
        topics.name,
        count(*) filter (where owner_class in ('state', 'state-aligned', 'government')) as state,
        count(*) filter (where owner_class in ('independent', 'exile')) as independent
    from matches
    join match_topics using (article_id)
    join topics using (topic)
    group by topics.name
    having count(*) > 1
    order by count(*), topics.name
    """
)
figure, axes = plt.subplots(figsize=(9, 0.3 * len(topics) + 1.2), layout="constrained")
axes.barh([name for name, _, _ in topics], [-state for _, state, _ in topics], color=INKS[0], label="state")
axes.barh(
    [name for name, _, _ in topics], [count for _, _, count in topics], color=INKS[1], label="independent"
)
axes.axvline(0, color="black", linewidth=0.8)
axes.xaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
axes.set(title="Matches by topic", xlabel="articles")
axes.legend(frameon=False, loc="lower right")
figure.savefig(PICTURES / "topics.png")

# %% [markdown]
# ## How the heaviest story went round
# One dot an article, at the time that its outlet gives; hollow ones repeat another's text.

# %%
story, title = rows("select story_id, title from stories order by weight desc, story_id limit 1")[0]
told = news.execute(
    """
    select
        outlet,
        least(coalesce(published_at, first_seen_at), first_seen_at) as told_at,
        duplicate_of is not null as is_copy
    from matches
    where story_id = ?
    order by told_at desc, outlet
    """,
    [story],
).fetchall()
figure, axes = plt.subplots(figsize=(9, 0.35 * len(told) + 1.2), layout="constrained")
for outlet, told_at, is_copy in told:
    axes.plot(told_at, outlet, "o", color=INKS[0], markerfacecolor="white" if is_copy else INKS[0])
axes.set_title(title, fontsize=10)
axes.grid(axis="y", color="#eeeeee")
axes.tick_params(axis="x", rotation=30)
figure.savefig(PICTURES / "story.png")

# %% [markdown]
# ## Who is named most
# Actors of both sides by the stories they are in.

# %%
actors = rows(
    """
    select actors.name, any_value(side), count(distinct story_id) as stories
    from article_actors
    join matches using (article_id)
    join actors using (actor_id)
    group by actors.name
    order by stories desc, actors.name
    limit 15
    """
)[::-1]
figure, axes = plt.subplots(figsize=(9, 4.5), layout="constrained")
axes.barh(
    [name for name, _, _ in actors],
    [stories for _, _, stories in actors],
    color=[INKS[1] if side == "cuba" else INKS[0] for _, side, _ in actors],
)
axes.set(title="Actors by stories (orange: Cuban side, blue: Russian side)", xlabel="stories")
figure.savefig(PICTURES / "actors.png")
