"""Parsers run where they can be killed: in child processes with a deadline and a memory limit.

The children are plain subprocesses (``python -m vigia.killable``), since the processes in which
Airflow runs its tasks may not have ``multiprocessing`` children. A request and a result are one
frame each: eight bytes of length, then a pickle. A child runs one call at a time and is used again.
"""

import importlib
import logging
import math
import os
import pickle
import queue
import resource
import select
import signal
import struct
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic
from types import TracebackType
from typing import IO, Any, Self, TypeVar

from vigia.errors import Killed, ParseError, VigiaError

Result = TypeVar("Result")

_LENGTH = struct.Struct(">Q")
_MOST_CALLS = 5_000  # then a fresh child: bounds leaks, and lxml is isolated from its own crashes
_START_SECONDS = 60.0  # to start and to import the function; not counted as its run time
_MOST_RESULT_BYTES = 256_000_000
_MOST_LOG_LINES = 50  # of what one child writes
_MOST_LINE_CHARS = 500
_LOADED = ("loaded", None)

_log = logging.getLogger(__name__)


class _Ended(Exception):
    """The child is gone or too slow."""


class KillablePool:
    """Calls functions in child processes; a context manager, safe to share between threads."""

    def __init__(self, processes: int = 1, seconds: float = 30.0, memory_bytes: int = 2_000_000_000) -> None:
        """Take the number of children, and the most time and address space of one call."""
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        self._processes = processes
        self._idle: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(processes):
            self._idle.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for _ in range(self._processes):
            child = self._idle.get()
            if child is not None:
                child.kill()
            self._idle.put(None)

    def call(self, function: Callable[..., Result], *args: Any) -> Result:
        """Run a top-level function of an importable module in a child and return its result.

        Raises Killed when it overran its time or memory or took its process down, the VigiaError
        that it raised, or ParseError naming any other exception it raised.
        """
        target = _target(function)
        request = pickle.dumps((target, args), protocol=pickle.HIGHEST_PROTOCOL)
        child = self._idle.get()
        keeps = None
        try:
            if child is None or not child.is_fit:
                if child is not None:
                    child.kill()
                child = _Child(self._seconds, self._memory_bytes)
            outcome, value = child.ask(request)
            keeps = child if outcome != "memory" else None
        except _Ended as error:
            raise Killed(f"{target}: {error}") from None
        finally:
            if keeps is None and child is not None:
                child.kill()
            self._idle.put(keeps)
        return self._result(target, outcome, value)  # type: ignore[no-any-return]

    def map(
        self, function: Callable[..., Result], calls: Iterable[tuple[Any, ...]]
    ) -> Iterator[Result | VigiaError]:
        """Run a function for each tuple of arguments; yield results, or its errors, in order."""
        ahead = 2 * self._processes
        with ThreadPoolExecutor(self._processes) as threads:
            waiting: deque[Future[Result | VigiaError]] = deque()
            try:
                for args in calls:
                    waiting.append(threads.submit(self._outcome, function, args))
                    if len(waiting) > ahead:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                for future in waiting:
                    future.cancel()

    def _outcome(self, function: Callable[..., Result], args: tuple[Any, ...]) -> Result | VigiaError:
        try:
            return self.call(function, *args)
        except VigiaError as error:
            return error

    def _result(self, target: str, outcome: str, value: Any) -> Any:
        if outcome == "result":
            return value
        if outcome == "memory":
            raise Killed(f"{target}: needed more than {self._memory_bytes / 1e6:.0f} MB of memory")
        if outcome == "ours":
            kind, args, fields = value
            error = kind.__new__(kind, *args)
            error.__dict__.update(fields)
            raise error
        raise ParseError(f"{target}: {value}")


def _target(function: Callable[..., Any]) -> str:
    module, name = function.__module__, function.__qualname__
    if module == "__main__" or not name.isidentifier():
        raise TypeError(f"{module}:{name} is not a top-level function of an importable module")
    return f"{module}:{name}"


