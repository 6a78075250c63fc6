"""What the demo shows while it works: one line a stage, from what the task wrapper logs."""

import logging
import os
import sys
from collections import Counter
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.status import Status

# Counts of the same stage on several shards add up.
_UNTOLD = ("bytes",)


def divert_output(log_path: Path) -> TextIO:
    """Send all that this process and its children print to a file; return the real standard output."""
    log_path.parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    terminal = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="replace")
    log = os.open(log_path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)
    return terminal


class StageLines(logging.Handler):
    """Prints a line when a stage has ended on all its shards, and keeps what failed."""

    def __init__(self, console: Console) -> None:
        super().__init__(logging.INFO)
        self.console = console
        self.errors: list[str] = []
        self._counts: Counter[str] = Counter()
        self._stage = ""
        self._status: Status | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Take one message of the task wrapper."""
        stage = getattr(record, "stage", None)
        if stage is None:
            return
        if record.levelno >= logging.ERROR:
            self.errors.append(record.getMessage())
            return
        if stage != self._stage:
            self.flush()
            self._stage = stage
        self._counts.update(getattr(record, "counts", {}))
        self._wait(stage)

    def flush(self) -> None:
        """Print the line of the stage that ended last."""
        if self._stage:
            told = [
                f"{name} {count}" for name, count in self._counts.items() if name not in _UNTOLD and count
            ]
            self.console.print(f"  {self._stage:<8} {', '.join(told) or 'done'}", markup=False)
        self._stage = ""
        self._counts.clear()

    def heading(self, text: str) -> None:
        """Print what begins now."""
        self.flush()
        self.console.print(text, markup=False, style="bold")
        self._wait("starting")

    def _wait(self, text: str) -> None:
        if not self.console.is_terminal:
            return
        if self._status is None:
            self._status = self.console.status(text)
            self._status.start()
        self._status.update(f"after {text} …")

    def close(self) -> None:
        """Print the last line and let the cursor go."""
        self.flush()
        if self._status is not None:
            self._status.stop()
            self._status = None
        super().close()
