"""What the demo shows and what it sends to."""

import io
import logging
import urllib.request
from pathlib import Path

import pytest
from rich.console import Console

from vigia_airflow.progress import StageLines
from vigia_airflow.receiver import alert_receiver


@pytest.fixture
def lines() -> StageLines:
    """The lines, written to a text instead of a terminal."""
    return StageLines(Console(file=io.StringIO(), highlight=False, soft_wrap=True))


def told(lines: StageLines, stage: str, level: int = logging.INFO, **counts: int) -> None:
    """Log what the task wrapper logs."""
    record = logging.LogRecord("x", level, "", 0, f"{stage} failed: [bold]why[/]", None, None)
    record.stage, record.counts = stage, counts
    lines.emit(record)


def text(lines: StageLines) -> str:
    """Return what was printed."""
    assert isinstance(lines.console.file, io.StringIO)
    return lines.console.file.getvalue()


def test_shards_of_a_stage_are_one_line(lines: StageLines) -> None:
    """Their counts add up; a count of nothing is not told."""
    told(lines, "poll", new=2, refused=0)
    told(lines, "poll", new=3, unchanged=1)
    told(lines, "queue", shards=2)
    lines.close()
    assert text(lines).splitlines() == ["  poll     new 5, unchanged 1", "  queue    shards 2"]


def test_what_failed_is_kept(lines: StageLines) -> None:
    """The demo ends with it, as it is, markup and all."""
    told(lines, "tag", logging.ERROR)
    assert lines.errors == ["tag failed: [bold]why[/]"]


def test_records_of_others_are_passed_over(lines: StageLines) -> None:
    """Whoever logs on the same logger is no stage."""
    lines.emit(logging.LogRecord("x", logging.INFO, "", 0, "something", None, None))
    lines.close()
    assert text(lines) == ""


def test_the_receiver_keeps_its_port(tmp_path: Path) -> None:
    """A channel is known by its address: a second demo must be the same channel."""
    file = tmp_path / "alert_port"
    with alert_receiver(file) as (port, taken):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/demo", data=b"one").close()
        assert taken == [b"one"]
    with alert_receiver(file) as (again, _):
        assert again == port
        with alert_receiver(file) as (other, _):
            assert other != port


@pytest.mark.parametrize("kept", ["", "x", "99999999", "-1"])
def test_a_port_file_that_makes_no_sense_is_passed_over(tmp_path: Path, kept: str) -> None:
    """Any free port will do."""
    file = tmp_path / "alert_port"
    file.write_text(kept)
    with alert_receiver(file) as (port, _):
        assert 0 < port < 65536
