"""``vigia explain``: an item with its hits, its score as a sum, and its life."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from vigia.errors import InputError
from vigia.model import Evidence, Side, Tags
from vigia.reports.changes import Change
from vigia.reports.explanation import render_explanation
from vigia.settings import read_settings
from vigia.stages.explain import Edit, Explanation, explain_file, explain_text, explain_url

# What a terminal would obey, in text from outside; replaced one for one, so that offsets stay right.
_CONTROLS = {code: "\ufffd" for code in [*range(0x20), *range(0x7F, 0xA0)] if code not in (0x09, 0x0A)}
COLOURS = {Side.CUBA: "blue", Side.RUSSIA: "red", None: "yellow"}
MARKS = {Side.CUBA: "cu", Side.RUSSIA: "ru", None: "x"}


@click.command()
@click.argument("what", metavar="URL|FILE|-")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a page to this file and print its path.",
)
def command(what: str, as_json: bool, page: Path | None) -> None:
    """Show why an item is tagged as it is: a URL that was polled, a file, or stdin.

    A file is an HTML page, a JSON item, or plain text whose first line is the title. Hits are
    coloured by side on a terminal and marked [text|cu], [text|ru] elsewhere; dropped ones say why.
    """
    settings = read_settings()
    if what.startswith(("http://", "https://")):
        explanation = explain_url(settings, what)
    elif what == "-":
        explanation = explain_text(settings, sys.stdin.buffer.read().decode("utf-8", "replace"))
    else:
        explanation = explain_file(settings, Path(what))
    if page is not None:
        _write_page(page, explanation)
    elif as_json:
        click.echo(json.dumps(asdict(explanation), ensure_ascii=False, default=str))
    else:
        click.echo("\n".join(_lines(explanation)))


def _write_page(path: Path, explanation: Explanation) -> None:
    item = explanation.item
    html = render_explanation(
        {name: getattr(item, name) for name in ("title", "summary", "body")} if item else {},
        explanation.tags,
        url=explanation.url,
        life=[(event.at, event.event, event.detail) for event in explanation.life],
        stored_rules_hash=explanation.stored_rules_hash,
        edits=explanation.edits,
    )
    try:
        path.write_text(html, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; expected a file that can be written") from error
    click.echo(path)


def _lines(explanation: Explanation) -> Iterable[str]:
    if explanation.life:
        yield click.style(f"Life of {explanation.url}", bold=True)
        for event in explanation.life:
            yield f"  {event.at:%Y-%m-%d %H:%M}  {event.event:<10} {event.detail.translate(_CONTROLS)}"
    for edit in explanation.edits:
        yield from _edited(edit)
    item, tags = explanation.item, explanation.tags
    if item is None or tags is None:
        return
    for field in ("title", "summary", "body"):
        text = getattr(item, field)
        if text:
            yield ""
            yield _marked(text, [hit for hit in tags.evidence if hit.field == field])
    yield ""
    if explanation.body_removed_at:
        yield (
            f"The body was removed {explanation.body_removed_at:%Y-%m-%d %H:%M} by retention "
            "(VIGIA_KEEP_BODIES_DAYS); this is what was found in it before."
        )
    yield from _verdict(tags)
    yield from _hits(tags.evidence)
    stored = explanation.stored_rules_hash
    if stored and stored != tags.rules_hash:
        yield f"Loaded under other rules: {stored[:12]}"


def _edited(edit: Edit) -> Iterable[str]:
    """Show an edit as ``wdiff`` does: words that went in [-…-], words that came in {+…+}."""
    what = "read anew" if edit.cause == "replay" else "edited"
    yield (
        click.style(f"Version {edit.version} → {edit.version + 1}", bold=True)
        + f"  {what} {edit.at:%Y-%m-%d %H:%M}"
    )
    for name in ("title", "summary", "body"):
        if found := getattr(edit, name):
            yield f"  {name}: " + "".join(_change(change) for change in found).strip()


def _change(change: Change) -> str:
    text = change.text.translate(_CONTROLS)
    if change.kind == "skipped":
        return " …"
    if change.kind == "same":
        return text
    is_added = change.kind == "added"
    if sys.stdout.isatty():
        return click.style(text, fg="green" if is_added else "red", strikethrough=not is_added)
    inner = text.lstrip()
    return text[: len(text) - len(inner)] + ("{+%s+}" if is_added else "[-%s-]") % inner


def _verdict(tags: Tags) -> Iterable[str]:
    parts = " ".join(f"{value:+g} {name}" for name, value in tags.parts)
    yield click.style(f"{tags.relevance}  {tags.score:g}", bold=True) + (f" = {parts}" if parts else "")
    if tags.sentence:
        yield f"Because: {tags.sentence.translate(_CONTROLS)}"
    if tags.topics:
        yield "Topics:"
    for topic in tags.topics:
        yield f"  {topic.id} {topic.score:g}: {', '.join(topic.terms).translate(_CONTROLS)}"
    if tags.actors:
        yield "Actors:  " + ", ".join(f"{actor.name} ({actor.side}, {actor.hits})" for actor in tags.actors)
    yield f"Rules:   {tags.rules_hash[:12]}, language {tags.language or 'unknown'}"


def _hits(evidence: Iterable[Evidence]) -> Iterable[str]:
    for hit in evidence:
        fate = f"dropped: {hit.dropped_because}" if hit.dropped_because else f"kept, weight {hit.weight:g}"
        surface = " ".join(hit.surface.split())
        place = f"{hit.field}[{hit.start}:{hit.end}]"
        side = hit.side or "both"
        yield f"  {place} {surface!r} → {hit.entity_id} ({side}) by {hit.place or hit.rule}: {fate}"


def _marked(text: str, hits: Iterable[Evidence]) -> str:
    text = text.translate(_CONTROLS)
    pieces, at = [], 0
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.dropped_because or hit.start < at:
            continue
        pieces += [text[at : hit.start], _mark(text[hit.start : hit.end], hit.side)]
        at = hit.end
    return "".join([*pieces, text[at:]])


def _mark(surface: str, side: Side | None) -> str:
    if sys.stdout.isatty():
        return click.style(surface, fg=COLOURS[side], bold=True)
    return f"[{surface}|{MARKS[side]}]"
