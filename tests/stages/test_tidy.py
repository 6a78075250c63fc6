"""Tidying removes what is old and nobody's, and nothing else."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from vigia.settings import Settings
from vigia.stages.tidy import tidy

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def aged(path: Path, days: float) -> Path:
    """Make a path look as if it was last touched so many days ago."""
    at = (NOW - timedelta(days=days)).timestamp()
    os.utime(path, (at, at))
    return path


def test_old_runs_go_and_running_ones_stay(tmp_path: Path) -> None:
    """One young file in an old folder shows that the run is still going."""
    for name, days in (("old", 15), ("going", 1), ("young", 13)):
        folder = tmp_path / "runs" / name
        folder.mkdir(parents=True)
        (folder / "pages-0.jsonl").write_text("{}")
        aged(folder / "pages-0.jsonl", days)
        aged(folder, 15 if name != "young" else 13)
    counts = tidy(Settings(home=tmp_path, run_days=14), NOW).counts
    assert sorted(path.name for path in (tmp_path / "runs").iterdir()) == ["going", "young"]
    assert counts == {"runs_removed": 1, "archives_salvaged": 0}


def test_a_draft_waits_a_day_for_its_retry(tmp_path: Path) -> None:
    """What a killed run archived is first left to its retry, then cleared away by us."""
    archive = tmp_path / "archive"
    archive.mkdir()
    for name, days in (("a", 0.5), ("b", 2)):
        (archive / f"{name}.warc.gz.open").write_bytes(b"torn")
        aged(archive / f"{name}.warc.gz.open", days)
    tidy(Settings(home=tmp_path), NOW)
    assert [path.name for path in archive.iterdir()] == ["a.warc.gz.open"]


def test_a_home_without_runs_is_tidy(tmp_path: Path) -> None:
    """Nothing to do is no error."""
    assert tidy(Settings(home=tmp_path / "new"), NOW).counts["runs_removed"] == 0