class _Child:
    """One child process, seen from its parent."""

    def __init__(self, seconds: float, memory_bytes: int) -> None:
        self._seconds = seconds
        self._calls = 0
        paths = [path or os.getcwd() for path in sys.path]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "vigia.killable", str(seconds), str(memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            bufsize=0,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input, self._output = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._input, False)
        os.set_blocking(self._output, False)
        self._log = threading.Thread(target=_log_lines, args=(self._process.stderr,), daemon=True)
        self._log.start()

    @property
    def is_fit(self) -> bool:
        return self._calls < _MOST_CALLS and self._process.poll() is None

    def ask(self, request: bytes) -> tuple[str, Any]:
        """Send one request and wait for its outcome; raises _Ended."""
        self._calls += 1
        start = monotonic() + _START_SECONDS
        self._send(_LENGTH.pack(len(request)), start)
        self._send(request, start)
        outcome: tuple[str, Any] = pickle.loads(self._receive(start, "did not start in time"))  # noqa: S301
        if outcome != _LOADED:
            return outcome
        late = f"ran longer than {self._seconds:g} s and was ended"
        return pickle.loads(self._receive(monotonic() + self._seconds, late))  # type: ignore[no-any-return]  # noqa: S301

    def kill(self) -> None:
        """End the child at once and free what it held."""
        self._process.kill()
        self._process.wait()
        self._log.join(timeout=1)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()

    def _send(self, data: bytes, deadline: float) -> None:
        view = memoryview(data)
        while view:
            self._wait(self._input, select.POLLOUT, deadline, "did not take its arguments in time")
            try:
                view = view[os.write(self._input, view[:1_048_576]) :]
            except BrokenPipeError:
                raise self._death() from None

    def _receive(self, deadline: float, late: str) -> bytes:
        (length,) = _LENGTH.unpack(self._read(_LENGTH.size, deadline, late))
        if length > _MOST_RESULT_BYTES:
            raise _Ended(f"a result of {length} bytes; at most {_MOST_RESULT_BYTES} are taken")
        return self._read(length, deadline, late)

    def _read(self, length: int, deadline: float, late: str) -> bytes:
        data = bytearray()
        while len(data) < length:
            self._wait(self._output, select.POLLIN, deadline, late)
            piece = os.read(self._output, min(length - len(data), 1_048_576))
            if not piece:
                raise self._death()
            data += piece
        return bytes(data)

    def _wait(self, descriptor: int, event: int, deadline: float, late: str) -> None:
        poll = select.poll()
        poll.register(descriptor, event)
        left = deadline - monotonic()
        if left <= 0 or not poll.poll(math.ceil(left * 1000)):
            raise _Ended(late)

    def _death(self) -> _Ended:
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return _Ended("its process stopped answering")
        cause = signal.Signals(-code).name if -code in set(signal.Signals) else f"exit code {code}"
        return _Ended(f"its process died ({cause})")


def _log_lines(stream: IO[bytes] | None) -> None:
    """Log the first lines a child writes and drain the rest, so that it never blocks."""
    assert stream is not None
    count = 0
    with stream:
        while line := stream.readline(65_536):
            count += 1
            if count <= _MOST_LOG_LINES:
                text = line.decode("utf-8", "backslashreplace").rstrip()
                _log.info(
                    "parser: %s", "".join(c if c.isprintable() else "?" for c in text[:_MOST_LINE_CHARS])
                )


def _main(seconds: float, memory_bytes: int) -> None:
    """Answer requests until the parent is gone."""
    # Whatever a parser prints must not get between the frames.
    source, sink = os.dup(0), os.dup(1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    _limit(resource.RLIMIT_AS, memory_bytes)
    _limit(resource.RLIMIT_CORE, 0)
    requests: queue.Queue[bytes] = queue.Queue()
    threading.Thread(target=_listen, args=(source, requests), daemon=True).start()
    while True:
        request = requests.get()
        # The parent kills at the deadline; should it be gone, the kernel ends an endless loop.
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime + 2 * seconds + _START_SECONDS))
        _write_frame(sink, _answer(request, sink))


def _limit(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _listen(source: int, requests: "queue.Queue[bytes]") -> None:
    """Queue the requests; end the process when the parent closes its end, even by dying."""
    with os.fdopen(source, "rb") as stream:
        while len(head := stream.read(_LENGTH.size)) == _LENGTH.size:
            requests.put(stream.read(_LENGTH.unpack(head)[0]))
    os._exit(0)


def _answer(request: bytes, sink: int) -> bytes:
    try:
        target, args = pickle.loads(request)  # noqa: S301 - from the parent
        module, _, name = target.partition(":")
        function = getattr(importlib.import_module(module), name)
        _write_frame(sink, pickle.dumps(_LOADED))
        return pickle.dumps(("result", function(*args)), protocol=pickle.HIGHEST_PROTOCOL)
    except VigiaError as error:
        return pickle.dumps(("ours", (type(error), error.args, error.__dict__)))
    except MemoryError:
        return pickle.dumps(("memory", None))
    except BaseException as error:  # noqa: BLE001 - hostile input may raise anything, even SystemExit
        return pickle.dumps(("other", f"{type(error).__name__}: {str(error)[:300]}"))


def _write_frame(sink: int, data: bytes) -> None:
    view = memoryview(_LENGTH.pack(len(data)) + data)
    while view:
        view = view[os.write(sink, view) :]


if __name__ == "__main__":
    _main(float(sys.argv[1]), int(sys.argv[2]))
