"""A plan as a Word document: the template's seven columns, the rating and the last update, on landscape pages."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from actionplans.exports.rows import PlanCopy, Row, plain
from actionplans.exports.xlsx import FILLS
from actionplans.naming import supporting_line
from govuk.words import count, day


def _target(row: Row) -> str:
    return row.target if isinstance(row.target, str) else day(row.target)


def _agencies(row: Row) -> str:
    """The template has one column for the lead agency and none for those that support it."""
    return "\n".join(filter(None, (row.lead, supporting_line(row.supporting))))


def _completion(row: Row) -> str:
    return "\n".join(filter(None, (day(row.completed), row.outcome)))


def _standing(row: Row) -> str:
    """What is no column of the template's: it stands here, so that those come back as they went."""
    late = "Overdue" if row.overdue else ""
    told = f"{day(row.updated_on)}: {row.update}" if row.update else ""
    why = f"Reason for the rating ({day(row.rated_on)}): {row.reason}" if row.reason else ""
    return "\n".join(filter(None, (row.ended, late, told, why)))


FACE = "Arial"
COLUMNS: tuple[tuple[str, int, Callable[[Row], str]], ...] = (
    ("Recommendation", 38, lambda row: f"{row.number}: {row.recommendation}"),
    ("Scope of recommendation (i.e. local or regional)", 27, lambda row: row.scope),
    ("Action to take", 38, lambda row: row.action),
    ("Lead Agency", 25, _agencies),
    ("Key milestones achieved in enacting recommendation", 36, lambda row: row.milestones),
    ("Target Date", 22, _target),
    ("Date of completion and outcome", 29, _completion),
    ("RAG rating", 20, lambda row: row.rating.full if row.action else ""),
    ("Last update", 36, _standing),
)
"""Each with its width in millimetres and what it says of a row."""
RATING_AT = 7
MARGIN = 13
END_OF_TABLE = b"</w:tbl>"  # there is one, and only in the document itself


def to_docx(plan: PlanCopy) -> bytes:
    document = docx.Document()
    _set_up(document, plan)
    document.add_heading(plan.title, level=1)
    document.add_paragraph(f"{plan.summary}. {plan.live}")
    document.add_heading("What the ratings mean", level=2)
    for entry in plan.legend:
        _legend_line(document, entry)
    _add_table(document, plan)
    frame = io.BytesIO()
    document.save(frame)
    return _filled(frame, plan)


def _filled(frame: io.BytesIO, plan: PlanCopy) -> bytes:
    """The rows go into the finished file one by one: as objects, 5,000 of them take 230 MB."""
    file = io.BytesIO()
    with ZipFile(frame) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            with new.open(name, "w") as part:
                before, end, after = old.read(name).partition(END_OF_TABLE)
                part.write(before)
                for row in plan.rows if end else ():
                    part.write(_row(_cells(row)).encode())
                part.write(end + after)
    return file.getvalue()


def _set_up(document: Any, plan: PlanCopy) -> None:
    """Language, title and no author; A4 across, with the marking and the page's number at its edges."""
    about = document.core_properties
    about.title, about.language, about.author, about.comments = plan.title, "en-GB", "", ""
    for style in ("Normal", "Heading 1", "Heading 2"):
        _set_face(document.styles[style])
    document.styles["Normal"].font.size = Pt(10)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(MARGIN)
    section.top_margin = section.bottom_margin = Mm(20)
    _edge(section.header.paragraphs[0], plan.marking, pages=False)
    _edge(section.footer.paragraphs[0], plan.marking, pages=True)


def _set_face(style: Any) -> None:
    """The theme's face and language would otherwise win."""
    style.font.name = FACE
    properties = style.element.get_or_add_rPr()
    faces = properties.find(qn("w:rFonts"))
    for name in [name for name in faces.attrib if name.endswith("Theme")]:
        del faces.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs"):
        faces.set(qn(name), FACE)
    style.font.color.rgb = None
    properties.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="en-GB"/>'))


def _edge(paragraph: Any, marking: str, *, pages: bool) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(marking).bold = True
    if pages:
        for words, field in ((" · Page ", "PAGE"), (" of ", "NUMPAGES")):
            paragraph.add_run(words)
            paragraph._p.append(parse_xml(FIELD.format(nsdecls("w"), field)))


FIELD = '<w:fldSimple {} w:instr="{}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _legend_line(document: Any, entry: Any) -> None:
    """The words are always there; the colour is behind them."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(entry.rating.full)
    run.bold = True
    if fill := FILLS.get(entry.rating.value):
        run._r.get_or_add_rPr().append(_shade(fill))
    paragraph.add_run(f" · {count(entry.number, 'action,actions')}")


def _shade(fill: str) -> Any:
    return parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>')


def _add_table(document: Any, plan: PlanCopy) -> None:
    """The table with its header row; the other rows come later."""
    widths = [width for _, width, _ in COLUMNS]
    table = document.add_table(rows=0, cols=len(COLUMNS), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    properties = table._tbl.tblPr
    _look_as_header(properties)
    properties.append(parse_xml(f'<w:tblCaption {nsdecls("w")} w:val="Action plan"/>'))
    described = f"Each row is one action. {plan.live}"
    properties.append(parse_xml(f'<w:tblDescription {nsdecls("w")} w:val="{escape(described)}"/>'))
    header = _row(_headings(), header=True)
    table._tbl.append(parse_xml(header.replace("<w:tr>", f"<w:tr {nsdecls('w')}>", 1)))


def _look_as_header(properties: Any) -> None:
    """The first row heads the columns, for those who listen too, and no column heads the rows."""
    look = properties.find(qn("w:tblLook"))
    for name, on in (("firstRow", "1"), ("firstColumn", "0"), ("noVBand", "1"), ("noHBand", "1")):
        look.set(qn(f"w:{name}"), on)
    look.set(qn("w:val"), "0620")


def _headings() -> Iterator[str]:
    return (_cell(heading, width, fill="E3E8ED", bold=True) for heading, width, _ in COLUMNS)


def _cells(row: Row) -> Iterator[str]:
    for at, (_, width, shown) in enumerate(COLUMNS):
        rated = at == RATING_AT
        fill = FILLS.get(row.rating.value, "") if rated else ""
        yield _cell(shown(row), width, fill=fill, bold=rated)


def _row(cells: Iterable[str], *, header: bool = False) -> str:
    """A row is not divided between pages unless it must be; the header stands on every page."""
    kind = "<w:cantSplit/><w:tblHeader/>" if header else "<w:cantSplit/>"
    return f"<w:tr><w:trPr>{kind}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(words: str, width: int, *, fill: str = "", bold: bool = False) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    properties = f'<w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/>{shade}</w:tcPr>'
    return f"<w:tc>{properties}{''.join(_paragraphs(plain(words), bold=bold))}</w:tc>"


def _paragraphs(words: str, *, bold: bool) -> Iterator[str]:
    loud = "<w:b/>" if bold else ""
    style = f'<w:rPr>{loud}<w:sz w:val="16"/></w:rPr>'
    space = '<w:pPr><w:spacing w:before="20" w:after="40"/></w:pPr>'
    for line in words.split("\n"):
        run = f'<w:r>{style}<w:t xml:space="preserve">{escape(line)}</w:t></w:r>' if line else ""
        yield f"<w:p>{space}{run}</w:p>"


def _twips(millimetres: int) -> int:
    return round(millimetres * 1440 / 25.4)
