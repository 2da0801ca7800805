"""The only reading of a format: from a Word, Excel or CSV file to tables of cells. Nothing in a file is ever run."""

from __future__ import annotations

from collections.abc import Callable

from actionplans.reading.archive import office_kind
from actionplans.reading.delimited import read_delimited
from actionplans.reading.docx import read_docx
from actionplans.reading.grid import Tables, UnreadablePlan
from actionplans.reading.xlsx import read_xlsx

__all__ = ["Tables", "UnreadablePlan", "read_tables"]


def read_tables(data: bytes, name: str = "") -> Tables:
    """The tables of a file. The type is told by the content; `name` is not believed.

    Raises `UnreadablePlan`, whatever the file holds.
    """
    if not data.strip():
        raise UnreadablePlan("empty")
    try:
        return _reader(data)(data)
    except UnreadablePlan:
        raise
    except Exception:  # noqa: BLE001 - a hostile file may make the parsers raise anything
        raise UnreadablePlan("damaged") from None


Reader = Callable[[bytes], Tables]


def _reader(data: bytes) -> Reader:
    return next(
        (read for signature, read in _READERS if data.startswith(signature)), read_delimited
    )


def _from_office(data: bytes) -> Tables:
    return {"docx": read_docx, "xlsx": read_xlsx}[office_kind(data)](data)


def _refuse(code: str) -> Reader:
    def refuse(data: bytes) -> Tables:
        raise UnreadablePlan(code)

    return refuse


def _refuse_old_office(data: bytes) -> Tables:
    """The format before 2007, which also holds newer files that are locked with a password."""
    locked = "EncryptedPackage".encode("utf-16-le") in data
    raise UnreadablePlan("password" if locked else "wrong_type")


_READERS: tuple[tuple[bytes, Reader], ...] = (
    (b"PK\x03\x04", _from_office),
    (b"\xd0\xcf\x11\xe0", _refuse_old_office),
    (b"%PDF-", _refuse("pdf")),
    (b"\x89PNG", _refuse("pdf")),
    (b"\xff\xd8\xff", _refuse("pdf")),
    (b"GIF8", _refuse("pdf")),
    (b"{\\rtf", _refuse("wrong_type")),
    (b"\x1f\x8b", _refuse("wrong_type")),
)
