"""A daemon that speaks clamd's protocol, and answers or behaves as a test wants it to."""

from __future__ import annotations

import socketserver
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

TEST_VIRUS = b"".join(
    (b"X5O!P%@AP[4", b"\\PZX54(P^)7CC)7}$", b"EICAR-STANDARD-", b"ANTIVIRUS-TEST-FILE!$H+H*")
)
"""The file that every scanner knows and that does nothing, in pieces that no scanner knows."""
CLEAN, FOUND = b"stream: OK\0", b"stream: Eicar-Test-Signature FOUND\0"
TOO_LONG = b"INSTREAM size limit exceeded. ERROR\0"
MAX_LENGTH = 1_000_000


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        daemon: FakeClamd = self.server.daemon  # type: ignore[attr-defined]
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        data = self._sent()
        if data is None:
            self.wfile.write(TOO_LONG)
            return
        daemon.seen.append(data)
        time.sleep(daemon.slow)
        self.wfile.write(daemon.answer or (FOUND if TEST_VIRUS in data else CLEAN))

    def _sent(self) -> bytes | None:
        data = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            data += self.rfile.read(size)
            if len(data) > MAX_LENGTH:
                return None
        return data


class FakeClamd:
    def __init__(self, answer: bytes = b"", slow: float = 0) -> None:
        self.answer, self.slow = answer, slow
        self.seen: list[bytes] = []
        self.address = ""


@contextmanager
def fake_clamd(path: str = "", **behaving: object) -> Iterator[FakeClamd]:
    """Listens on TCP, or at a path."""
    daemon = FakeClamd(**behaving)  # type: ignore[arg-type]
    made = socketserver.ThreadingUnixStreamServer if path else socketserver.ThreadingTCPServer
    with made(path or ("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads, server.daemon = True, daemon  # type: ignore[attr-defined]
        host, port = server.server_address[:2] if not path else ("", 0)
        daemon.address = f"unix:{path}" if path else f"tcp:{host}:{port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield daemon
        finally:
            server.shutdown()
            thread.join()
