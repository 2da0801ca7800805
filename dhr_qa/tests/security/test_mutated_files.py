"""Files that were real until some of their bytes were changed: only our own refusals, and nothing falls over.

`FUZZ=20000` tries so many of each kind, with other bytes each time.
"""

from __future__ import annotations

import io
import os
import zipfile
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from actionplans.apart import read_plan, read_tables
from actionplans.reading.grid import UnreadablePlan
from actionplans.tests.plan_builder import HEADER, ROW, saved, workbook
from actionplans.tests.plan_builder import word as plan_in_word
from feedback.apart import read_letter, read_paragraphs
from feedback.reading.text import UnreadableLetter
from feedback.tests.letter_builder import text_of
from printing.tests import pdfs
from reviews.files import EVIDENCE_TYPES, UnsafeFile, examine
from reviews.tests.file_builder import SCRIPT, acting_pdf, picture, word
from sandbox.apart import _NURSERY as NURSERY

EXAMPLES = int(os.environ.get("FUZZ", "12"))
LETTER = text_of(areas="• Say more about equality (para 4.2).")
WORDS = b" ".join(
    b"BT /F1 9 Tf 9 %d Td (%s) Tj ET" % (800 - 12 * at, line.encode("cp1252", "replace"))
    for at, line in enumerate(LETTER.splitlines())
)
SHEET = "xl/worksheets/sheet1.xml"


REAL = {
    "PDF": pdfs.plain(content=WORDS),
    "PDF with a script": acting_pdf(root={"/OpenAction": SCRIPT}),
    "Word": word(),
    "plan in Word": saved(plan_in_word([HEADER, ROW])),
    "Excel": saved(workbook([HEADER, ROW])),
    "PNG": picture("PNG"),
    "JPEG": picture("JPEG"),
    "letter": LETTER.encode(),
}
PARTS = {"Word": "word/document.xml", "plan in Word": "word/document.xml", "Excel": SHEET}
PIECES = st.one_of(
    st.binary(max_size=8),
    st.sampled_from(
        (
            *(b"<", b"&amp;" * 50, b"</w:p>", b"<w:tbl>", b"\xff\xfe", b"]]>"),
            *(b"obj", b"stream\n", b"[" * 500, b"/Kids", b"3 0 R", b"<<" * 300),
            *(b"99999999999", b"-1", b"\0" * 300, b"(" * 2_000),
        )
    ),
)
CHANGES = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 60), PIECES), min_size=1, max_size=5)


def changed(data, changes):
    """Some bytes at some places, counted as a part of the whole, give way to others."""
    for place, length, piece in changes:
        at = int(place * len(data))
        data = data[:at] + piece + data[at + length :]
    return data


def mutated(kind, changes, *, packed):
    """A changed file; of one that is a ZIP, either the ZIP itself or its chief part before it was packed."""
    if kind not in PARTS or not packed:
        return changed(REAL[kind], changes)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(REAL[kind])) as own, zipfile.ZipFile(out, "w") as archive:
        for name in own.namelist():
            data = own.read(name)
            archive.writestr(name, changed(data, changes) if name == PARTS[kind] else data)
    return out.getvalue()


@pytest.mark.parametrize("kind", REAL)
def test_changed_file_is_read_or_refused(kind):
    read_paragraphs(b"Dear Ann,")
    before = NURSERY.pid

    @settings(
        max_examples=EXAMPLES,
        derandomize="FUZZ" not in os.environ,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(CHANGES, st.booleans())
    def holds(changes, packed):
        data = mutated(kind, changes, packed=packed)
        for read in (
            lambda: examine(data, "a.csv", allowed=EVIDENCE_TYPES, max_bytes=10**7),
            lambda: read_letter(read_paragraphs(data)),
            lambda: read_plan(read_tables(data)),
        ):
            with suppress(UnsafeFile, UnreadableLetter, UnreadablePlan):
                read()

    holds()
    assert NURSERY.pid == before
