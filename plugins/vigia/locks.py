"""One at a time: a file lock with a bounded wait that names its holder.

The lock is the kernel's, so a process that is killed holds nothing: no lock is ever stale.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from vigia.errors import VigiaError

WAIT_SECONDS = 0.1  # between two looks


@contextmanager
def locked(path: Path, wait_seconds: float, busy: Callable[[str], VigiaError]) -> Iterator[None]:
    """Hold the lock of a file, which is made if need be, while the block runs.

    Raises what ``busy`` makes of the holder's process id when the lock is not free within the wait.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + wait_seconds
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o664)
    try:
        while not _taken(descriptor):
            if time.monotonic() >= deadline:
                raise busy(os.pread(descriptor, 80, 0).decode("ascii", "replace").strip() or "unknown")
            time.sleep(WAIT_SECONDS)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
