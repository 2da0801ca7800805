"""Files made to do harm go the whole way that a real one goes: looked into, then read. Nothing hangs, nothing falls over."""

from __future__ import annotations

import time

import pytest

from actionplans.apart import read_plan, read_tables
from actionplans.reading.grid import REASONS as PLAN_REASONS
from actionplans.reading.grid import UnreadablePlan
from dhr_qa.tests.security.hostile_files import hostile_files
from feedback.apart import read_letter, read_paragraphs
from feedback.reading.text import REASONS as LETTER_REASONS
from feedback.reading.text import UnreadableLetter
from packs.looking import facts_of
from reviews.files import DOCX, EVIDENCE_TYPES, PDF, SENTENCES, UnsafeFile, examine
from sandbox.apart import USUAL

MB = 1024 * 1024
FILES = {what: (name, data) for what, name, data in hostile_files()}
KNOWN = {*SENTENCES.values(), *LETTER_REASONS.values(), *PLAN_REASONS.values()}
LONGEST = USUAL.clock + 5  # what one reading may take; each of them takes far less


def tried(read):
    """What came of it, and how long that took: "" or a sentence that we wrote."""
    began = time.monotonic()
    try:
        read()
    except (UnsafeFile, UnreadableLetter, UnreadablePlan) as refusal:
        return str(refusal), time.monotonic() - began
    return "", time.monotonic() - began


@pytest.mark.parametrize("what", FILES)
def test_hostile_file_is_refused_or_read_in_time(what):
    name, data = FILES[what]

    outcomes = [
        tried(lambda: examine(data, name, allowed=EVIDENCE_TYPES, max_bytes=20 * MB)),
        tried(lambda: read_letter(read_paragraphs(data))),
        tried(lambda: read_plan(read_tables(data))),
    ]

    assert [said for said, _ in outcomes if said and said not in KNOWN] == []
    assert max(took for _, took in outcomes) < LONGEST


@pytest.mark.parametrize("what", [what for what in FILES if what.startswith(("PDF", "Word"))])
def test_hostile_document_is_looked_at_in_time(what):
    _, data = FILES[what]
    began = time.monotonic()

    facts = facts_of(data, (PDF if what.startswith("PDF") else DOCX).content_type)

    assert facts.size == len(data)
    assert time.monotonic() - began < LONGEST
