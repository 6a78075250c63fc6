"""The daily report in a real browser: nothing runs, nothing is fetched, nothing overflows."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from vigia.reports.daily import daily_report, render_html

pytestmark = pytest.mark.slow

DAY = date(2026, 11, 23)
STORED = Path(__file__).parents[1] / "golden" / "reports" / "rows.json"
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

# A page around the report that measures it from outside, since the report itself runs no script.
MEASURE = """<!doctype html><title>not measured</title>
<iframe src="/report.html" style="border:0;width:WIDTHpx;height:2000px"></iframe>
<script>onload = () => {
  const page = document.querySelector("iframe").contentDocument;
  document.title = JSON.stringify({
    width: page.documentElement.scrollWidth,
    title: page.title,
    heading: getComputedStyle(page.querySelector("h1")).fontSize,
    charts: [...page.querySelectorAll("figure svg")].map(svg => svg.getBoundingClientRect().width > 0),
    bar: getComputedStyle(page.querySelector("figure path[style*=match]")).fill,
  });
}</script>"""


@pytest.fixture(scope="module")
def browser() -> str:
    """The browser; without one these tests are skipped."""
    if BROWSER is None:
        reason = "no chromium on this machine: `apt-get install chromium` brings one"
        if os.environ.get("CI"):  # there nothing may be skipped
            pytest.fail(reason)
        pytest.skip(reason)
    return BROWSER


@contextmanager
def served(pages: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Serve pages on loopback; yield their address and the paths that are asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            page = pages.get(self.path)
            self.send_response(200 if page is not None else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((page or "").encode())

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", asked
        finally:
            server.shutdown()


def dumped(browser: str, profile: Path, url: str, *flags: str) -> str:
    """The document that the browser has after loading a URL."""
    command = [
        browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
        "--disable-background-networking", f"--user-data-dir={profile}", "--window-size=1400,2200",
        *flags, "--dump-dom", url,
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


def stored_rows() -> dict[str, list[dict[str, Any]]]:
    """The rows of a day of news."""
    stored = json.loads(STORED.read_text("utf-8"))
    return {part: [row | {"report_date": DAY} for row in found] for part, found in stored.items()}


def measured(browser: str, profile: Path, width: int, *flags: str) -> dict[str, Any]:
    """What the report looks like at a width, in CSS pixels."""
    pages = {
        "/report.html": render_html(daily_report(DAY, stored_rows())),
        "/": MEASURE.replace("WIDTH", str(width)),
    }
    with served(pages) as (address, _):
        document = dumped(browser, profile, address, *flags)
    found = re.search(r"<title>(\{.*?\})</title>", document)
    assert found, document[:500]
    measures: dict[str, Any] = json.loads(found[1])
    return measures


def attacked(browser: str, profile: Path, is_escaped: bool) -> tuple[str, set[str], list[str]]:
    """Load a hostile page; return its document, what it asked of its server, and of a trap.

    Escaping and the page's own policy each have to do alone: the hostile text stands escaped in
    a page without policy, or raw in one with it.
    """
    rows = stored_rows()
    with served({}) as (trap, trapped):
        attack = (
            f"<img src={trap}/leak onerror=\"document.title='hit'\"><script>document.title='hit'</script>"
            f"<link rel=stylesheet href={trap}/style>"
        )
        if is_escaped:
            for story in rows["stories"]:
                story |= {"title": attack, "sentence": f"</blockquote></style>{attack}"}
        page = render_html(daily_report(DAY, rows))
        if is_escaped:
            page, policies = re.subn(r"<meta http-equiv=.*?>", "", page)
            assert policies == 1
        else:
            page = page.replace("<main>", f"<main>{attack}", 1)
        with served({"/": page}) as (address, asked):
            document = dumped(browser, profile, address)
    return document, set(asked) - {"/favicon.ico"}, trapped


@pytest.mark.parametrize("is_escaped", [True, False])
def test_nothing_runs_and_nothing_is_fetched(browser: str, tmp_path: Path, is_escaped: bool) -> None:
    """A hostile title neither runs a script nor makes the browser ask for anything."""
    document, asked, trapped = attacked(browser, tmp_path, is_escaped)
    assert "<title>Vigía: Cuba and Russia in the news, Monday, 23 November 2026</title>" in document
    assert asked == {"/"}
    assert trapped == []


@pytest.mark.parametrize(("width", "charts"), [(390, [False, True]), (1200, [True, False])])
def test_the_page_fits_phone_and_desk(browser: str, tmp_path: Path, width: int, charts: list[bool]) -> None:
    """Nothing is wider than the window, and one of the two charts is shown."""
    measures = measured(browser, tmp_path, width)
    assert measures["width"] <= width
    assert measures["charts"] == charts


def test_the_page_follows_light_and_dark(browser: str, tmp_path: Path) -> None:
    """The bars of the chart take another colour in the dark, so they stay visible."""
    light = measured(browser, tmp_path / "light", 1200)
    dark = measured(browser, tmp_path / "dark", 1200, "--force-dark-mode")
    assert light["bar"].startswith("rgb(")
    assert light["bar"] != dark["bar"]
