"""A stand-in for a model behind an OpenAI-compatible endpoint: it answers as it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[str, int], Any]
"""The question and its number to what is answered: a text, ``(status, body, headers)``, or a generator of bytes."""


@dataclass
class ModelServer:
    """Where it listens, and what it was asked."""

    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


def chat(content: Any) -> bytes:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()


@contextmanager
def model_server(answer: Answer) -> Iterator[ModelServer]:
    told = ModelServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told.requests.append(body)
            told.headers.append(dict(self.headers))
            told.paths.append(self.path)
            found = answer(body["messages"][-1]["content"], len(told.requests))
            status, data, headers = found if isinstance(found, tuple) else (200, found, {})
            if isinstance(data, str):
                data = chat(data)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if isinstance(data, bytes):
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
                return
            self.end_headers()
            try:
                for piece in data:
                    self.wfile.write(piece)
                    self.wfile.flush()
            except OSError:
                pass  # who asked has gone away

        do_GET = do_POST

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()


def dripping(pieces: int, seconds: float) -> Iterator[bytes]:
    """Bytes that come so slowly that a limit for each read is never reached."""
    for _ in range(pieces):
        yield b" "
        time.sleep(seconds)
