"""Files of every kind that people send, and parts of them that somebody put there to do harm."""

from __future__ import annotations

import io
import zipfile

import docx
import pikepdf
from PIL import Image


def pdf(pages=1, **saved):
    made, out = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        made.add_blank_page()
    made.save(out, **saved)
    return out.getvalue()


def word():
    made, out = docx.Document(), io.BytesIO()
    made.add_paragraph("Paragraph 4.2 was rewritten.")
    made.save(out)
    return out.getvalue()


def picture(form):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, form)
    return out.getvalue()


def packed(**parts):
    """A zip file of parts, with slashes for double underscores in their names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def office(part="word/document.xml", content="<w/>", **more):
    return packed(**{part: content} | more)


# --- PDFs that do something -----------------------------------------------------------------------


def action(kind, **more):
    return pikepdf.Dictionary(S=pikepdf.Name(kind), **more)


SCRIPT = action("/JavaScript", JS=pikepdf.String("app.alert(1)"))
TO_PAGE = [0, pikepdf.Name.XYZ, 0, 800, 0]


def acting_pdf(root=None, page=None, note=None, names=None, field=None, bookmark=None):
    """A PDF of one page with entries in its catalogue, its page, a note on it, its names, a field or a bookmark."""
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    leaf = made.pages[0].obj
    for owner, entries in ((made.Root, root), (leaf, page)):
        for name, value in (entries or {}).items():
            owner[name] = value
    if note:
        square = {"/Type": pikepdf.Name.Annot, "/Rect": [0, 0, 9, 9]}
        leaf.Annots = pikepdf.Array([made.make_indirect(pikepdf.Dictionary(square | note))])
    if names:
        made.Root.Names = pikepdf.Dictionary(
            {key: pikepdf.Dictionary(Names=pikepdf.Array(pairs)) for key, pairs in names.items()}
        )
    if field:
        one = made.make_indirect(pikepdf.Dictionary({"/FT": pikepdf.Name.Tx, "/T": "a"} | field))
        made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([one]))
    if bookmark:
        one = made.make_indirect(pikepdf.Dictionary({"/Title": "a"} | bookmark))
        made.Root.Outlines = pikepdf.Dictionary(First=one, Last=one)
    made.save(out)
    return out.getvalue()


def enclosed(name):
    """What stands for an attached file in a PDF."""
    return pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F=name, UF=name)


# --- office files that do something ---------------------------------------------------------------

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word_with(**parts):
    """A real Word file with some parts put in or in the place of its own."""
    out, named = io.BytesIO(), {name.replace("__", "/"): it for name, it in parts.items()}
    with zipfile.ZipFile(io.BytesIO(word())) as own, zipfile.ZipFile(out, "w") as archive:
        for member in own.namelist():
            if member not in named:
                archive.writestr(member, own.read(member))
        for name, content in named.items():
            archive.writestr(name, content)
    return out.getvalue()


def related(kind, target, mode="External"):
    """The relationships of a part, of which one leads elsewhere."""
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="{mode}"/>'
        "</Relationships>"
    )


def fields(*runs):
    """The text of a Word document with a field that is told what to do in several runs."""
    told = "".join(f"<w:r><w:instrText>{run}</w:instrText></w:r>" for run in runs)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return (
        f'<w:document xmlns:w="{WORDS}"><w:body><w:p>{begin}{told}{end}</w:p></w:body></w:document>'
    )
