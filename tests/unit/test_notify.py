"""An alert reaches a real mail server and a real webhook as plain text, or fails without a secret."""

import email.policy
import http.server
import json
import queue
import socket
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from vigia import notify
from vigia.errors import DeliveryError
from vigia.notify import channel_name, deliver

TITLE = "Cuba & Russia <script>alert(1)</script>\r\nBcc: evil@elsewhere.example\x00"
BODY = "Línea <b>uno</b>\nГавана & Москва\nhttps://a.example/?x=1&y=2"


class _Mailbox:
    def __init__(self) -> None:
        self.messages: queue.Queue[tuple[list[str], EmailMessage]] = queue.Queue()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = BytesParser(EmailMessage, policy=email.policy.default).parsebytes(envelope.content)
        self.messages.put((envelope.rcpt_tos, message))
        return "250 OK"


@pytest.fixture(scope="module")
def mailbox() -> Iterator[tuple[str, _Mailbox]]:
    box = _Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield f"mailto://127.0.0.1:{port}?from=vigia@a.example&to=reader@b.example", box
    controller.stop()


class _Webhook(http.server.ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Receiver)
        self.received: queue.Queue[tuple[dict[str, str], dict[str, Any]]] = queue.Queue()


class _Receiver(http.server.BaseHTTPRequestHandler):
    server: _Webhook

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.received.put((dict(self.headers), body))
        self.send_response(500 if "broken" in self.path else 204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""


@pytest.fixture
def webhook() -> Iterator[_Webhook]:
    with _Webhook() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_mail_arrives_as_plain_text(mailbox: tuple[str, _Mailbox]) -> None:
    """The body is plain text to the letter, the title one line, and nobody else gets it."""
    url, box = mailbox
    deliver(url, TITLE, BODY, "alert-1")
    receivers, message = box.messages.get(timeout=10)
    assert receivers == ["reader@b.example"]
    assert message["Bcc"] is None
    assert message["Subject"] == "Cuba & Russia <script>alert(1)</script> Bcc: evil@elsewhere.example"
    assert message.get_content_type() == "text/plain"
    assert message.get_content().replace("\r\n", "\n").strip() == f"{BODY}\n\nalert-1"
    assert message["X-Vigia-Alert"] == "alert-1"


def test_mail_in_html_escapes_the_text(mailbox: tuple[str, _Mailbox]) -> None:
    """Where a channel is set to HTML, markup from outside shows as text."""
    url, box = mailbox
    deliver(f"{url}&format=html", TITLE, BODY, "alert-1")
    _, message = box.messages.get(timeout=10)
    html = message.get_body(("html",))
    assert html is not None
    assert "&lt;b&gt;uno&lt;/b&gt;" in html.get_content()
    assert "<b>uno" not in html.get_content()


def test_webhook_gets_the_alert_with_its_id(webhook: _Webhook) -> None:
    """A JSON webhook gets title and text unchanged, and the id in the text and as a header."""
    deliver(f"json://127.0.0.1:{webhook.server_port}/in", "Título", BODY, "alert-2")
    headers, body = webhook.received.get(timeout=10)
    assert (body["title"], body["message"]) == ("Título", f"{BODY}\n\nalert-2")
    assert headers["X-Vigia-Alert"] == "alert-2"


def test_headline_cannot_call_everyone(webhook: _Webhook) -> None:
    """What would call all members of a chat room is taken apart; addresses are left alone."""
    deliver(f"json://127.0.0.1:{webhook.server_port}/in", "@everyone <!here>", "a@allied.example", "alert-3")
    _, body = webhook.received.get(timeout=10)
    assert body["title"] == "@\u200beveryone <!\u200bhere>"
    assert body["message"].startswith("a@allied.example")


@pytest.mark.parametrize("path", ["broken", "in"])
def test_failure_names_the_channel_but_no_secret(
    path: str, webhook: _Webhook, caplog: pytest.LogCaptureFixture
) -> None:
    """A refused or unreachable delivery is a DeliveryError without the password, and none is logged."""
    port = webhook.server_port if path == "broken" else 1
    url = f"json://user:s3cret@127.0.0.1:{port}/{path}/t0ken"
    with caplog.at_level("DEBUG"), pytest.raises(DeliveryError) as caught:
        deliver(url, "title", "body", "alert-4")
    assert channel_name(url) in str(caught.value)
    for secret in ("s3cret", "t0ken", "user"):
        assert secret not in str(caught.value) + caplog.text
    assert caught.value.is_transient


def test_delivery_is_bounded_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A receiver that never answers ends the delivery at its deadline."""
    monkeypatch.setattr(notify, "_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(DeliveryError, match="within"):
        deliver(f"json://127.0.0.1:{silent.getsockname()[1]}/", "title", "body", "alert-5")


@pytest.mark.parametrize("url", ["", "nonsense://host/token", "mailto:", "\ud800://x"])
def test_unknown_address_is_a_delivery_error(url: str) -> None:
    """An address that Apprise does not know says so without naming it."""
    with pytest.raises(DeliveryError) as caught:
        deliver(url, "title", "body", "alert-6")
    assert "token" not in str(caught.value)


def test_channel_name_is_stable_and_tells_nothing() -> None:
    """The name is the scheme with a short hash: the same for ever, another for another secret."""
    name = channel_name("mailto://user:password@host.example?to=a@b.example")
    assert name == channel_name(" mailto://user:password@host.example?to=a@b.example ")
    assert name != channel_name("mailto://user:other@host.example?to=a@b.example")
    assert name == "mailto:23a3bb"
    assert channel_name("no address").startswith("unknown:")
