"""The talk with ClamAV's daemon: a file is streamed to it, and it says which signature it found, or none.

The protocol is INSTREAM of clamd(8): pieces with their length before them, an empty one at the end.
"""

from __future__ import annotations

import re
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager

PIECE = 64 * 1024
SECONDS = 60.0  # for one file, from the first byte to the answer
CONNECT_SECONDS = 5.0
LONGEST_ANSWER = 4096
_SIZE = struct.Struct(">I")
_FOUND = re.compile(r"stream: (?P<signature>[\x20-\x7e]{1,200}) FOUND")
_CLEAN = "stream: OK"
_ADDRESS = re.compile(
    r"unix:(?P<path>/.+)|tcp:(?P<host>\[[0-9a-fA-F:]+\]|[^:/]+):(?P<port>\d{1,5})"
)


class NoAnswer(Exception):
    """Nobody can say whether the file is harmless. The words are for the log and never the file's."""


class Clamd:
    """The daemon at an address such as `unix:/run/clamav/clamd.ctl` or `tcp:scanner:3310`."""

    def __init__(self, address: str, seconds: float = SECONDS) -> None:
        self._address, self._seconds = address, seconds

    def scan(self, data: bytes) -> str:
        """The name of the signature that was found; "" for a file in which there is none. Raises `NoAnswer`.

        A file that is longer than the daemon's `StreamMaxLength` has no answer.
        """
        until = time.monotonic() + self._seconds
        try:
            with self._connected() as talk:
                answer = _asked(talk, data, until)
        except OSError as error:
            raise NoAnswer(type(error).__name__) from None
        return _signature(answer)

    @contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        found = _ADDRESS.fullmatch(self._address)
        if not found:
            raise NoAnswer("its address is neither unix:/path nor tcp:host:port")
        if found["path"]:
            talk = socket.socket(socket.AF_UNIX)
            talk.settimeout(CONNECT_SECONDS)
            with talk:
                talk.connect(found["path"])
                yield talk
        else:
            place = (found["host"].strip("[]"), int(found["port"]))
            with socket.create_connection(place, CONNECT_SECONDS) as talk:
                yield talk


def _asked(talk: socket.socket, data: bytes, until: float) -> str:
    """A daemon that has heard enough answers before the end, and hangs up."""
    try:
        _tell(talk, b"zINSTREAM\0", until)
        for at in range(0, len(data), PIECE):
            piece = data[at : at + PIECE]
            _tell(talk, _SIZE.pack(len(piece)) + piece, until)
        _tell(talk, _SIZE.pack(0), until)
    except (BrokenPipeError, ConnectionResetError):
        pass
    return _heard(talk, until)


def _tell(talk: socket.socket, said: bytes, until: float) -> None:
    talk.settimeout(_left(until))
    talk.sendall(said)


def _heard(talk: socket.socket, until: float) -> str:
    heard = b""
    while not heard.endswith(b"\0") and len(heard) < LONGEST_ANSWER:
        talk.settimeout(_left(until))
        if not (piece := talk.recv(LONGEST_ANSWER)):
            break
        heard += piece
    return heard.decode("ascii", "replace").rstrip("\0\n")


def _left(until: float) -> float:
    if (left := until - time.monotonic()) <= 0:
        raise TimeoutError
    return left


def _signature(answer: str) -> str:
    """Only these two answers are understood; "size limit exceeded" and all others are none."""
    if answer == _CLEAN:
        return ""
    if found := _FOUND.fullmatch(answer):
        return found["signature"]
    raise NoAnswer("too long for it" if "size limit exceeded" in answer else "an odd answer")
