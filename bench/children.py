"""Run one measurement in a fresh process, and say what it cost."""

import multiprocessing
import resource
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, TypeVar

# DuckDB takes a main module without a file for a notebook, and prints progress among the tables.
if not hasattr(sys.modules["__main__"], "__file__"):
    sys.modules["__main__"].__file__ = __file__

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cost:
    """What the cheapest pass of a measurement took; the memory is that of the whole process."""

    cpu_seconds: float  # of all threads
    wall_seconds: float
    peak_mb: float  # largest resident set, in 10⁶ bytes
    start_mb: float  # resident before the first pass: interpreter, libraries and data


@dataclass(slots=True)
class Meter:
    """Measure what runs inside ``with meter``; each ``with`` is one pass."""

    passes: list[tuple[float, float]] = field(default_factory=list)  # CPU, wall
    start_mb: float = 0.0
    _began: tuple[float, float] = (0.0, 0.0)

    def __enter__(self) -> "Meter":
        """Begin a pass."""
        self.start_mb = self.start_mb or _memory_mb("VmRSS")
        self._began = time.process_time(), time.perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End a pass."""
        cpu, wall = self._began
        self.passes.append((time.process_time() - cpu, time.perf_counter() - wall))

    def cost(self) -> Cost:
        """Return the cheapest pass; passes of less than nothing do not divide by zero."""
        cpu, wall = min(self.passes)
        return Cost(max(cpu, 1e-9), max(wall, 1e-9), _memory_mb("VmHWM"), self.start_mb)


class ChildFailed(Exception):
    """A measurement ended with an error, or its process did."""


def measured(
    job: Callable[Concatenate[Meter, P], T], *arguments: P.args, **named: P.kwargs
) -> tuple[T, Cost]:
    """Run ``job(meter, …)`` in a new process; return its value, which must pickle, and its cost.

    Raises ChildFailed with the trace of the child.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_answer, args=(theirs, job, arguments, named))
    child.start()
    theirs.close()
    try:
        fault, value, cost = ours.recv()
    except EOFError:
        child.join()
        raise ChildFailed(f"{job.__qualname__} ended with exit code {child.exitcode}; no answer") from None
    child.join()
    if fault:
        raise ChildFailed(f"{job.__qualname__} failed:\n{fault}")
    return value, cost


def _answer(
    pipe: Connection, job: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]
) -> None:
    meter = Meter()
    try:
        value = job(meter, *arguments, **named)
        pipe.send(("", value, meter.cost()))
    except Exception:  # noqa: BLE001 - the parent tells it, with its trace
        pipe.send((traceback.format_exc(), None, None))


def _memory_mb(name: str) -> float:
    """Read a line of /proc/self/status; where there is none, the peak that POSIX knows.

    The kernel's own ``ru_maxrss`` would count the parent's memory from before the exec too.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    found = next(line for line in status.splitlines() if line.startswith(f"{name}:"))
    return int(found.split()[1]) * 1024 / 1e6
