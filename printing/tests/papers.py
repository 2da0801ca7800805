"""Small documents of invented words, and files as somebody else might make them."""

from __future__ import annotations

import io
from pathlib import Path

from pikepdf import Array, Dictionary, Encryption, Name, Pdf, Stream, String

from printing.fonts import FOLDER
from printing.sections import Section
from printing.stamping import PAGE_OF_PAGES, Edges, Line

FACES = "".join(
    f'@font-face {{ font-family: "Quality Sans"; font-weight: {weight}; '
    f'src: url("{FOLDER.as_uri()}/QualitySans-{name}.woff2") }}'
    for weight, name in ((400, "Regular"), (700, "Bold"))
)
STYLE = (
    FACES + "@page { size: A4; margin: 26mm 22mm 24mm } html { font: 10pt 'Quality Sans' }"
    "table { width: 100%; table-layout: fixed } tr { break-inside: avoid } .across { page: across } "
    "@page across { size: A4 landscape; margin: 24mm 14mm 21mm }"
)
SAID = "The report now says what was asked, and what was written down. " * 4
EDGES = Edges(Line("Elm", "OFFICIAL", "Round 1"), Line("3 May 2026", "OFFICIAL", PAGE_OF_PAGES))


def page(body: str, title: str = "Elm") -> str:
    head = f"<head><title>{title}</title><style>{STYLE}</style></head>"
    return f'<!DOCTYPE html><html lang="en-GB">{head}<body>{body}</body></html>'


def section(
    name: str, body: str, *, edges: Edges | None = EDGES, continues: bool = False
) -> Section:
    return Section(name, page(body), edges, continues)


def areas(first: int, last: int) -> str:
    return "".join(
        f'<h2 id="area-{n}">Area {n}</h2><p>{SAID}</p><ul><li>{SAID}</li></ul>'
        for n in range(first, last + 1)
    )


def actions(first: int, last: int, head: str = "") -> str:
    rows = "".join(
        f'<tr><th scope="row">{n}</th><td><a href="#area-1">Area 1</a></td><td>{SAID}</td></tr>'
        for n in range(first, last + 1)
    )
    heads = "".join(f'<th scope="col">{word}</th>' for word in ("Number", "Answers", "Action"))
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="across">{head}{table}</div>'


def a_report(
    number_of_areas: int = 2, number_of_actions: int = 3, in_pieces: int = 10
) -> list[Section]:
    """A front, areas with their bookmarks, and a plan across the page; long ones in pieces."""
    links = "".join(f'<li><a href="#{name}">{name}</a></li>' for name in ("area-1", "plan"))
    sections = [
        section("front", f"<h1>Elm</h1><ul>{links}</ul>"),
    ]
    for at, first in enumerate(range(1, number_of_areas + 1, in_pieces)):
        head = "" if at else "<h1>You said, we did</h1>"
        body = head + areas(first, min(first + in_pieces - 1, number_of_areas))
        sections.append(section(f"areas-{at}", body, continues=at > 0))
    sections.append(
        section("plan", actions(1, number_of_actions, '<h1 id="plan">Action plan</h1>'))
    )
    return sections


def with_number_of(sections: list[Section], anchor: str) -> list[Section]:
    """The same with a front that says on which page something is."""
    front = Section(
        "front", lambda pages: page(f"<h1>Elm</h1><p>See page {pages[anchor]}.</p>"), EDGES
    )
    return [front, *sections[1:]]


def as_bytes(pdf: Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, deterministic_id="encryption" not in options, **options)
    return out.getvalue()


def untagged(pages: int = 2, title: str = "Chapter") -> bytes:
    """Somebody's plain file, with an outline of its own."""
    with Pdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page()
        with pdf.open_outline() as outline:
            from pikepdf import OutlineItem

            outline.root.append(OutlineItem(title, pages - 1))
        return as_bytes(pdf)


def encrypted() -> bytes:
    with Pdf.new() as pdf:
        pdf.add_blank_page()
        return as_bytes(pdf, encryption=Encryption(owner="o", user="u"))


def encrypted_for_its_owner() -> bytes:
    with Pdf.new() as pdf:
        pdf.add_blank_page()
        return as_bytes(pdf, encryption=Encryption(owner="o", user=""))


def lively() -> bytes:
    """A file that has one of everything that could act by itself."""
    with Pdf.new() as pdf:
        page = pdf.add_blank_page().obj
        script = Dictionary(S=Name.JavaScript, JS=String("app.alert('x')"))
        shown = Stream(pdf, b"0 0 40 10 re f")
        shown.Type, shown.Subtype, shown.BBox = Name.XObject, Name.Form, Array([0, 0, 40, 10])
        field = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("name"), V=String("Ada"),
                Rect=Array([10, 10, 50, 20]), F=4, AP=Dictionary(N=shown), P=page,
            )
        )  # fmt: skip
        note = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]))
        film = Dictionary(Type=Name.Annot, Subtype=Name.Movie, Rect=Array([0, 0, 9, 9]))
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=script)
        page.Annots = Array([field, *map(pdf.make_indirect, (note, film, link))])
        page.AA = Dictionary(O=script)
        pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=Array([field])))
        pdf.Root.OpenAction = script
        pdf.attachments["secret.txt"] = b"words"
        return as_bytes(pdf)


def saved(folder: Path, data: bytes) -> Path:
    (file := folder / "document.pdf").write_bytes(data)
    return file
