"""Names that are safe on every system, and no two the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.naming import MAX_BYTES, MAX_LENGTH, MAX_PATH, Names, safe_name, safe_path

TRICKY = st.text(
    st.one_of(st.sampled_from("./\\: ab\u202e\x00é()1"), st.characters(exclude_categories=["Cs"])),
    max_size=300,
)


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("Adroddiad Llŷr.pdf", "Adroddiad Llŷr.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Ida\\report.pdf", "report.pdf"),
        ("plan: draft?.xlsx", "plan_ draft_.xlsx"),
        ("gnp\u202efdp.exe", "gnpfdp.exe"),
        (".htaccess", "htaccess"),
        ("report.pdf. ", "report.pdf"),
        ("con.txt", "_con.txt"),
        ("NUL", "_NUL"),
        ("", "file"),
        ("...", "file"),
        ("a\r\nb\x00.txt", "ab.txt"),
        ("e\u0301.txt", "é.txt"),
        ("w" * 300 + ".pdf", "w" * 116 + ".pdf"),
    ],
)
def test_name_is_made_safe(given_name, safe):
    assert safe_name(given_name) == safe


@pytest.mark.parametrize(
    ("path", "safe"),
    [
        ("documents/report.pdf", "documents/report.pdf"),
        ("/etc/../passwd", "etc/passwd"),
        ("../..", "file"),
        ("C:\\plans\\a.xlsx", "C_/plans/a.xlsx"),
        ("a//b", "a/b"),
    ],
)
def test_path_leads_only_down(path, safe):
    assert safe_path(path) == safe


@given(TRICKY)
def test_safe_names_stay_as_they_are(name):
    safe = safe_name(name)

    assert safe_name(safe) == safe
    assert 0 < len(safe) <= MAX_LENGTH
    assert len(safe.encode()) <= MAX_BYTES


@given(TRICKY)
def test_safe_paths_stay_as_they_are(path):
    safe = safe_path(path)

    assert safe_path(safe) == safe
    assert len(safe) <= MAX_PATH
    assert not {"", ".", ".."} & set(safe.split("/"))


def test_second_name_gets_a_number():
    names = Names(["taken.pdf"])

    given_names = [
        names.give(name)
        for name in ("a.pdf", "A.PDF", "a.pdf", "a (2).pdf", "b/a.pdf", "Taken.pdf")
    ]

    assert given_names == [
        "a.pdf",
        "A (2).PDF",
        "a (3).pdf",
        "a (2) (2).pdf",
        "b/a.pdf",
        "Taken (2).pdf",
    ]


@given(st.lists(TRICKY, max_size=20))
def test_no_two_names_are_the_same(wanted):
    names = Names()

    given_names = [names.give(name) for name in wanted]

    assert len({name.casefold() for name in given_names}) == len(wanted)
    assert [safe_path(name) for name in given_names] == given_names
