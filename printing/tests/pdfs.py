"""PDFs for tests, made here: well-behaved ones through the library, hostile ones byte by byte."""

from __future__ import annotations

import io
import zlib
from hashlib import shake_128
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

SAID = b"BT /F1 12 Tf 72 700 Td (Elm was a kind neighbour.) Tj ET"
SHOWN = b"q 300 0 0 200 72 300 cm /Im0 Do Q"


def a_photograph(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Something with smooth changes and some grain, which JPEG and resampling can be judged by."""
    across = Image.linear_gradient("L").resize((width, height))
    down = across.rotate(90).resize((width, height))
    grain = Image.frombytes("L", (width, height), shake_128(b"grain").digest(width * height))
    if mode == "L":
        return Image.blend(across, grain, 0.1)
    picture = Image.merge("RGB", (across, down, Image.blend(down, grain, 0.1)))
    return picture.convert(mode)


def as_jpeg(picture: Image.Image, quality: int = 95) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def image(pdf: pikepdf.Pdf, picture: Image.Image, *, jpeg: bool = True, **more: Any) -> Any:
    """A picture as an object of a PDF: JPEG, or packed without loss."""
    spaces = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB, "CMYK": Name.DeviceCMYK}
    data = as_jpeg(picture) if jpeg else zlib.compress(picture.tobytes())
    return pdf.make_stream(
        data,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=picture.width,
        Height=picture.height,
        ColorSpace=spaces[picture.mode],
        BitsPerComponent=8,
        Filter=Name.DCTDecode if jpeg else Name.FlateDecode,
        **more,
    )


def page(pdf: pikepdf.Pdf, content: bytes = SAID, **things: Any) -> Any:
    """A page that is added to the end; `things` are what it may draw, by name."""
    added = pdf.add_blank_page(page_size=(595, 842))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    added.obj.Resources = Dictionary(Font=Dictionary(F1=font))
    if things:
        added.obj.Resources.XObject = Dictionary(**things)
    added.obj.Contents = pdf.make_stream(content)
    return added.obj


def saved(pdf: pikepdf.Pdf, **how: Any) -> bytes:
    out = io.BytesIO()
    pdf.save(out, deterministic_id="encryption" not in how, **how)
    return out.getvalue()


def plain(pages: int = 1, content: bytes = SAID) -> bytes:
    with pikepdf.new() as pdf:
        for _ in range(pages):
            page(pdf, content)
        return saved(pdf)


def script(code: str = "app.alert(1)") -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=pikepdf.String(code))


def note(kind: str, author: str = "") -> Dictionary:
    made = Dictionary(
        Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=Array([0, 0, 9, 9]), Contents="Why?"
    )
    if author:
        made.T = pikepdf.String(author)
    return made


def raw(objects: dict[int, bytes]) -> bytes:
    """A file of objects as they are written, the first its catalogue."""
    out, places = io.BytesIO(), {}
    out.write(b"%PDF-1.7\n")
    for number, body in objects.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
    start, size = out.tell(), max(objects) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    for number in range(1, size):
        out.write(b"%010d 00000 n \n" % places[number])
    out.write(b"trailer <</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, start))
    return out.getvalue()


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
EMPTY_PAGE = b"<</Type/Page/MediaBox[0 0 9 9]/Parent 2 0 R/Resources<<>>>>"


def zeros(size: int, first: bytes = b"") -> bytes:
    """So many bytes of nothing, packed."""
    pack, piece = zlib.compressobj(9), bytes(1_000_000)
    packed = [pack.compress(first), *(pack.compress(piece) for _ in range(size // len(piece)))]
    return b"".join(packed) + pack.flush()


def stream(body: bytes, entries: bytes = b"/Filter/FlateDecode") -> bytes:
    return b"<<%s/Length %d>>stream\n" % (entries, len(body)) + body + b"\nendstream"


def deep_pages(depth: int) -> bytes:
    nodes = {
        n: b"<</Type/Pages/Count 1/Kids[%d 0 R]/Parent %d 0 R>>" % (n + 1, n - 1)
        for n in range(3, depth)
    }
    top = {1: CATALOGUE, 2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>"}
    return raw(top | nodes | {depth: EMPTY_PAGE})


def object_stream(packed: bytes, head: bytes = b"/Type/ObjStm") -> bytes:
    """A file whose catalogue is in a stream of objects."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, body in (
        (2, b"<</Type/Pages/Count 1/Kids[5 0 R]>>"),
        (5, EMPTY_PAGE),
        (3, stream(packed, head + b"/N 1/First 4/Filter/FlateDecode")),
    ):
        places.append(out.tell())
        out.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
    start = out.tell()
    rows = ((0, 0), (2, 3), (1, places[0]), (1, places[2]), (1, start), (1, places[1]))
    table = b"".join(bytes([kind]) + at.to_bytes(4, "big") + b"\0" for kind, at in rows)
    body = stream(table, b"/Type/XRef/W[1 4 1]/Size 6/Root 1 0 R")
    out.write(b"4 0 obj\n" + body + b"\nendobj\nstartxref\n%d\n%%%%EOF" % start)
    return out.getvalue()
