"""Runs for tests that load them in other processes, and those processes."""

import multiprocessing
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import builders
from builders import NOW
from press import write_catalog
from vigia.model import Feed, Relevance
from vigia.runs import run_folder, write_records
from vigia.settings import Settings
from vigia.stages.load import load

FEED = Feed("el-muelle-es", "el-muelle", "http://el-muelle.example/feed", "es", "news", "high", True, "")


def write_small_catalog(folder: Path) -> Path:
    """Write a catalog of one feed."""
    write_catalog(folder, [builders.outlet()], [FEED])
    return folder


def write_run(
    home: Path,
    run_id: str,
    numbers: Iterable[int],
    at: datetime = NOW,
    published: datetime | None = None,
    **edit: Any,
) -> str:
    """Write a run with the articles of these numbers; each that is not even is a match."""
    numbers = list(numbers)
    seen: dict[str, Any] = {"run_id": run_id, "first_seen_at": at, "published_at": published or at}
    poll = builders.poll(run_id=run_id, polled_at=at)
    files: dict[str, Sequence[Any]] = {
        "polls": [replace(poll, state=replace(poll.state, last_polled_at=at))],
        "entries": [builders.entry(n, **seen, content_hash=f"{run_id}-{n}") for n in numbers],
        "pages": [builders.page(n, run_id=run_id, fetched_at=at) for n in numbers],
        "articles": [builders.article(n, **seen, **edit) for n in numbers],
        "tags": [
            builders.tagged(n, Relevance.MATCH if n % 2 else Relevance.NONE, run_id=run_id) for n in numbers
        ],
    }
    for name, records in files.items():
        write_records(run_folder(home, run_id), name, records, 0)
    return run_id


def loader(settings: Settings, run_ids: Sequence[str], at: datetime = NOW) -> ForkServerProcess:
    """Start a process that loads runs one after the other; it can be killed at any time."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["vigia.stages.load", "vigia.stages.publish"])
    process = context.Process(target=load_all, args=(settings, run_ids, at))
    process.start()
    return process


def load_all(settings: Settings, run_ids: Sequence[str], at: datetime) -> None:
    """Load runs one after the other."""
    for run_id in run_ids:
        load(settings, run_id, at)
