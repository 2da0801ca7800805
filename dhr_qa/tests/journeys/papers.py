"""The three documents of a submission, as small but real files."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pikepdf

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_WORKBOOK = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_TYPES}">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_LINKS}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_SHEETS}" xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="Plan" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_LINKS}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


def report(path: Path, words: str = "Rowan was known to three services.") -> Path:
    """A Word file."""
    document = docx.Document()
    document.add_heading("Overview report", 1)
    document.add_paragraph(words)
    document.save(str(path))
    return path


def summary(path: Path) -> Path:
    """A PDF of one empty page."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path)
    return path


def plan(path: Path, words: str = "The benefits team will train its staff.") -> Path:
    """An Excel workbook with one cell."""
    cell = f'<c r="A1" t="inlineStr"><is><t>{words}</t></is></c>'
    sheet = (
        f'<worksheet xmlns="{_SHEETS}"><sheetData><row r="1">{cell}</row></sheetData></worksheet>'
    )
    with zipfile.ZipFile(path, "w") as workbook:
        for name, xml in (_WORKBOOK | {"xl/worksheets/sheet1.xml": sheet}).items():
            workbook.writestr(name, xml)
    return path
