"""A process that sets one section after another: `python -m printing.worker`, started by `printing.workers`.

It reads a section from its standard input and writes the PDF, or why there is none, to its standard
output, each with its length before it. It knows no settings and no database, holds what it sets in
memory alone, and ends when nobody has asked for anything for a while, when it has grown, or when
whoever started it is gone.
"""

from __future__ import annotations

import logging
import os
import resource
import select
import struct
from typing import BinaryIO

HEAD = struct.Struct(">BI")  # whether it went well (or what follows), and the number of bytes
GONE_WELL, FAILED, GONE_WELL_AND_LAST = 0, 1, 2
IDLE_SECONDS = 300
GROWN_KB = 230 * 1024


def main() -> None:
    asked, told = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library may print stays out of the answers
    _warm()
    while _asked_in_time(asked) and (section := read(asked)):
        name, _, html = section[1].decode().partition("\n")
        status, data = _set(html, name)
        if status == GONE_WELL and _has_grown():
            status = GONE_WELL_AND_LAST
        write(told, status, data)
        if status == GONE_WELL_AND_LAST:
            return


def read(stream: BinaryIO) -> tuple[int, bytes] | None:
    """(status, bytes); none when the other side is gone."""
    if len(head := stream.read(HEAD.size)) < HEAD.size:
        return None
    status, size = HEAD.unpack(head)
    data = stream.read(size)
    return (status, data) if len(data) == size else None


def write(stream: BinaryIO, status: int, data: bytes) -> None:
    stream.write(HEAD.pack(status, len(data)))
    stream.write(data)
    stream.flush()


def _warm() -> None:
    """The engine is loaded before the first section is asked for, and says nothing of what it reads."""
    import weasyprint  # noqa: F401, PLC0415 -- a process that only reads this module needs no engine

    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)


def _asked_in_time(asked: BinaryIO) -> bool:
    ready, _, _ = select.select([asked], [], [], IDLE_SECONDS)
    return bool(ready)


def _set(html: str, name: str) -> tuple[int, bytes]:
    from printing.setting import set_section  # noqa: PLC0415 -- the engine comes with it

    try:
        return GONE_WELL, set_section(html, name)
    except Exception as error:  # noqa: BLE001 -- whatever it was, one section failed
        return FAILED, type(error).__name__.encode()


def _has_grown() -> bool:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > GROWN_KB


if __name__ == "__main__":
    main()
