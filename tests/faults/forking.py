"""Processes to be killed: forked from one that has imported everything and read the rules.

``python -m faults.forking`` is that server. To start Python anew for each of a hundred processes
would cost two seconds of imports each, and the processes of pytest have threads, which may not be forked.
"""

import base64
import contextlib
import os
import pickle
import select
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
WARMED = ("vigia.cli.run", "vigia.stages.import_warc", "builders", "press", "loads")
LONGEST_SECONDS = 240.0  # a bound for a process that hangs, generous on a busy machine


@dataclass
class Child:
    """A forked process, in a process group of its own."""

    pid: int
    log: Path  # its stdout and stderr
    server: "ForkServer"
    code: int | None = None  # once it has ended: its exit code, or the signal as a negative number
    descriptor: int = field(init=False)

    def __post_init__(self) -> None:
        """Open what becomes readable when the process ends."""
        self.descriptor = os.pidfd_open(self.pid)

    def has_ended(self, seconds: float = 0.0) -> bool:
        """Wait some seconds for the end and say whether it came."""
        if self.code is None and select.select([self.descriptor], [], [], seconds)[0]:
            os.close(self.descriptor)
            self.code = self.server.ask("reap", self.pid)
        return self.code is not None

    def wait(self) -> int:
        """Wait for the end and return the exit code."""
        if not self.has_ended(LONGEST_SECONDS):
            self.kill()
            raise AssertionError(f"process {self.pid} hangs:\n{self.text()}")
        assert self.code is not None
        return self.code

    def kill(self, with_children: bool = False) -> bool:
        """Kill the process, or its whole group, and say whether it was still alive."""
        if not self.has_ended():
            kill = os.killpg if with_children else os.kill
            kill(self.pid, signal.SIGKILL)
        return self.wait() == -signal.SIGKILL

    def text(self) -> str:
        """Return what it has printed so far."""
        return self.log.read_text(encoding="utf-8")

    def lines(self) -> int:
        """Return how many lines it has printed."""
        return self.log.read_bytes().count(b"\n")


class ForkServer:
    """The process that forks; asked by one line, it answers by one line."""

    def __init__(self, folder: Path) -> None:
        """Take the folder of the logs."""
        self._folder = folder
        self._count = 0
        path = os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", ""), *filter(None, sys.path)])
        self.process = subprocess.Popen(
            [sys.executable, "-m", "faults.forking"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": path},
        )

    def start(self, call: Callable[..., Any], *values: Any, env: Mapping[str, str] | None = None) -> Child:
        """Call a function of a module in a forked process."""
        self._count += 1
        log = self._folder / f"{self._count:03}.log"
        log.touch()
        work = call.__module__, call.__qualname__, values, dict(env or {}), str(log)
        return Child(self.ask("fork", work), log, self)

    def ask(self, verb: str, value: Any) -> int:
        """Send a question and return the answer."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(base64.b64encode(pickle.dumps((verb, value))) + b"\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@contextlib.contextmanager
def fork_server(folder: Path) -> Iterator[ForkServer]:
    """Run a fork server while the block runs."""
    folder.mkdir(parents=True, exist_ok=True)
    server = ForkServer(folder)
    try:
        yield server
    finally:
        assert server.process.stdin
        assert server.process.stdout
        server.process.stdin.close()
        server.process.wait(60)
        server.process.stdout.close()


def vigia(*words: str) -> None:
    """Run the command line, as ``vigia`` does."""
    from vigia.cli import main

    sys.argv = ["vigia", *words]
    main()


def _serve() -> None:
    from vigia.settings import Settings
    from vigia.tagging.tagger import read_tagger

    for name in WARMED:
        import_module(name)
    read_tagger(Settings().seeds)
    for line in sys.stdin.buffer:
        verb, value = pickle.loads(base64.b64decode(line))
        answer = _fork(*value) if verb == "fork" else _reaped(value)
        os.write(1, b"%d\n" % answer)


def _reaped(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _fork(module: str, name: str, values: tuple[Any, ...], env: dict[str, str], log: str) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        os.setpgid(0, 0)
        _redirect(log)
        os.environ.update(env)
        getattr(import_module(module), name)(*values)
        code = 0
    except SystemExit as error:
        code = int(error.code or 0)
    except BaseException:  # noqa: BLE001  # the child must never go on as a second server
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _redirect(log: str) -> None:
    descriptor = os.open(log, os.O_WRONLY | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)


if __name__ == "__main__":
    _serve()
