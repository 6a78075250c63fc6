"""Parsers that go wrong in every way, for the pool to survive; each runs in its child."""

import ctypes
import os
import sys
import time

from vigia.errors import CatalogError, PageUnreadable, Refused


def echo(value: object) -> object:
    """Return what came."""
    return value


def process_id() -> int:
    """Return the id of the child."""
    return os.getpid()


def spin() -> None:
    """Never return."""
    while True:
        pass


def hold_the_interpreter(seconds: int) -> None:
    """Sleep in C without letting any other Python thread run."""
    ctypes.PyDLL(None).sleep(seconds)


def swallow_everything() -> None:
    """Never return, whatever is raised inside."""
    while True:
        try:
            time.sleep(60)
        except BaseException:  # noqa: BLE001 - that is the fault
            continue


def eat_memory() -> int:
    """Ask for more memory than any limit of the tests."""
    return len([bytearray(10_000_000) for _ in range(1_000)])


def recurse(depth: int = 0) -> int:
    """Recurse without end."""
    return recurse(depth + 1) + 1


def crash() -> None:
    """Read from address zero."""
    ctypes.string_at(0)


def chatter(value: object) -> object:
    """Write noise to every stream, also below Python, and read from the input."""
    print("noise" * 10_000)
    os.write(1, b"\x00" * 100_000)
    os.write(2, b"raw noise\n" * 10_000)
    sys.stdin.read()
    return value


def refuse() -> None:
    """Raise an error of ours whose fields do not fit its arguments."""
    raise Refused("https://a.example/", "answered 503", 503, 30.0)


def list_faults() -> None:
    """Raise an error of ours with a list."""
    raise CatalogError(["a.csv:1: odd", "a.csv:2: odd"])


def unreadable() -> None:
    """Raise the error that parsers raise."""
    raise PageUnreadable("nothing can be taken from this page")


def unpicklable() -> object:
    """Return what cannot be sent."""
    return lambda: None


def wrong() -> None:
    """Raise an error that is not ours."""
    raise KeyError("missing")


def leave() -> None:
    """Try to end the process politely."""
    raise SystemExit(3)
