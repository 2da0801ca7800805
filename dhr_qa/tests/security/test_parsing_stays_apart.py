"""Which modules may open a file at all: readers, which only the sandbox calls, and what makes files of our own."""

from __future__ import annotations

import ast
import re
from functools import cache
from importlib import import_module

import pytest

from dhr_qa.tests.test_architecture import ROOMS, ROOT

PARSERS = {
    "PIL",
    "docx",
    "lxml",
    "openpyxl",
    "pdfminer",
    "pdfplumber",
    "pikepdf",
    "tarfile",
    "xml",
    "zipfile",
}

# What takes a stranger's bytes apart. Nothing that serves a page imports any of these.
READERS = {
    "actionplans.reading.archive",
    "actionplans.reading.docx",
    "actionplans.reading.xlsx",
    "actionplans.reading.xlsx_fills",
    "actionplans.tables",
    "feedback.paragraphs",
    "feedback.reading.docx",
    "feedback.reading.docx_lists",
    "feedback.reading.pdf",
    "feedback.reading.pdf_bounds",
    "reviews.inside.look",
    "reviews.inside.office",
    "reviews.inside.pdf",
    "reviews.inside.pictures",
}
CHOOSE = {"actionplans.tables", "feedback.paragraphs"}  # by the first bytes, and open nothing
PRINTS = "sets, joins and stamps our own PDFs; those of others it joins in a task, within bounds of its own"
LOOKS = "called by its name in the sandbox; imported for what it is made of"
WRITES = "writes files of our own"
OURS = {
    "actionplans.exports.word": WRITES,
    "actionplans.exports.xlsx": WRITES,
    "backups.tape": "packs the service's own backup, and unpacks it for an operator who has its key",
    "dhr_qa.demo.evidence": WRITES,
    "dhr_qa.demo.letters": WRITES,
    "govuk.management.commands.vendor_frontend": "unpacks a package that a developer names",
    "retention.anonymising.samples": WRITES,
    "printing.archive": "writes our ZIP files; `verify_pack` reads one as a stream, on the operator's machine",
    "printing.attaching": PRINTS,
    "printing.declaring": PRINTS,
    "printing.doing": LOOKS,
    "printing.grafting": PRINTS,
    "printing.looking": LOOKS,
    "printing.merging": PRINTS,
    "printing.opening": PRINTS,
    "printing.pictures": PRINTS,
    "printing.placing": PRINTS,
    "printing.properties": PRINTS,
    "printing.sections": PRINTS,
    "printing.setting": PRINTS,
    "printing.showing": LOOKS,
    "printing.shrinking": PRINTS,
    "printing.stamping": PRINTS,
    "printing.word": LOOKS,
}


@cache
def modules():
    """{dotted name: syntax tree} of all of our code but its tests."""
    return dict(_modules())


def _modules():
    for room in ROOMS:
        for path in ROOT.glob(f"{room}/**/*.py"):
            if "tests" not in path.parts and "migrations" not in path.parts:
                dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                yield dotted.removesuffix(".__init__"), ast.parse(path.read_text("utf-8"))


def imported_by(tree):
    """Every module that is named, at the top or within a function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_only_readers_and_makers_can_open_a_file():
    found = {
        name
        for name, tree in modules().items()
        if {one.partition(".")[0] for one in imported_by(tree)} & PARSERS
        and not _escapes_only(tree)
    }

    assert found == READERS - CHOOSE | set(OURS)


def _escapes_only(tree):
    """`escape` writes XML and reads none."""
    named = {one for one in imported_by(tree) if one.partition(".")[0] in PARSERS}
    return named == {"xml.sax.saxutils", "xml.sax.saxutils.escape"}


def test_nothing_but_a_reader_imports_a_reader():
    found = {
        (name, one)
        for name, tree in modules().items()
        for one in imported_by(tree)
        if one in READERS
    }

    assert {name for name, _ in found} <= READERS
    assert len(found) > 10


def test_what_is_called_apart_is_there():
    calling = {
        name: {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        for name, tree in modules().items()
        if "sandbox.apart" in set(imported_by(tree))
    }
    paths = {
        value
        for values in calling.values()
        for value in values
        if isinstance(value, str) and re.fullmatch(r"(?:\w+\.){2,}\w+", value)
    }

    assert sorted(paths) == [
        "actionplans.plans.read_plan",
        "actionplans.tables.read_tables",
        "feedback.letters.read_letter",
        "feedback.paragraphs.read_paragraphs",
        "printing.looking.look_at_docx",
        "printing.looking.look_at_pdf",
        "printing.manifests.verify_pdf",
        "reviews.inside.look.look",
    ]
    for path in paths:
        module, _, function = path.rpartition(".")
        assert callable(getattr(import_module(module), function))


@pytest.mark.parametrize("name", sorted(READERS))
def test_readers_know_no_settings_and_no_rows(name):
    tree = modules()[name]

    assert [one for one in imported_by(tree) if one.startswith("django")] == []
